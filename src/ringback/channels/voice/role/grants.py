"""Who may be dialled this moment: claims judged against the tables, and the leg's row written before its INVITE."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ringback.base.accounts.services import dialling_on, dialling_stopped
from ringback.base.database import queries
from ringback.base.database.collisions import alone
from ringback.channels.voice import addresses, rules
from ringback.channels.voice.engine.facts import LegCause, Role
from ringback.channels.voice.models import Call, HuntGroupMember, Leg, Trunk
from ringback.channels.voice.queueing.line import WAITING
from ringback.channels.voice.role.ledger import CallState, LegState
from ringback.channels.voice.services.presence import Roster, roster
from ringback.core.people.services import may_be_called, never_called
from ringback.core.promises import services as promises

_LEG, _CALL, _TRUNK = Leg._meta.db_table, Call._meta.db_table, Trunk._meta.db_table
# A race with another voice process is decided here: an agent in a live leg of theirs leaves no row, and no grant. Nor
# does one whom they are granting this moment: who waited for their commit could wait for each other in a circle.
# Whether anything may be dialled, and this number ever, is part of the statement: asked before, it would cost two more
# for every leg, while the answer is hardly ever no.
_INSERT = f"""
    INSERT INTO {_LEG} (call_id, number, role, agent_id, live_agent_id, live_trunk_id, trunk_id, address,
                        sip_call_id, dialog, dialled_at, cause, reason)
    SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', '' WHERE {{alone}} AND {{on}} AND {{called}}
    ON CONFLICT DO NOTHING RETURNING id
"""
_AWAITED = f"""
    SELECT m.agent_id, MIN(q.id) FROM {_CALL} q JOIN {HuntGroupMember._meta.db_table} m ON m.group_id = q.group_id
     WHERE {WAITING.format(q="q.")} AND m.agent_id IN ({{marks}}) GROUP BY m.agent_id
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """A leg somebody would like to dial: a phone, through a trunk or not."""

    call: CallState
    number: int
    role: str
    agent_id: int | None
    uri: str
    trunk_id: int | None
    sip_call_id: str


@dataclass(slots=True)
class Ground:
    """What the tables say at this moment, read once for a batch of wishes and kept up while they are granted.

    Why dialling is `stopped` for an organisation, and who is `barred`, is asked where a leg has not been granted.
    """

    calls: list[CallState]
    free: set[int]
    channels: dict[int, int]
    wanted: set[int]
    ours: set[int]
    awaited: dict[int, int]
    stopped: dict[int, str | None] = field(default_factory=dict)
    barred: set[tuple[int, str]] = field(default_factory=set)

    def ask_why(self) -> None:
        """Read what may have kept a leg from being granted; once."""
        if not self.stopped:
            self.stopped = {key: dialling_stopped(key) for key in {call.organisation_id for call in self.calls}}
            self.barred = never_called((call.organisation_id, call.number) for call in self.calls)


def survey(wishes: Iterable[Wish], epoch: str, free: set[int] | None = None, *, some_waited: bool = False) -> Ground:
    """Read the ground: at most five queries, whatever the number of wishes. In the transaction that grants.

    `free`: the agents known to be free; with it the calls were claimed in this very transaction, so they are ours and,
    but for those that waited in the queue, wanted.
    """
    fresh = free is not None
    wishes = list(wishes)
    calls = {wish.call.row_id: wish.call for wish in wishes}
    agent_ids = [wish.agent_id for wish in wishes if wish.agent_id is not None]
    trunk_ids = {wish.trunk_id for wish in wishes if wish.trunk_id is not None}
    crew = roster(agent_ids) if free is None and agent_ids else Roster(free or set(), set(), 0)
    attempts = {call.attempt_id for call in calls.values() if call.attempt_id is not None}
    return Ground(
        calls=list(calls.values()),
        free=set(crew.free),
        channels=free_channels(trunk_ids) if trunk_ids else {},
        wanted=attempts if (fresh and not some_waited) or not attempts else promises.under_way(attempts),
        ours=set(calls) if fresh else _ours(calls, epoch),
        awaited=awaited(agent_ids) if crew.queued else {},
    )


def is_barred(call: CallState, ground: Ground) -> bool:
    """Whether the called person asked not to be called: then nobody of ours is rung for it either."""
    ground.ask_why()
    return _is_barred(call, ground)


def _is_barred(call: CallState, ground: Ground) -> bool:
    return (call.organisation_id, call.number) in ground.barred


def awaited(agent_ids: list[int]) -> dict[int, int]:
    """The row of the call that has waited longest in the queue for each of these agents, where one does."""
    return dict(queries.fetch(_AWAITED.format(marks=queries.marks(len(agent_ids))), agent_ids))


def _ours(row_ids: Iterable[int], epoch: str) -> set[int]:
    wanted = list(row_ids)
    sql = f"SELECT id FROM {_CALL} WHERE id IN ({queries.marks(len(wanted))}) AND epoch = %s AND ended_at IS NULL"
    return {row[0] for row in queries.fetch(sql, [*wanted, epoch])}


def free_channels(trunk_ids: Iterable[int]) -> dict[int, int]:
    """How many more legs each active trunk carries. The trunks are locked against other voice processes."""
    wanted = sorted(trunk_ids)
    sql = f"""
        SELECT t.id, t.channels - (SELECT COUNT(*) FROM {_LEG} l WHERE l.live_trunk_id = t.id)
          FROM {_TRUNK} t WHERE t.id IN ({queries.marks(len(wanted))}) AND t.active ORDER BY t.id {queries.lock()}
    """
    return dict(queries.fetch(sql, wanted))


def objection(wish: Wish, ground: Ground) -> str | None:
    """Why this leg may not be dialled now; None when it may."""
    call = wish.call
    if why := ground.stopped.get(call.organisation_id):
        return f"{rules.STOPPED}: {why}"
    if call.ended_at is not None or call.row_id not in ground.ours:
        return rules.ENDED
    if call.attempt_id is not None and call.attempt_id not in ground.wanted:
        return rules.NOT_WANTED
    if _is_barred(call, ground):
        return rules.NEVER
    if wish.trunk_id is not None and ground.channels.get(wish.trunk_id, 0) < 1:
        return rules.NO_CHANNEL
    if wish.role == Role.agent:
        return _agent_objection(wish, ground)
    return _visitor_objection(wish)


def _agent_objection(wish: Wish, ground: Ground) -> str | None:
    """Who is free belongs to the call that has waited longest for them, also before one that is under way."""
    if wish.agent_id not in ground.free:
        return rules.NOT_FREE
    if ground.awaited.get(wish.agent_id or 0, wish.call.row_id) < wish.call.row_id:
        return rules.NOT_FREE
    planned = wish.call.uris.get(wish.agent_id or 0)
    if planned is not None and planned != wish.uri:
        return addresses.redirect_objection(planned, wish.uri)
    return None


def _visitor_objection(wish: Wish) -> str | None:
    earlier = [leg for leg in wish.call.legs.values() if leg.role == Role.visitor]
    if any(leg.cause != LegCause.redirected for leg in earlier):
        return rules.TWICE
    planned = wish.call.uris.get(0)
    if planned is not None and planned != wish.uri:
        return addresses.redirect_objection(planned, wish.uri)
    return None


def grant(wish: Wish, ground: Ground, at: datetime) -> LegState | str:
    """Write the leg's row and return it, or say why not. The INVITE may leave once the transaction has committed."""
    why = objection(wish, ground)
    if why is not None:
        return why
    row_id = _insert(wish, at)
    if row_id is None:
        ground.ask_why()
        return objection(wish, ground) or rules.NOT_FREE
    if wish.agent_id is not None:
        ground.free.discard(wish.agent_id)
    if wish.trunk_id is not None:
        ground.channels[wish.trunk_id] -= 1
    return LegState(
        row_id=row_id,
        number=wish.number,
        role=wish.role,
        agent_id=wish.agent_id,
        trunk_id=wish.trunk_id,
        address=wish.uri,
        sip_call_id=wish.sip_call_id,
        dialled_at=at,
    )


def _insert(wish: Wish, at: datetime) -> int | None:
    values: list[Any] = [
        wish.call.row_id,
        wish.number,
        wish.role,
        wish.agent_id,
        wish.agent_id,
        wish.trunk_id,
        wish.trunk_id,
        wish.uri[:253],
        wish.sip_call_id[:120],
        "{}",
        queries.instant(at),
        f"agent {wish.agent_id}" if wish.agent_id is not None else f"visitor of {wish.call.row_id}",
    ]
    on, on_values = dialling_on(wish.call.organisation_id)
    called, called_values = may_be_called(wish.call.organisation_id, wish.call.number)
    rows = queries.fetch(_INSERT.format(alone=alone(), on=on, called=called), [*values, *on_values, *called_values])
    return int(rows[0][0]) if rows else None
