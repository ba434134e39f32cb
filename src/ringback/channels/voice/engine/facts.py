"""What happened to a call, in the past tense: the engine's only report to the house."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """Whose phone a leg reaches."""

    agent = "agent"
    visitor = "visitor"


class LegCause(StrEnum):
    """Why a leg ended."""

    completed = "completed"
    busy = "busy"
    no_answer = "no_answer"
    declined = "declined"
    unreachable = "unreachable"
    wrong_number = "wrong_number"
    redirected = "redirected"
    denied = "denied"
    cancelled = "cancelled"
    failed = "failed"
    not_accepted = "not_accepted"
    interrupted = "interrupted"
    silent = "silent"


class CallOutcome(StrEnum):
    """How a call ended, as one word for the promise behind it."""

    connected = "connected"
    nobody_answered = "nobody_answered"
    visitor_busy = "visitor_busy"
    visitor_no_answer = "visitor_no_answer"
    visitor_declined = "visitor_declined"
    visitor_unreachable = "visitor_unreachable"
    visitor_wrong_number = "visitor_wrong_number"
    visitor_denied = "visitor_denied"
    agent_left = "agent_left"
    caller_left = "caller_left"
    message_left = "message_left"
    cancelled = "cancelled"
    trunk_failed = "trunk_failed"
    interrupted = "interrupted"
    uncertain = "uncertain"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to the call `call_id` at `at` (aware, UTC)."""

    call_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CallStarted(Fact):
    """The engine took the call on."""


@dataclass(frozen=True, slots=True)
class LegDialled(Fact):
    """The INVITE of a claimed leg is about to leave."""

    leg: int
    role: Role
    agent_id: int | None
    address: str
    sip_call_id: str


@dataclass(frozen=True, slots=True)
class LegRinging(Fact):
    """The phone rings."""

    leg: int


@dataclass(frozen=True, slots=True)
class LegEarlyMedia(Fact):
    """The network sends sound before the answer: an announcement or its own ringing tone."""

    leg: int


@dataclass(frozen=True, slots=True)
class LegAnswered(Fact):
    """Somebody, or a voicemail, picked up."""

    leg: int


@dataclass(frozen=True, slots=True)
class LegAccepted(Fact):
    """The agent takes the call; from here on the visitor is dialled."""

    leg: int


@dataclass(frozen=True, slots=True)
class LegEnded(Fact):
    """The leg is over. `sip_code` is the final response that ended it, if one did."""

    leg: int
    cause: LegCause
    sip_code: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DialogKept(Fact):
    """All that is needed to cancel or hang up the leg after a restart, as plain JSON values. The last one counts."""

    leg: int
    dialog: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bridged(Fact):
    """Agent and visitor hear each other."""


@dataclass(frozen=True, slots=True)
class RecordingStarted(Fact):
    """The media server records. `path` is the file it writes, or empty when it does not tell."""

    path: str


@dataclass(frozen=True, slots=True)
class RecordingFailed(Fact):
    """The conversation goes on unrecorded."""

    why: str


@dataclass(frozen=True, slots=True)
class MediaLost(Fact):
    """The media server does not serve this call; the two phones are joined directly."""

    why: str


@dataclass(frozen=True, slots=True)
class CallerRang(Fact):
    """The visitor called us, and hears it ring."""

    leg: int


@dataclass(frozen=True, slots=True)
class CallerJoined(Fact):
    """The visitor called us while our own call to them rang an agent: they are on the line of this call."""

    leg: int
    sip_call_id: str


@dataclass(frozen=True, slots=True)
class BeganToWait(Fact):
    """The visitor is on the line, and waits there for somebody to become free."""

    leg: int


@dataclass(frozen=True, slots=True)
class MessageBegan(Fact):
    """The caller has heard the beep, and may speak."""


@dataclass(frozen=True, slots=True)
class HeldChanged(Fact):
    """A party put the call on hold, or took it back."""

    leg: int
    held: bool


@dataclass(frozen=True, slots=True)
class FellSilent(Fact):
    """No packet came from either side for that long: nobody can be there any more, and the call is ended."""

    seconds: float


@dataclass(frozen=True, slots=True)
class CallEnded(Fact):
    """The last fact of every call, exactly once. `talk_seconds` runs from the bridge to the end."""

    outcome: CallOutcome
    talk_seconds: float
