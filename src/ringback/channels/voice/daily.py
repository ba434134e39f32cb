"""What came of the calls behind promises, for who counts it. Read-only."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from ringback.base.accounts.services import Actor
from ringback.channels.voice.engine.facts import Role
from ringback.channels.voice.models import Agent, Call, HuntGroup, Leg, Way
from ringback.channels.voice.visible import groups_seen


class Talk(NamedTuple):
    """A conversation: when it began and how long it was."""

    promise_id: int
    connected_at: datetime
    talk_seconds: float


class Rung(NamedTuple):
    """An agent's phone that was rung; `talked`: they and nobody else had the conversation."""

    promise_id: int
    agent_id: int
    talked: bool
    connected_at: datetime | None
    talk_seconds: float


class CameIn(NamedTuple):
    """A call that came in to a group (0: it is gone): since when it waited in the queue, who answered, and its end."""

    group_id: int
    requested_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    connected_at: datetime | None
    talk_seconds: float
    over: bool


class Queued(NamedTuple):
    """A call that stood in the queue of a group: since when, until an agent answered for it; None: nobody did."""

    promise_id: int
    group_id: int
    queued_at: datetime
    answered_at: datetime | None


def group_names(keys: Collection[int]) -> dict[int, str]:
    """What hunt groups are called; those that are gone have no name."""
    return dict(HuntGroup.objects.filter(id__in=keys).values_list("id", "name"))


def came_in(organisation_id: int, since: datetime, until: datetime) -> list[CameIn]:
    """The calls of those who called us, from `since` until before `until`."""
    calls = Call.objects.filter(organisation_id=organisation_id, planned_at__gte=since, planned_at__lt=until)
    times = ("requested_at", "queued_at", "agent_answered_at", "connected_at", "talk_seconds", "ended_at")
    rows = calls.filter(way=Way.IN).order_by("id").values_list("group_id", *times)
    return [
        CameIn(group_id or 0, requested_at, queued_at, answered_at, connected_at, seconds, ended_at is not None)
        for group_id, requested_at, queued_at, answered_at, connected_at, seconds, ended_at in rows
    ]


def groups_within(actor: Actor) -> frozenset[int] | None:
    """The groups whose calls the actor may see, those of others too; None: all."""
    return groups_seen(actor, "calls.see")


def queued(promise_ids: Collection[int]) -> list[Queued]:
    """Our calls for these promises that had to wait, and do so no longer: one a promise and group, which was answered
    if any was. Whoever called us is among those who `came_in`."""
    ours = Call.objects.filter(promise_id__in=promise_ids, way=Way.OUT)
    calls = ours.filter(queued_at__isnull=False, group_id__isnull=False)
    over = calls.exclude(agent_answered_at=None, ended_at=None).order_by("id")
    found: dict[tuple[int, int], Queued] = {}
    for promise_id, group_id, queued_at, answered_at in over.values_list(
        "promise_id", "group_id", "queued_at", "agent_answered_at"
    ):
        if promise_id is None or group_id is None or queued_at is None:
            continue
        before = found.get((promise_id, group_id))
        if before is None or (before.answered_at is None and answered_at is not None):
            found[promise_id, group_id] = Queued(promise_id, group_id, queued_at, answered_at)
    return list(found.values())


def agent_names(keys: Collection[int]) -> dict[int, str]:
    """What agents are called; those that are gone have no name."""
    return dict(Agent.objects.filter(id__in=keys).values_list("id", "name"))


def talks(promise_ids: Collection[int]) -> dict[int, Talk]:
    """The first conversation of each promise that came to one, with the seconds of all of them."""
    calls = Call.objects.filter(promise_id__in=promise_ids).exclude(connected_at=None).order_by("connected_at")
    found: dict[int, Talk] = {}
    for promise_id, connected_at, seconds in calls.values_list("promise_id", "connected_at", "talk_seconds"):
        if promise_id is None or connected_at is None:
            continue
        first = found.get(promise_id)
        if first is None:
            found[promise_id] = Talk(promise_id, connected_at, seconds)
        else:
            found[promise_id] = first._replace(talk_seconds=first.talk_seconds + seconds)
    return found


def rung(promise_ids: Collection[int]) -> list[Rung]:
    """Whose phones were rung for these promises, once for each call and agent."""
    legs = Leg.objects.filter(call__promise_id__in=promise_ids, role=Role.agent, agent_id__isnull=False)
    rows = legs.values_list(
        "call_id", "call__promise_id", "agent_id", "call__agent_id", "call__connected_at", "call__talk_seconds"
    )
    found: dict[tuple[int, int], Rung] = {}
    for call_id, promise_id, agent_id, talker_id, connected_at, seconds in rows:
        if promise_id is None or agent_id is None:
            continue
        talked = talker_id == agent_id and connected_at is not None
        found[call_id, agent_id] = Rung(
            promise_id, agent_id, talked, connected_at if talked else None, seconds if talked else 0.0
        )
    return list(found.values())
