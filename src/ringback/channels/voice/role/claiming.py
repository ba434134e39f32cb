"""Taking planned calls: the call, its plan and its first legs in one transaction, then over to the engine.

1. New calls are claimed. Where others wait in the queue already, the line is read as well, and moved by one process at
   a time; new calls stand at its end.
2. In the line's order, whoever is free goes to the first call they can serve (`queueing.rules.share_out`).
3. Who gets nobody waits: the row says so, and a process that dies takes nothing with it.
4. The others' first legs are granted in the same transaction. One that another process was quicker for leaves the call
   in its place.
5. Visitors who wait on the line of a process stand in the same line, and are served by that process alone. Where a
   group rings confirmed visitors first, a call that would have to wait is one of them from then on (`fetching`).
"""

import logging
from collections.abc import Set
from dataclasses import replace
from functools import partial
from typing import Protocol

from ringback.base.database.claims import claim, worth_trying
from ringback.base.database.queries import instant
from ringback.base.kit import clock
from ringback.channels.voice import rules
from ringback.channels.voice.engine.facts import CallEnded, CallOutcome, RecordingFailed
from ringback.channels.voice.engine.plan import CallPlan
from ringback.channels.voice.engine.runner import Waves
from ringback.channels.voice.models import Call, Stage, VisitorFirst
from ringback.channels.voice.queueing import line
from ringback.channels.voice.queueing.rules import share_out
from ringback.channels.voice.role import fetching, grants, planning, serving
from ringback.channels.voice.role.holding import Held, Holding
from ringback.channels.voice.role.journal import AfterCommit, Journal
from ringback.channels.voice.role.ledger import LegState
from ringback.channels.voice.role.planning import Place, Setups, Sounds
from ringback.channels.voice.role.sounds import SoundMaker
from ringback.channels.voice.role.taken import Taken, crew_of, take

log = logging.getLogger(__name__)

MOST_AT_ONCE = 25
# In the words of the partial index: as a parameter, a prepared statement could not know that it applies.
_IS_NEW = "stage = 'planned' AND queued_at IS NULL"
_PLANNED = f"SELECT 1 FROM {Call._meta.db_table} WHERE stage = 'planned' LIMIT 1"


class Caller(Protocol):
    """What is needed of the engine."""

    def place(self, plan: CallPlan) -> None: ...

    def hunt(self, call_id: str, waves: Waves, first: int) -> None: ...

    def give_up_waiting(self, call_id: str) -> None: ...


class Claiming:
    """The chore that takes planned calls within the process's capacity, oldest first.

    `line_waits`: somebody stood in the queue when it was last looked at.
    """

    def __init__(
        self,
        epoch: str,
        journal: Journal,
        setups: Setups,
        sounds: SoundMaker,
        engine: Caller,
        holding: Holding,
        capacity: int,
    ) -> None:
        self._epoch = epoch
        self._journal = journal
        self._setups = setups
        self._sounds = sounds
        self._engine = engine
        self._holding = holding
        self._capacity = capacity
        self._line: list[int] = []
        self.draining = False

    @property
    def line_waits(self) -> bool:
        return bool(self._line or self._holding.all())

    def wanted(self) -> bool:
        if self.draining:
            return False
        return bool(self._holding.all()) or (self._room() > 0 and worth_trying(_PLANNED))

    def do(self) -> list[AfterCommit]:
        """Claim, judge, and write the first legs; the rest happens after the commit."""
        room = min(self._room(), MOST_AT_ONCE)
        rows = self._claim_new(room) if room > 0 else []
        setups = self._setups.of(row.group_id for row in rows if row.group_id is not None)
        crew = crew_of(setups.values())
        waiting: list[Call] = []
        if crew.roster.queued or not rows:
            waiting = line.waiting()
        if waiting:
            if not line.is_mine():
                line.put_back(rows)
                return []
            rows = [*waiting, *rows]
            setups = self._setups.of(row.group_id for row in rows if row.group_id is not None)
            crew = crew_of(setups.values())
        if not rows:
            self._line = []
            return []
        rows.sort(key=lambda row: row.pk)
        held = {one.row.pk: one.state for one in self._holding.all()}
        taken = take(rows, setups, crew, held, media=self._sounds.media)
        turn = self._next(taken, {row.pk for row in waiting}, room)
        return [*self._given_up(taken), *self._first_legs(turn)]

    def _claim_new(self, room: int) -> list[Call]:
        return claim(
            Call,
            where=_IS_NEW,
            params=[],
            changes={"stage": "%s", "epoch": "%s", "claimed_at": "%s"},
            values=[Stage.HUNTING, self._epoch, instant(clock.now())],
            order="planned_at",
            limit=room,
        )

    def _room(self) -> int:
        return self._capacity - len(self._journal.ledger.calls)

    def _next(self, taken: list[Taken], waiting: set[int], room: int) -> list[Taken]:
        """Those of the line whose turn it is, taken out of the queue; the others are put, or left, where they stand."""
        now, roster = clock.now(), taken[0].crew.roster
        in_time = [one for one in taken if one.is_held or one.row.expires_at > now]
        full = self._without_channel(in_time) if waiting else set()
        lining = [one for one in in_time if one.visitor_first != VisitorFirst.ALWAYS and one.row.pk not in full]
        waits = share_out((one.in_line() for one in lining), roster.free, roster.engaged)
        waits -= {one.row.pk for one in lining if one.visitor_first == VisitorFirst.BUSY}
        waits |= full
        turn = [one for one in taken if one.row.pk not in waits]
        held = [one for one in turn if one.is_held and self._holding.get(one.row.call_id) is not None]
        planned = [one for one in turn if not one.is_held]
        planned, rest = planned[: max(room, 0)], planned[max(room, 0) :]
        line.put_back(one.row for one in rest if one.row.pk not in waiting)
        for one in taken:
            if one.row.pk in waits - waiting:
                line.put(one.row, now)
        got = line.take({one.row.pk for one in planned} & waiting, self._epoch, now)
        got |= line.take_held({one.row.pk for one in held}, self._epoch, now) if held else set()
        self._see([one.row for one in taken if one.row.pk in (waits | waiting) - got])
        return [one for one in [*held, *planned] if one.row.pk in got or one.row.pk not in waiting]

    @staticmethod
    def _without_channel(line_of: list[Taken]) -> set[int]:
        """The calls whose trunk is full, in the line's order: whoever is free is left to those behind them."""
        wanted = {one.row.pk: one.visitor_trunk_id for one in line_of if one.may_wait and not one.is_held}
        trunk_ids = {trunk_id for trunk_id in wanted.values() if trunk_id is not None}
        left = grants.free_channels(trunk_ids) if trunk_ids else {}
        full = set()
        for key, trunk_id in wanted.items():
            if trunk_id is not None and left.get(trunk_id, 0) < 1:
                full.add(key)
            elif trunk_id is not None:
                left[trunk_id] -= 1
        return full

    def _given_up(self, taken: list[Taken]) -> list[AfterCommit]:
        """Whoever waits on the line for nobody: those who could take the call have all gone away."""
        return [
            partial(self._engine.give_up_waiting, one.row.call_id)
            for one in taken
            if one.is_held and not one.in_line().candidates & (one.crew.roster.free | one.crew.roster.engaged)
        ]

    def _see(self, waiting: list[Call]) -> None:
        """Tell those in the line when it has moved."""
        seen = [row.pk for row in waiting]
        if seen != self._line:
            line.tell(waiting)
        self._line = seen

    def _first_legs(self, taken: list[Taken]) -> list[AfterCommit]:
        """Hunting goes by who is free as calls are given their first agents, one after the other."""
        free = taken[0].crew.roster.free if taken else set()
        live = [one for one in taken if (one.is_held or one.row.expires_at > clock.now()) and one.is_dialled]
        rung_first = {one.row.pk for one in live if self._rings_first(one, free)}
        first = [wish for one in live for wish in self._wishes(one, free, rung_first)]
        waited = any(one.row.queued_at is not None for one in live)
        ground = grants.survey(first, self._epoch, free, some_waited=waited) if first else None
        afters: list[AfterCommit] = []
        for one in taken:
            if one.is_held:
                after = self._serve(one, ground) if ground is not None and one in live else None
                if after is None:
                    line.put_back_held(one.row)
            elif ground is None or one not in live:
                after = partial(self._close, one)
            elif one.row.pk in rung_first:
                after = self._fetch(one, ground)
            else:
                after = self._judge(one, ground)
            afters += [after] if after is not None else []
        return afters

    def _serve(self, one: Taken, ground: grants.Ground) -> AfterCommit | None:
        held = self._holding.get(one.row.call_id)
        return serving.serve(one, held, ground, self._engine.hunt) if held is not None else None

    @staticmethod
    def _rings_first(one: Taken, free: Set[int]) -> bool:
        """Whether the visitor is rung before any agent: always, or since nobody is free to be rung."""
        when, roster = one.visitor_first, one.crew.roster
        if not one.in_line().candidates & (roster.free | roster.engaged):
            return False
        return when == VisitorFirst.ALWAYS or (when == VisitorFirst.BUSY and not one.rings(free))

    @staticmethod
    def _wishes(one: Taken, free: Set[int], rung_first: Set[int]) -> list[grants.Wish]:
        return [one.visitor_wish()] if one.row.pk in rung_first else one.wishes(free)

    def _fetch(self, one: Taken, ground: grants.Ground) -> AfterCommit | None:
        """Grant the visitor's leg; None where the trunk is full: then the call waits for a channel."""
        leg = grants.grant(one.visitor_wish(), ground, clock.now())
        if leg == rules.NEVER:
            one.state.denial = rules.NEVER
            return partial(self._close, one)
        if leg == rules.NO_CHANNEL and one.may_wait:
            line.put(one.row, clock.now())
            return None
        if isinstance(leg, LegState):
            one.state.legs[leg.number] = leg
            one.state.granted[leg.number] = None
        return partial(self._start, one, [], fetch=True)

    def _judge(self, one: Taken, ground: grants.Ground) -> AfterCommit | None:
        """Grant the first wave; None where others were quicker for all who were free: then the call waits (again)."""
        lost = False
        while True:
            waves = one.waves(ground.free)
            refused = self._grant(one, one.wishes(ground.free), ground) & ground.free
            ground.free -= refused
            lost = lost or bool(refused)
            if one.state.granted or not refused:
                break
        if not one.state.granted and grants.is_barred(one.state, ground):
            one.state.denial = rules.NEVER
            return partial(self._close, one)
        if lost and one.may_wait and not one.state.granted:
            line.put(one.row, clock.now())
            line.tell([one.row])
            return None
        # What else was refused will be denied to the engine too, for the same reason, and the hunt goes on from there.
        return partial(self._start, one, waves)

    @staticmethod
    def _grant(one: Taken, wishes: list[grants.Wish], ground: grants.Ground) -> set[int]:
        """Grant what may be; the agents who are not free, whatever we thought."""
        refused = set()
        for wish in wishes:
            leg = grants.grant(wish, ground, clock.now())
            if isinstance(leg, LegState):
                one.state.legs[wish.number] = leg
                one.state.granted[wish.number] = leg.agent_id
            elif leg == rules.NOT_FREE and wish.agent_id is not None:
                refused.add(wish.agent_id)
        return refused

    def _start(self, one: Taken, waves: list[list[Place]], *, fetch: bool = False) -> None:
        """After the commit: the call is ours. Its sounds may have to be spoken first, which is not waited for here."""
        self._journal.ledger.open(one.state)
        assert one.setup is not None
        self._sounds.then(one.row, one.setup, one.before, partial(self._hand_over, one, waves, fetch))

    def _hand_over(self, one: Taken, waves: list[list[Place]], fetch: bool, sounds: Sounds) -> None:
        assert one.setup is not None
        if one.state.unwanted:
            self._journal.record(CallEnded(one.row.call_id, clock.now(), CallOutcome.cancelled, 0.0))
            return
        plan = planning.plan_of(one.row, one.setup, waves, sounds, media=self._sounds.media)
        plan = replace(plan, legs_before=one.first_leg - 1)
        if plan.record and not self._sounds.has_room():
            plan = replace(plan, record=False, announcement=None)
            self._journal.record(RecordingFailed(one.row.call_id, clock.now(), "the spool of recordings is full"))
        one.state.uris = {agent.agent_id: agent.destination.uri for agent in plan.agents} | {0: plan.visitor.uri}
        if fetch:
            plan = fetching.first(plan, sounds)
            self._holding.add(Held(one.row, one.state, sounds, one.setup.language))
        self._engine.place(plan)

    def _close(self, one: Taken) -> None:
        """A call that cannot be dialled: not wanted, too late, or nobody to dial it through."""
        self._journal.ledger.open(one.state)
        now = clock.now()
        if one.state.denial:
            outcome = CallOutcome.visitor_denied
        elif one.row.expires_at <= now and one.row.queued_at is not None:
            one.state.detail, outcome = "nobody became free in time", CallOutcome.nobody_answered
        elif one.row.expires_at <= now:
            one.state.detail, outcome = "no voice process could dial it in time", CallOutcome.interrupted
        elif one.setup is None:
            one.state.detail, outcome = "the hunt group has no working trunk", CallOutcome.trunk_failed
        else:
            one.state.detail, outcome = "the hunt group has no agents", CallOutcome.nobody_answered
        self._journal.record(CallEnded(one.row.call_id, now, outcome, 0.0))
