"""Whether agents take calls now: set on the desk, minded by the hunt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from ringback.base.accounts.services import Actor, require
from ringback.base.database import doorbell, queries
from ringback.base.database.doorbell import Ring
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.channels.voice import addresses, rules
from ringback.channels.voice.models import Agent, Call, Leg, Presence
from ringback.channels.voice.queueing.line import WAITING
from ringback.channels.voice.strategies import Turn


def set_presence(actor: Actor, agent_id: int, presence: str) -> None:
    """Set one's own presence, or with `presence.set_all` anybody's. Raises FieldError for an unknown one."""
    if presence not in Presence.values:
        raise FieldError("presence", "There is no such presence.", f"Use one of {', '.join(Presence.values)}.")
    with transaction.atomic():
        agent = Agent.objects.filter(id=agent_id, organisation_id=actor.organisation_id, active=True).first()
        if agent is None:
            raise NotFoundError("There is no such agent.")
        own = actor.member_id is not None and agent.member_id == actor.member_id
        require(actor, "presence.set" if own else "presence.set_all")
        # A wrap-up set by hand has no end: whoever sets it says when it is over.
        Agent.objects.filter(id=agent.id).update(presence=presence, presence_until_at=None, presence_at=clock.now())
        changed = Ring("desk", {"organisation": actor.organisation_id, "what": "presence"})
        doorbell.ring_all([changed, Ring("calls", {})])


def taking_calls() -> Q:
    """The condition on agents that may be rung now, but for a call they may be in."""
    over = Q(presence=Presence.WRAP_UP, presence_until_at__lte=clock.now())
    reached = ~Q(address=addresses.BROWSER) | Q(page_seen_at__gt=_page_seen_since())
    return Q(active=True) & reached & (Q(presence=Presence.AVAILABLE) | over)


def _page_seen_since() -> datetime:
    """A page heard of after that is open."""
    return clock.now() - timedelta(seconds=rules.PAGE_SECONDS)


@dataclass(frozen=True, slots=True)
class Roster:
    """Agents as they are now: free to be rung, or `engaged` in a call or a rest that ends by itself. `queued`: how many
    calls of the house wait in the queue."""

    free: set[int]
    engaged: set[int]
    queued: int


def roster(agent_ids: list[int]) -> Roster:
    """How these agents stand, in one query; who is away is neither free nor engaged."""
    sql = _ROSTER.format(marks=queries.marks(len(agent_ids)))
    rows = queries.fetch(sql, [queries.instant(clock.now()), *agent_ids, queries.instant(_page_seen_since())])
    return Roster(
        free={row[0] for row in rows if row[1]},
        engaged={row[0] for row in rows if not row[1]},
        queued=rows[0][2] if rows else 0,
    )


def spoke_to(person_ids: Iterable[int]) -> dict[int, int]:
    """Whom of the agents each person spoke to last, in one query; those who spoke to nobody are left out."""
    wanted = sorted(set(person_ids))
    rows = queries.fetch(_SPOKE_TO.format(marks=queries.marks(len(wanted))), wanted) if wanted else []
    return {person_id: agent_id for person_id, agent_id in rows if agent_id is not None}


def member_spoken_to(person_id: int) -> int | None:
    """Which member the person spoke to last, if that agent still takes calls."""
    agent_id = spoke_to([person_id]).get(person_id)
    return Agent.objects.filter(id=agent_id or 0, active=True).values_list("member_id", flat=True).first()


def turns_of(agent_ids: list[int]) -> dict[int, Turn]:
    """What each of the agents did last, in one query."""
    rows = queries.fetch(_TURNS.format(marks=queries.marks(len(agent_ids))), agent_ids)
    return {row[0]: Turn(row[1], max(row[2], row[3] or row[2])) for row in rows}


_AGENT, _LEG = Agent._meta.db_table, Leg._meta.db_table
_CALL = Call._meta.db_table
_SPOKE_TO = f"""
    SELECT person_id, agent_id FROM {_CALL} WHERE id IN
        (SELECT MAX(id) FROM {_CALL} WHERE person_id IN ({{marks}}) AND connected_at IS NOT NULL GROUP BY person_id)
"""
# Whoever came back from away, or whose wrap-up is over, is idle from then on.
_TURNS = f"""
    SELECT a.id, COALESCE((SELECT MAX(l.id) FROM {_LEG} l WHERE l.agent_id = a.id), 0), a.presence_at,
           (SELECT l.ended_at FROM {_LEG} l
             WHERE l.agent_id = a.id AND l.accepted_at IS NOT NULL ORDER BY l.id DESC LIMIT 1)
      FROM {_AGENT} a WHERE a.id IN ({{marks}})
"""
# A rest that somebody set by hand has no end that could be waited for.
_ROSTER = f"""
    SELECT a.id, NOT EXISTS (SELECT 1 FROM {_LEG} l WHERE l.live_agent_id = a.id)
                 AND (a.presence = 'available' OR a.presence_until_at <= %s),
           (SELECT COUNT(*) FROM {_CALL} q WHERE {WAITING.format(q="q.")})
      FROM {_AGENT} a
     WHERE a.id IN ({{marks}}) AND a.active
       AND (a.presence = 'available' OR (a.presence = 'wrap_up' AND a.presence_until_at IS NOT NULL))
       AND (a.address <> '{addresses.BROWSER}' OR a.page_seen_at > %s)
"""


def any_agent_available(group_id: int) -> bool:
    """Whether somebody of the hunt group could be rung this moment."""
    busy = Leg.objects.filter(live_agent_id=OuterRef("pk"))
    return Agent.objects.filter(taking_calls(), ~Exists(busy), places__group_id=group_id).exists()
