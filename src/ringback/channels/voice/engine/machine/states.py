"""The states a call can be in, as plain values."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ringback.channels.voice.engine.facts import CallOutcome, Role
from ringback.channels.voice.engine.plan import CallPlan, Destination
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


@dataclass(frozen=True, slots=True)
class Call:
    """What every state carries.

    `media`: the media server serves this call. `media_id`: its name there; a new one each time an agent who had
    answered is let go, since the media server cannot forget one party. `placeholder` stands for a party not yet known.
    """

    plan: CallPlan
    media: bool
    placeholder: str
    host: str
    media_id: str
    rounds: int = 0
    legs: int = 0
    hunt_over: bool = False


@dataclass(frozen=True, slots=True)
class New:
    """Not begun."""

    call: Call


@dataclass(frozen=True, slots=True)
class Hunting:
    """One agent after the other is claimed and rung. `offer` is what they are shown, empty until it is known."""

    call: Call
    leg: Leg
    next_agent: int
    offer: str = ""


class Step(StrEnum):
    """How far the whisper has come."""

    answering = "answering"
    playing = "playing"
    awaiting_digit = "awaiting_digit"


@dataclass(frozen=True, slots=True)
class Whispering:
    """An agent answered and hears the whisper; the visitor knows nothing yet."""

    call: Call
    agent: Leg
    next_agent: int
    step: Step = Step.answering


@dataclass(frozen=True, slots=True)
class Dialling:
    """The agent accepted; the visitor is claimed, dialled and rung. `early` is the early media already joined."""

    call: Call
    agent: Leg
    visitor: Leg
    offer: str = ""
    early: str = ""


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


State = New | Hunting | Whispering | Dialling | Joining | Talking | Ended


def begin(plan: CallPlan, *, media: bool, placeholder: str, host: str) -> New:
    """The state of a call that was just planned."""
    return New(Call(plan, media, placeholder, host, plan.call_id))


def legs_of(state: State) -> tuple[Leg, ...]:
    """The legs that are alive in `state`."""
    if isinstance(state, Hunting):
        return (state.leg,)
    if isinstance(state, Whispering):
        return (state.agent,)
    if isinstance(state, Dialling | Joining | Talking):
        return (state.agent, state.visitor)
    return ()
