"""Ringing the visitor first: whether that is open to a call that waits, and the word that the number is theirs."""

from collections.abc import Iterable

from django.conf import settings

from ringback.base.database import doorbell
from ringback.channels.voice.engine.facts import Role
from ringback.channels.voice.models import Call, HuntGroup, Leg, Stage, VisitorFirst, Way


def some_ring_first(group_ids: Iterable[int]) -> bool:
    """Whether one of these groups rings confirmed visitors first, and there is a media server to let them wait at."""
    ring = HuntGroup.objects.filter(id__in=list(group_ids)).exclude(visitor_first=VisitorFirst.NEVER)
    return settings.RTPENGINE != "off" and ring.exists()


def may_be_rung_first(promise_id: int) -> bool:
    """Whether the call of that promise waits in the queue, and its group would ring a confirmed visitor first."""
    waits = Call.objects.filter(promise_id=promise_id, stage=Stage.PLANNED, ended_at=None, queued_at__isnull=False)
    groups = waits.exclude(number="").values_list("group__visitor_first", flat=True)
    return settings.RTPENGINE != "off" and groups.first() not in (None, VisitorFirst.NEVER)


def may_ring_first(promise_id: int) -> None:
    """The number of that promise's call was shown to be the visitor's: a call that waits may ring them. In the caller's
    transaction; where none waits nothing happens."""
    waits = Call.objects.select_for_update(of=("self",)).filter(promise_id=promise_id, stage=Stage.PLANNED)
    for call in waits.filter(ended_at=None):
        Call.objects.filter(pk=call.pk).update(plan={**call.plan, "confirmed": True})
        doorbell.ring("calls")


def waits_on_the_line(promise_id: int) -> bool:
    """Whether the visitor of that promise's call was rung first, and hears music now."""
    live = Call.objects.filter(promise_id=promise_id, ended_at=None, way=Way.OUT)
    return live.filter(queued_at__isnull=False, claimed_at=None).exclude(stage=Stage.PLANNED).exists()


def was_rung_first(promise_id: int) -> bool:
    """Whether a call of that promise had its visitor rung before anybody of ours: nobody is let wait in vain twice."""
    return Leg.objects.filter(call__promise_id=promise_id, role=Role.visitor, number=1, call__way="out").exists()
