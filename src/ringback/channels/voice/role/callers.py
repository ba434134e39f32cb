"""Who calls us: let in, put through to whoever is free, kept waiting for somebody, or asked for a message.

1. The engine tells of an arrival; the caller hears nothing yet but that we try.
2. Where a call of ours to them rings an agent already, they are put on its line: nobody's phone rings twice for them.
   Else, in the journal's transaction the rows are written (`incoming.arriving`): from then on the promise is ours to
   keep.
3. Whoever owes them the conversation, and then the group, is hunted for. While all of them are busy, or somebody waits
   for them already, the caller is answered, hears music, and stands in the queue as everybody else does. Without a
   media server, or music, it rings on, and whoever becomes free is offered to the longest waiting.
4. Nobody there, after hours, or too long a wait: the plan has nobody in it, and leads to the message.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from django.conf import settings

from ringback.base.kit import clock
from ringback.channels.voice.engine.arrivals import Arrival
from ringback.channels.voice.engine.caller import UNANSWERED
from ringback.channels.voice.engine.facts import CallEnded, CallOutcome, RecordingFailed
from ringback.channels.voice.engine.plan import Caller, CallPlan, Destination, MessagePlan, WaitingPlan
from ringback.channels.voice.incoming import arriving
from ringback.channels.voice.incoming.arriving import Admitted, Joins, TurnedAway
from ringback.channels.voice.role import grants, planning
from ringback.channels.voice.role.earlier import Before, befores
from ringback.channels.voice.role.holding import Held, Holding
from ringback.channels.voice.role.journal import AfterCommit, Journal
from ringback.channels.voice.role.ledger import CallState
from ringback.channels.voice.role.planning import Asked, GroupSetup, Place, Setups, Sounds
from ringback.channels.voice.role.sounds import SoundMaker
from ringback.channels.voice.role.taken import crew_of
from ringback.channels.voice.role.writing import leg_rows
from ringback.channels.voice.services.presence import spoke_to
from ringback.core.hours import services as hours

log = logging.getLogger(__name__)

MOST_AT_ONCE = 25
# None: nobody is to be rung, nor waited for.
Waves = list[list[Place]] | None
DRAINING = (503, "Service Unavailable")


class Door(Protocol):
    """What is needed of the engine."""

    def place(self, plan: CallPlan) -> None: ...

    def refuse(self, call_id: str, code: int, reason: str) -> None: ...

    def let_wait(self, call_id: str) -> None: ...

    def join(self, call_id: str, arrival: Arrival) -> None: ...


@dataclass(slots=True)
class _Waiting:
    """A caller who is let in and not yet handed to the engine."""

    arrival: Arrival
    admitted: Admitted
    state: CallState
    since: float
    told: bool = False


class Callers:
    """The chore that lets callers in. `arrived` and `left` are called on the engine's thread."""

    _door: Door
    _trunks_at: Callable[[str], list[int]]

    def __init__(
        self,
        epoch: str,
        journal: Journal,
        setups: Setups,
        sounds: SoundMaker,
        holding: Holding,
    ) -> None:
        self._epoch = epoch
        self._journal = journal
        self._setups = setups
        self._sounds = sounds
        self._holding = holding
        self._new: deque[Arrival] = deque()
        self._left: deque[str] = deque()
        self._gone: set[str] = set()
        self._apart: set[str] = set()
        self._line: list[_Waiting] = []
        self.soon: Callable[[], None] = lambda: None
        self.draining = False

    def open(self, door: Door, trunks_at: Callable[[str], list[int]]) -> None:
        """Before anybody can come: the engine, and the trunks whose calls come from an address."""
        self._door, self._trunks_at = door, trunks_at

    @property
    def waits(self) -> bool:
        """Whether somebody waits for an agent."""
        return bool(self._line)

    def arrived(self, arrival: Arrival) -> None:
        """Somebody calls."""
        if self.draining:
            self._door.refuse(arrival.call_id, *DRAINING)
            return
        self._new.append(arrival)
        self.soon()

    def left(self, call_id: str) -> None:
        """They hung up before the engine had a plan for them."""
        self._left.append(call_id)
        self.soon()

    def not_joined(self, arrival: Arrival) -> None:
        """The call they were to be put on had come too far: they are let in by themselves."""
        self._apart.add(arrival.call_id)
        self._new.append(arrival)
        self.soon()

    # the writer's thread

    def wanted(self) -> bool:
        return bool(self._new or self._line)

    def do(self) -> list[AfterCommit]:
        """Let in who has come, and see who of the waiting can be put through."""
        new = list(self._new)[:MOST_AT_ONCE]
        afters: list[AfterCommit] = []
        line = list(self._line)
        while self._left:
            self._gone.add(self._left.popleft())
        for arrival in new:
            one = self._let_in(arrival)
            if isinstance(one, Joins):
                afters.append(partial(self._join, arrival, one))
            elif isinstance(one, TurnedAway):
                afters.append(partial(self._door.refuse, arrival.call_id, one.code, one.reason))
            else:
                line.append(one)
        staying, served = self._serve(line)
        return [partial(self._settle, len(new), staying), *afters, *served]

    def _settle(self, count: int, staying: list[_Waiting]) -> None:
        """After the commit: what could not be written is tried again as it was."""
        self._gone &= {one.state.call_id for one in staying} | {arrival.call_id for arrival in list(self._new)[count:]}
        for _ in range(count):
            self._new.popleft()
        for one in staying:
            if one not in self._line:
                self._journal.ledger.open(one.state)
            if not one.told:
                one.told = True
                self._door.let_wait(one.arrival.call_id)
        self._line = staying

    def _join(self, arrival: Arrival, joins: Joins) -> None:
        state = self._journal.ledger.calls.get(joins.call_id)
        if state is None or state.unwanted:
            self.not_joined(arrival)
            return
        state.joined_trunk_id = joins.trunk_id
        self._door.join(joins.call_id, arrival)

    def _let_in(self, arrival: Arrival) -> _Waiting | TurnedAway | Joins:
        if arrival.call_id not in self._apart:
            joins = arriving.joins(arrival, self._trunks_at(arrival.source), self._epoch, clock.now())
            if joins is not None:
                return joins
        self._apart.discard(arrival.call_id)
        admitted = arriving.admit(arrival, self._trunks_at(arrival.source), self._epoch, clock.now())
        if isinstance(admitted, TurnedAway):
            return admitted
        call = admitted.call
        state = CallState(
            row_id=call.pk,
            call_id=call.call_id,
            organisation_id=call.organisation_id,
            promise_id=call.promise_id,
            attempt_id=call.attempt_id,
            came_in=True,  # without a number: being barred from our calls, they may still ring us
            legs=leg_rows([admitted.leg]),
        )
        return _Waiting(arrival, admitted, state, clock.monotonic())

    def _serve(self, line: list[_Waiting]) -> tuple[list[_Waiting], list[AfterCommit]]:
        """Those who wait on, longest first, and what is done for the others after the commit."""
        staying: list[_Waiting] = []
        afters: list[AfterCommit] = []
        setups = self._setups.of(one.admitted.call.group_id for one in line if one.admitted.call.group_id is not None)
        crew = crew_of(setups.values())
        free = set(crew.roster.free)
        if crew.roster.queued:  # who has waited for longer comes first
            free -= grants.awaited(sorted(free)).keys() if free else set()
        for one in line:
            call, setup = one.admitted.call, setups.get(one.admitted.call.group_id or 0)
            if call.call_id in self._gone or one.state.unwanted:
                afters.append(partial(self._close, one))
                continue
            waves = setup.waves(free, self._asked(one, setup), crew.turns) if self._opens(one, setup) and setup else []
            rung = {place.agent_id for place in waves[0]} & free if waves else set()
            if not rung and self._may_wait(one, waves, crew.roster.free | crew.roster.engaged):
                if self._sounds.media and setup is not None and setup.plays_music:
                    before = befores([call], setups).get(call.pk, {})
                    afters.append(partial(self._put_through, one, setup, before, []))
                else:
                    staying.append(one)
                continue
            free -= rung
            before = befores([call], setups).get(call.pk, {}) if self._sounds.media else {}
            afters.append(partial(self._put_through, one, setup, before, waves if rung else None))
        return staying, afters

    @staticmethod
    def _opens(one: _Waiting, setup: GroupSetup | None) -> bool:
        """Whether the group answers now; after its hours callers leave a message at once (MISSION W7)."""
        if setup is None:
            return False
        call = one.admitted.call
        calendar_id = hours.calendar_for(call.organisation_id, group_id=setup.group_id)
        now = clock.now()
        return hours.closes_at(call.organisation_id, now, calendar_id=calendar_id) != now

    @staticmethod
    def _asked(one: _Waiting, setup: GroupSetup | None) -> Asked:
        """Whoever owes it is rung first; else whom they spoke to last (MISSION W26)."""
        known = one.admitted.prefer_agent_id
        if known is None and one.admitted.call.person_id is not None and setup is not None and setup.prefers_known:
            known = spoke_to([one.admitted.call.person_id]).get(one.admitted.call.person_id)
        return Asked(known=known)

    @staticmethod
    def _may_wait(one: _Waiting, waves: list[list[Place]], awaited: set[int]) -> bool:
        waited = clock.monotonic() - one.since
        somebody = any(place.agent_id in awaited for wave in waves for place in wave)
        return somebody and waited < settings.INCOMING_WAIT_SECONDS

    # after the commit

    def _close(self, one: _Waiting) -> None:
        """They hung up, or somebody of ours on them, before anybody's phone rang."""
        self._journal.ledger.open(one.state)
        self._door.refuse(one.state.call_id, *UNANSWERED)
        outcome = CallOutcome.cancelled if one.state.unwanted else CallOutcome.caller_left
        self._journal.record(CallEnded(one.state.call_id, clock.now(), outcome, 0.0))

    def _put_through(self, one: _Waiting, setup: GroupSetup | None, before: Before, waves: Waves) -> None:
        self._journal.ledger.open(one.state)
        if setup is None:
            self._hand_over(one, setup, None, Sounds())
            return
        self._sounds.then(one.admitted.call, setup, before, partial(self._hand_over, one, setup, waves))

    def _hand_over(self, one: _Waiting, setup: GroupSetup | None, waves: Waves, sounds: Sounds) -> None:
        if one.state.unwanted:
            self._close(one)
            return
        plan = plan_of(one, setup, waves, sounds, media=self._sounds.media)
        if plan.record and not self._sounds.has_room():
            plan = replace(plan, record=False, announcement=None, message=None)
            self._journal.record(RecordingFailed(one.state.call_id, clock.now(), "the spool of recordings is full"))
        one.state.uris = {agent.agent_id: agent.destination.uri for agent in plan.agents}
        if plan.waiting is not None and setup is not None:
            self._holding.add(Held(one.admitted.call, one.state, sounds, setup.language))
        self._door.place(plan)


def plan_of(one: _Waiting, setup: GroupSetup | None, waves: Waves, sounds: Sounds, *, media: bool) -> CallPlan:
    """The engine's plan for a caller: with nobody in `waves` they wait on the line, without any they leave a
    message."""
    call, arrival = one.admitted.call, one.arrival
    visitor = Destination(f"sip:{call.number or 'anonymous'}@{arrival.source}", None, call.number)
    message = MessagePlan(sounds.greeting, sounds.beep, float(settings.MESSAGE_SECONDS)) if media else None
    waiting = None
    if waves is not None and media and setup is not None and setup.plays_music:
        waiting = WaitingPlan(sounds.music, float(settings.INCOMING_WAIT_SECONDS))
    caller = Caller(arrival.sip_call_id, arrival.sdp)
    if setup is None:
        return CallPlan(call.call_id, (), visitor, caller=caller, message=message)
    return CallPlan(
        call_id=call.call_id,
        waves=tuple(tuple(planning.target(place, call, sounds) for place in wave) for wave in waves or []),
        visitor=visitor,
        whisper=sounds.whisper,
        accept_digit=planning.ACCEPT_DIGIT if media and setup.press_to_accept else None,
        announcement=sounds.announcement if setup.record else None,
        record=media and setup.record,
        max_talk_seconds=float(setup.most_talk_seconds),
        max_silent_seconds=float(settings.SILENCE_SECONDS),
        caller=caller,
        message=message,
        waiting=waiting,
    )
