"""What this process knows of its own calls: the mirror of their rows, moved by the engine's facts (no database)."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ringback.channels.voice import rules
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.facts import CallOutcome, Fact, LegCause, Role
from ringback.channels.voice.engine.pages import KIND
from ringback.channels.voice.models import Stage

_CUT_SHORT = (CallOutcome.interrupted, CallOutcome.uncertain, CallOutcome.cancelled)
# Dialogs are kept on their leg; on the timeline they would only be noise.
UNTOLD = (facts.DialogKept,)
QUEUED = "CallQueued"


@dataclass(slots=True, eq=False)
class LegState:
    """One leg's row: `row_id` is its key, `trunk_id` the trunk whose channel it holds while it lives."""

    row_id: int
    number: int
    role: str
    agent_id: int | None
    trunk_id: int | None
    address: str
    sip_call_id: str
    dialled_at: datetime
    dialog: dict[str, Any] = field(default_factory=dict)
    ringing_at: datetime | None = None
    answered_at: datetime | None = None
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    cause: str = ""
    sip_code: int | None = None
    reason: str = ""


@dataclass(slots=True, eq=False)
class SoundState:
    """The recording's row as this process writes it."""

    started_at: datetime
    path: str = ""
    error: str = ""


@dataclass(slots=True, eq=False)
class CallState:
    """One call's row and everything below it. `uris` are the planned request-URIs: by agent id, the visitor's under 0.

    `number` is the other person's; `came_in`: they called us. `recovered` is set on calls taken over from a dead
    process, and on those a stop cuts short: their end is judged by what the tables say. `unwanted`: somebody hung up
    before the engine had the call. `asked`: the highest number of a leg that the engine has asked for.
    `waits_until`: until when it may stand in the queue. `joined_trunk_id`: through which the visitor called meanwhile.
    `own_line`: by a line of the caller's own, so that nothing said of it stays when it has ended.
    """

    row_id: int
    call_id: str
    organisation_id: int
    promise_id: int | None
    attempt_id: int | None
    number: str = ""
    stage: str = Stage.HUNTING
    outcome: str = ""
    detail: str = ""
    agent_id: int | None = None
    agent_answered_at: datetime | None = None
    connected_at: datetime | None = None
    ended_at: datetime | None = None
    talk_seconds: float = 0.0
    came_in: bool = False
    recovered: bool = False
    unwanted: bool = False
    denial: str = ""
    uris: Mapping[int, str] = field(default_factory=dict)
    legs: dict[int, LegState] = field(default_factory=dict)
    sound: SoundState | None = None
    granted: dict[int, int | None] = field(default_factory=dict)
    asked: int = 0
    waits_until: datetime | None = None
    joined_trunk_id: int | None = None
    own_line: bool = False

    @property
    def next_leg(self) -> int:
        """The number of the leg that the engine will ask for next, while it asks for none."""
        return max(self.asked, *self.legs, 0) + 1

    def leg(self, number: int) -> LegState | None:
        return self.legs.get(number)

    def live_legs(self) -> list[LegState]:
        return [leg for leg in self.legs.values() if leg.ended_at is None]

    @property
    def talked(self) -> bool:
        return self.connected_at is not None

    def remains(self) -> rules.Remains:
        """What a crash would leave of this call in the tables. Who called us was not dialled."""
        if self.came_in:
            return rules.Remains(False, "", self.talked)
        visitor = [leg for leg in self.legs.values() if leg.role == Role.visitor and leg.cause != LegCause.redirected]
        cause = visitor[-1].cause if visitor else ""
        return rules.Remains(bool(visitor), cause, self.talked)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A row of the timeline about to be written."""

    call_row_id: int
    at: datetime
    kind: str
    leg: int | None
    detail: dict[str, Any]


class Ledger:
    """All open calls of this process, and what of them has yet to be written.

    Facts are applied once, in order; what they changed stays marked until `written` is called after a commit, so
    that a failed transaction is simply tried again. Used by the journal's thread alone, but for `granted`.
    """

    def __init__(self) -> None:
        self.calls: dict[str, CallState] = {}
        self.timeline: list[TimelineEntry] = []
        self.dirty_calls: dict[int, CallState] = {}
        self.dirty_legs: dict[int, LegState] = {}
        self.new_sounds: dict[int, CallState] = {}
        self.ended: dict[int, CallState] = {}
        self.new_legs: list[tuple[CallState, LegState]] = []
        self.waits: dict[int, datetime] = {}
        self.put_back: dict[int, tuple[CallState, datetime]] = {}

    def open(self, call: CallState) -> None:
        """Take a call on whose row is this process's own."""
        self.calls[call.call_id] = call

    def add_leg(self, call: CallState, leg: LegState) -> None:
        """A claimed leg: its row is there already."""
        call.legs[leg.number] = leg

    def apply(self, fact: Fact) -> None:
        """Move the call by one fact. Facts about calls that are not open are stale and change nothing."""
        call = self.calls.get(fact.call_id)
        if call is None or call.ended_at is not None or call.row_id in self.put_back:
            return
        mover = _MOVERS.get(type(fact))
        if mover is not None:
            mover(self, call, fact)
        if call.row_id in self.put_back:
            self.timeline.append(TimelineEntry(call.row_id, fact.at, QUEUED, None, {"why": call.denial}))
        elif not isinstance(fact, UNTOLD):
            self.timeline.append(_entry(call, fact))

    def touch(self, call: CallState, leg: LegState | None = None) -> None:
        """Mark rows as changed."""
        if leg is None:
            self.dirty_calls[call.row_id] = call
        else:
            self.dirty_legs[leg.row_id] = leg

    @property
    def unwritten(self) -> bool:
        return bool(
            self.timeline
            or self.dirty_calls
            or self.dirty_legs
            or self.new_sounds
            or self.ended
            or self.waits
            or self.put_back
            or self.new_legs
        )

    @property
    def frees_agents(self) -> bool:
        """Whether an agent's leg has ended among what is to be written, or somebody begun to wait for one."""
        return bool(self.waits) or any(
            leg.ended_at is not None and leg.agent_id is not None for leg in self.dirty_legs.values()
        )

    def written(self) -> None:
        """Everything is committed: forget what was to be written, and the calls that have ended."""
        for call in (*self.ended.values(), *(call for call, _at in self.put_back.values())):
            self.calls.pop(call.call_id, None)
        self.new_legs.clear()
        for marks in (
            self.timeline,
            self.dirty_calls,
            self.dirty_legs,
            self.new_sounds,
            self.ended,
            self.waits,
            self.put_back,
        ):
            marks.clear()

    def take_from(self, other: "Ledger", call: CallState) -> None:
        """Copy what `other` has to write of one call, to write it alone."""
        self.calls[call.call_id] = call
        self.timeline = [entry for entry in other.timeline if entry.call_row_id == call.row_id]
        self.dirty_legs = {leg.row_id: leg for leg in call.legs.values() if leg.row_id in other.dirty_legs}
        pairs = ((self.dirty_calls, other.dirty_calls), (self.new_sounds, other.new_sounds), (self.ended, other.ended))
        for mine, theirs in pairs:
            mine.update({call.row_id: call} if call.row_id in theirs else {})
        self.waits = {key: at for key, at in other.waits.items() if key == call.row_id}
        self.new_legs = [one for one in other.new_legs if one[0] is call]
        self.put_back = {key: one for key, one in other.put_back.items() if key == call.row_id}

    def drop(self, call: CallState) -> None:
        """Forget a call and all that was to be written of it."""
        self.calls.pop(call.call_id, None)
        self.forget_unwritten(call)

    def forget_unwritten(self, call: CallState) -> None:
        """What was to be written of the call has been, or cannot be."""
        self.timeline[:] = [entry for entry in self.timeline if entry.call_row_id != call.row_id]
        self.new_legs = [one for one in self.new_legs if one[0] is not call]
        for leg in call.legs.values():
            self.dirty_legs.pop(leg.row_id, None)
        for marks in (self.dirty_calls, self.new_sounds, self.ended, self.waits, self.put_back):
            marks.pop(call.row_id, None)


def _entry(call: CallState, fact: Fact) -> TimelineEntry:
    names = [one.name for one in dataclasses.fields(fact) if one.name not in ("call_id", "at", "leg")]
    detail = {name: getattr(fact, name) for name in names}
    kept = {name: value for name, value in detail.items() if value not in (None, "")}
    return TimelineEntry(call.row_id, fact.at, type(fact).__name__, getattr(fact, "leg", None), kept)


def _dialled(ledger: Ledger, call: CallState, fact: facts.LegDialled) -> None:
    leg = call.leg(fact.leg)
    if leg is None:
        return
    leg.dialled_at, leg.address, leg.sip_call_id = fact.at, fact.address, fact.sip_call_id
    ledger.touch(call, leg)
    _stage(ledger, call, Stage.DIALLING_VISITOR if fact.role == Role.visitor else _hunting(call))


def _rang(ledger: Ledger, call: CallState, fact: facts.LegRinging | facts.LegEarlyMedia) -> None:
    leg = call.leg(fact.leg)
    if leg is not None and leg.ringing_at is None:
        leg.ringing_at = fact.at
        ledger.touch(call, leg)


def _answered(ledger: Ledger, call: CallState, fact: facts.LegAnswered) -> None:
    leg = call.leg(fact.leg)
    if leg is None:
        return
    leg.answered_at = fact.at
    ledger.touch(call, leg)
    if leg.role == Role.agent:
        _stage(ledger, call, Stage.WHISPERING)


def _accepted(ledger: Ledger, call: CallState, fact: facts.LegAccepted) -> None:
    leg = call.leg(fact.leg)
    if leg is None:
        return
    leg.accepted_at = fact.at
    ledger.touch(call, leg)
    call.agent_id, call.agent_answered_at = leg.agent_id, leg.answered_at or fact.at
    ledger.touch(call)


def _leg_ended(ledger: Ledger, call: CallState, fact: facts.LegEnded) -> None:
    if fact.cause is LegCause.denied:
        call.denial = fact.reason
    leg = call.leg(fact.leg)
    if leg is None or leg.ended_at is not None:
        return
    leg.ended_at, leg.cause, leg.sip_code, leg.reason = fact.at, fact.cause, fact.sip_code, fact.reason[:120]
    if leg.dialog.get("kind") == KIND:
        leg.dialog = {}  # a page's addresses are in it
    ledger.touch(call, leg)
    if leg.role == Role.agent and call.stage == Stage.WHISPERING:
        _stage(ledger, call, _hunting(call))


def _hunting(call: CallState) -> Stage:
    """Several may be rung at once: whether one of them has answered."""
    answered = any(leg.role == Role.agent and leg.answered_at is not None for leg in call.live_legs())
    return Stage.WHISPERING if answered else Stage.HUNTING


def _dialog_kept(ledger: Ledger, call: CallState, fact: facts.DialogKept) -> None:
    leg = call.leg(fact.leg)
    if leg is not None:
        leg.dialog = fact.dialog
        ledger.touch(call, leg)


def _bridged(ledger: Ledger, call: CallState, fact: facts.Bridged) -> None:
    if call.connected_at is None:
        call.connected_at = fact.at
    _stage(ledger, call, Stage.TALKING)


def _recording_started(ledger: Ledger, call: CallState, fact: facts.RecordingStarted) -> None:
    call.sound = SoundState(fact.at, path=fact.path)
    ledger.new_sounds[call.row_id] = call


def _recording_failed(ledger: Ledger, call: CallState, fact: facts.RecordingFailed) -> None:
    call.sound = SoundState(fact.at, error=fact.why[:300])
    ledger.new_sounds[call.row_id] = call


def _joined(ledger: Ledger, call: CallState, fact: facts.CallerJoined) -> None:
    """A leg that nobody claimed: its row is written with what follows, and has no key until then."""
    address, sip_call_id = call.number or "anonymous", fact.sip_call_id
    row_id = -(1000 * call.row_id + fact.leg)
    trunk_id = call.joined_trunk_id
    leg = LegState(row_id, fact.leg, Role.visitor, None, trunk_id, address, sip_call_id, fact.at, ringing_at=fact.at)
    call.legs[fact.leg] = leg
    ledger.new_legs.append((call, leg))


def _waits(ledger: Ledger, call: CallState, fact: facts.BeganToWait) -> None:
    ledger.waits[call.row_id] = fact.at
    _stage(ledger, call, Stage.HUNTING)
    ledger.touch(call)


def _message_began(ledger: Ledger, call: CallState, fact: facts.MessageBegan) -> None:
    _stage(ledger, call, Stage.MESSAGE)


def _fell_silent(ledger: Ledger, call: CallState, fact: facts.FellSilent) -> None:
    call.detail = call.detail or f"nobody was heard for {fact.seconds:.0f} seconds"
    ledger.touch(call)


def _finds_no_channel(call: CallState, fact: facts.CallEnded) -> bool:
    """Whether all that the call failed for was a full trunk, and it may wait until one of its channels is free."""
    ours = fact.outcome in (CallOutcome.visitor_denied, CallOutcome.nobody_answered)
    barred = call.came_in or call.recovered or call.unwanted or call.remains().visitor_dialled
    in_time = call.waits_until is not None and call.waits_until > fact.at
    return ours and in_time and not barred and call.denial == rules.NO_CHANNEL


def _ended(ledger: Ledger, call: CallState, fact: facts.CallEnded) -> None:
    outcome = fact.outcome
    if _finds_no_channel(call, fact):
        _end_legs(ledger, call, fact.at)
        ledger.dirty_calls.pop(call.row_id, None)
        ledger.put_back[call.row_id] = (call, fact.at)
        return
    if call.recovered and outcome in _CUT_SHORT:
        outcome = rules.after_crash(call.remains())
        if outcome is CallOutcome.interrupted and call.came_in and call.sound is not None and not call.sound.error:
            outcome = CallOutcome.message_left  # as far as they had come
        call.detail = call.detail or "the voice process ended while the call was under way"
    call.stage, call.outcome, call.ended_at = Stage.ENDED, outcome, fact.at
    call.talk_seconds = _talked(call, fact)
    if call.denial and outcome in (CallOutcome.visitor_denied, CallOutcome.nobody_answered):
        call.detail = call.denial[:200]
    _end_legs(ledger, call, fact.at)
    ledger.touch(call)
    ledger.ended[call.row_id] = call


def _end_legs(ledger: Ledger, call: CallState, at: datetime) -> None:
    """A claim that was never dialled, or whose end was lost with a dead process."""
    for leg in call.live_legs():
        leg.ended_at, leg.cause = at, leg.cause or LegCause.interrupted
        ledger.touch(call, leg)


def _talked(call: CallState, fact: facts.CallEnded) -> float:
    if fact.talk_seconds or call.connected_at is None:
        return fact.talk_seconds
    return max(0.0, (fact.at - call.connected_at).total_seconds())


def _stage(ledger: Ledger, call: CallState, stage: Stage) -> None:
    if call.stage != stage and call.ended_at is None:
        call.stage = stage
        ledger.touch(call)


_MOVERS: dict[type[Fact], Callable[[Ledger, CallState, Any], None]] = {
    facts.LegDialled: _dialled,
    facts.LegRinging: _rang,
    facts.LegEarlyMedia: _rang,
    facts.LegAnswered: _answered,
    facts.LegAccepted: _accepted,
    facts.LegEnded: _leg_ended,
    facts.DialogKept: _dialog_kept,
    facts.Bridged: _bridged,
    facts.RecordingStarted: _recording_started,
    facts.RecordingFailed: _recording_failed,
    facts.CallerJoined: _joined,
    facts.BeganToWait: _waits,
    facts.MessageBegan: _message_began,
    facts.FellSilent: _fell_silent,
    facts.CallEnded: _ended,
}
