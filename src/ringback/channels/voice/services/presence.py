"""Whether agents take calls now: set on the desk, minded by the hunt."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from ringback.base.accounts.services import Actor, require
from ringback.base.database import doorbell, queries
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.channels.voice.models import Agent, Leg, Presence


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
        doorbell.ring("desk", organisation=actor.organisation_id, what="presence")


def taking_calls() -> Q:
    """The condition on agents that may be rung now, but for a call they may be in."""
    over = Q(presence=Presence.WRAP_UP, presence_until_at__lte=clock.now())
    return Q(active=True) & (Q(presence=Presence.AVAILABLE) | over)


def free_agents(agent_ids: list[int]) -> set[int]:
    """Those of `agent_ids` who take calls and are in none, in one query."""
    rows = queries.fetch(_FREE.format(marks=queries.marks(len(agent_ids))), [*agent_ids, queries.instant(clock.now())])
    return {row[0] for row in rows}


_AGENT, _LEG = Agent._meta.db_table, Leg._meta.db_table
_FREE = f"""
    SELECT a.id FROM {_AGENT} a
     WHERE a.id IN ({{marks}}) AND a.active
       AND (a.presence = 'available' OR (a.presence = 'wrap_up' AND a.presence_until_at <= %s))
       AND NOT EXISTS (SELECT 1 FROM {_LEG} l WHERE l.live_agent_id = a.id)
"""


def any_agent_available(group_id: int) -> bool:
    """Whether somebody of the hunt group could be rung this moment."""
    busy = Leg.objects.filter(live_agent_id=OuterRef("pk"))
    return Agent.objects.filter(taking_calls(), ~Exists(busy), places__group_id=group_id).exists()
