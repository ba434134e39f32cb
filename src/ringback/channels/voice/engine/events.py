"""What the call machine is told: by phones, by the media server, by clocks and by the house."""

from dataclasses import dataclass
from enum import StrEnum

from ringback.channels.voice.engine.plan import AgentTarget, Caller


class Timer(StrEnum):
    """The limits a call runs under."""

    claim = "claim"
    ring = "ring"
    hunt = "hunt"
    whisper = "whisper"
    accept = "accept"
    talk = "talk"
    rejoin = "rejoin"
    announcement = "announcement"
    sound = "sound"
    greeting = "greeting"
    message = "message"
    wait = "wait"
    music = "music"


class MediaStep(StrEnum):
    """Which request to the media server an answer belongs to."""

    agent_offer = "agent_offer"
    agent_answer = "agent_answer"
    whisper = "whisper"
    visitor_offer = "visitor_offer"
    ringback = "ringback"
    early_answer = "early_answer"
    visitor_answer = "visitor_answer"
    recording = "recording"
    announcement = "announcement"
    renegotiation = "renegotiation"
    sound = "sound"
    caller_offer = "caller_offer"
    caller_answer = "caller_answer"
    greeting = "greeting"
    beep = "beep"
    wait_offer = "wait_offer"
    wait_answer = "wait_answer"
    music = "music"
    told = "told"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that may move a call."""


@dataclass(frozen=True, slots=True)
class LegEvent(Event):
    """Something that concerns one leg."""

    leg: int


@dataclass(frozen=True, slots=True)
class Placed(Event):
    """The house wants the call."""


@dataclass(frozen=True, slots=True)
class Claimed(LegEvent):
    """The house wrote the leg down durably: it may be dialled."""


@dataclass(frozen=True, slots=True)
class Denied(LegEvent):
    """The last-moment guard said no."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rang(LegEvent):
    """180, or 183 without sound."""


@dataclass(frozen=True, slots=True)
class EarlyMediaCame(LegEvent):
    """A provisional response with a session description."""

    sdp: str


@dataclass(frozen=True, slots=True)
class Answered(LegEvent):
    """200 to the INVITE. `sdp` is empty when the response carried none."""

    sdp: str


@dataclass(frozen=True, slots=True)
class Refused(LegEvent):
    """A final response of 300 and above; `local` when nobody answered at all and we gave up ourselves."""

    code: int
    reason: str
    local: bool = False


@dataclass(frozen=True, slots=True)
class Redirected(LegEvent):
    """3xx with a new address."""

    code: int
    uri: str


@dataclass(frozen=True, slots=True)
class HungUp(LegEvent):
    """The party ended an answered leg, or its dialog broke."""


@dataclass(frozen=True, slots=True)
class Reoffered(LegEvent):
    """A re-INVITE of the party: hold, resume, a new address."""

    sdp: str


@dataclass(frozen=True, slots=True)
class Reanswered(LegEvent):
    """The party's answer to a re-INVITE of ours."""

    sdp: str


@dataclass(frozen=True, slots=True)
class ReofferRefused(LegEvent):
    """The party refused a re-INVITE of ours; the dialog lives on."""

    code: int


@dataclass(frozen=True, slots=True)
class MediaDone(Event):
    """The media server did `step` for `media_id`. `text` is a session description or a path."""

    media_id: str
    step: MediaStep
    text: str = ""
    seconds: float = 0.0
    leg: int = 0


@dataclass(frozen=True, slots=True)
class MediaFailed(Event):
    """The media server refused `step`, or did not answer."""

    media_id: str
    step: MediaStep
    why: str
    leg: int = 0


@dataclass(frozen=True, slots=True)
class MediaGone(Event):
    """The media server does not answer any more."""

    why: str


@dataclass(frozen=True, slots=True)
class SoundCounted(Event):
    """So many packets have come from both sides together since the call began."""

    media_id: str
    packets: int


@dataclass(frozen=True, slots=True)
class DigitPressed(LegEvent):
    """A key was pressed on the party's phone."""

    digit: str


@dataclass(frozen=True, slots=True)
class TimerFired(Event):
    """A limit ran out: of that leg, or with `leg` 0 of the call."""

    timer: Timer
    leg: int = 0


@dataclass(frozen=True, slots=True)
class AgentsFound(Event):
    """Somebody is free for a visitor who waits: `waves` to ring, the legs of the first written down from `first` on."""

    waves: tuple[tuple[AgentTarget, ...], ...]
    first: int


@dataclass(frozen=True, slots=True)
class CallerCame(Event):
    """The visitor we are about to call has called us meanwhile: they hear it ring from now on."""

    caller: Caller


@dataclass(frozen=True, slots=True)
class TellAsked(Event):
    """Whoever waits is to be told something, in place of the music: a file."""

    path: str


@dataclass(frozen=True, slots=True)
class HangUpAsked(Event):
    """The house wants the call to end now."""

    why: str


LEG_EVENTS: tuple[type[LegEvent], ...] = (
    Claimed,
    Denied,
    Rang,
    EarlyMediaCame,
    Answered,
    Refused,
    Redirected,
    HungUp,
    Reoffered,
    Reanswered,
    ReofferRefused,
    DigitPressed,
)
EVENTS: tuple[type[Event], ...] = (
    Placed,
    *LEG_EVENTS,
    MediaDone,
    MediaFailed,
    MediaGone,
    SoundCounted,
    TimerFired,
    AgentsFound,
    CallerCame,
    TellAsked,
    HangUpAsked,
)
