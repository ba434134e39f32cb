"""The states a call can be in, as plain values."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ringback.channels.voice.engine.facts import CallOutcome, Role
from ringback.channels.voice.engine.plan import AgentTarget, CallPlan, Destination
from ringback.channels.voice.engine.silence import Silence


@dataclass(frozen=True, slots=True)
class Moment:
    """When an event came: the wall clock for the record, seconds of the monotonic one for durations."""

    at: datetime
    monotonic: float


class Stage(StrEnum):
    """How far a leg has come."""

    claiming = "claiming"
    claimed = "claimed"
    dialled = "dialled"
    ringing = "ringing"
    up = "up"


@dataclass(frozen=True, slots=True)
class Leg:
    """One party. `sdp` is what its phone said last, `shown` what it was shown last; `hops` counts redirections."""

    number: int
    role: Role
    agent_id: int | None
    destination: Destination
    sip_call_id: str
    ring_seconds: float
    hops: int = 0
    stage: Stage = Stage.claiming
    sdp: str = ""
    shown: str = ""
    held: bool = False

    def now(self, stage: Stage) -> "Leg":
        return replace(self, stage=stage)

    @property
    def in_browser(self) -> bool:
        return self.destination.in_browser


@dataclass(frozen=True, slots=True)
class Call:
    """What every state carries.

    `media`: the media server serves this call. `media_id`: the conversation there that became this call's, once an
    agent has taken it; `seats` counts those that were reserved. `placeholder` stands for a party not yet known.
    `caller`: the visitor who called us, while it rings for them, or who waits on the line. `held`: the conversation at
    the media server in which they wait; `wait_over`: they have done so for long enough.
    """

    plan: CallPlan
    media: bool
    placeholder: str
    host: str
    media_id: str
    seats: int = 0
    legs: int = 0
    hunt_over: bool = False
    caller: Leg | None = None
    held: str = ""
    wait_over: bool = False


@dataclass(frozen=True, slots=True)
class New:
    """Not begun."""

    call: Call


@dataclass(frozen=True, slots=True)
class Seat:
    """A conversation reserved at the media server, for one agent. `offer`: what their phone is shown, once known.

    An agent who did not answer leaves it to the next of the same kind: `browser`, or a phone. One who did has used it
    up: the media server cannot forget one party.
    """

    media_id: str
    offer: str = ""
    browser: bool = False


class Step(StrEnum):
    """How far an agent's phone has come: called, or answered and being whispered to."""

    calling = "calling"
    answering = "answering"
    playing = "playing"
    awaiting_digit = "awaiting_digit"


@dataclass(frozen=True, slots=True)
class Try:
    """One agent who is being tried."""

    leg: Leg
    seat: Seat
    step: Step = Step.calling


@dataclass(frozen=True, slots=True)
class Hunting:
    """The agents of one wave are claimed, rung and whispered to; the visitor knows nothing yet.

    There is always somebody being tried. `waves` are those still to come, `spare` the seats nobody sits on.
    """

    call: Call
    tries: tuple[Try, ...]
    waves: tuple[tuple[AgentTarget, ...], ...]
    spare: tuple[Seat, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialling:
    """The agent accepted; the visitor is claimed, dialled and rung. `early` is the early media already joined."""

    call: Call
    agent: Leg
    visitor: Leg
    offer: str = ""
    early: str = ""


@dataclass(frozen=True, slots=True)
class Fetching:
    """The visitor is rung before anybody of ours. `offer`: what their phone is shown, once known."""

    call: Call
    visitor: Leg
    offer: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nobody is free: the visitor waits on the line, and hears music once the media server has them."""

    call: Call
    visitor: Leg


@dataclass(frozen=True, slots=True)
class Answering:
    """The agent took the call of somebody who called us, or waits; what the visitor's phone is to be shown is being
    found out, or has been shown to one that is up. `tries`: how often that was."""

    call: Call
    agent: Leg
    visitor: Leg
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Messaging:
    """Nobody took the call: the caller hears a greeting and speaks. `since`: the monotonic second they could."""

    call: Call
    visitor: Leg
    since: float | None = None
    silence: Silence | None = None


@dataclass(frozen=True, slots=True)
class Joining:
    """Both are up; the media server, or a re-INVITE when there is none, is joining them."""

    call: Call
    agent: Leg
    visitor: Leg
    tries: int = 0


class Rejoin(StrEnum):
    """Which of the two we are sending a re-INVITE, to have them exchange sound directly."""

    none = "none"
    agent = "agent"
    visitor = "visitor"


@dataclass(frozen=True, slots=True)
class Talking:
    """Agent and visitor talk since the monotonic second `since`.

    `silence`: how long neither has been heard, as far as a media server can tell. Without one a party's re-INVITE is
    passed on: `asker` is the leg that waits for the other's answer.
    """

    call: Call
    agent: Leg
    visitor: Leg
    since: float
    silence: Silence
    rejoin: Rejoin = Rejoin.none
    tries: int = 0
    asker: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """Over. Nothing leads out of here, and nothing is done any more."""

    call: Call
    outcome: CallOutcome


State = New | Fetching | Waiting | Hunting | Dialling | Answering | Messaging | Joining | Talking | Ended


def begin(plan: CallPlan, *, media: bool, placeholder: str, host: str) -> New:
    """The state of a call that was just planned."""
    return New(Call(plan, media, placeholder, host, plan.call_id, legs=plan.legs_before))


def legs_of(state: State) -> tuple[Leg, ...]:
    """The legs that are alive in `state`."""
    if isinstance(state, Hunting):
        caller = (state.call.caller,) if state.call.caller is not None else ()
        return (*caller, *(one.leg for one in state.tries))
    if isinstance(state, Dialling | Answering | Joining | Talking):
        return (state.agent, state.visitor)
    if isinstance(state, Messaging | Fetching | Waiting):
        return (state.visitor,)
    return ()


def leg_in(state: State, media_id: str, role: Role) -> int:
    """The number of that party's leg in the media server's conversation; 0 when it is not there any more."""
    there = (leg.number for leg in legs_of(state) if leg.role is role and media_of(state, leg.number) == media_id)
    return next(there, 0)


def media_of(state: State, leg: int) -> str:
    """The media server's name of the conversation that the leg is in."""
    tries = state.tries if isinstance(state, Hunting) else ()
    return next((one.seat.media_id for one in tries if one.leg.number == leg), state.call.media_id)
