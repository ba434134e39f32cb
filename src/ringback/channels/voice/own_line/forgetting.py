"""What is left of a call by an own line when it has ended: how long it took, and how it ended."""

from collections.abc import Iterable

from ringback.channels.voice.emptying import empty
from ringback.channels.voice.models import Agent, HuntGroup, Leg, Trunk
from ringback.channels.voice.own_line.models import OwnLine


def forget(call_ids: Iterable[int]) -> None:
    """Empty calls that have ended as an erasure does, both their phones, and take their lines away. Twice is once."""
    gone = list(call_ids)
    lines = list(OwnLine.objects.filter(call_id__in=gone).values_list("trunk_id", "agent_id", "group_id"))
    OwnLine.objects.filter(call_id__in=gone).delete()
    for model, place in ((HuntGroup, 2), (Agent, 1), (Trunk, 0)):
        model.objects.filter(pk__in=[line[place] for line in lines]).delete()
    empty(gone)
    Leg.objects.filter(call_id__in=gone).update(address="", reason="")
