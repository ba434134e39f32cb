"""What the call machine wants done. It decides; the runner does."""

from dataclasses import dataclass

from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.facts import Fact, Role
from ringback.channels.voice.engine.plan import Destination


@dataclass(frozen=True, slots=True)
class Effect:
    """Something to be done outside."""


@dataclass(frozen=True, slots=True)
class Record(Effect):
    """Tell the house."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class ClaimLeg(Effect):
    """Ask the house to write the leg down before it is dialled."""

    leg: int
    role: Role
    agent_id: int | None
    destination: Destination
    sip_call_id: str


@dataclass(frozen=True, slots=True)
class Dial(Effect):
    """Send the INVITE of a claimed leg."""

    leg: int
    role: Role
    destination: Destination
    sip_call_id: str
    sdp: str


@dataclass(frozen=True, slots=True)
class Drop(Effect):
    """End the leg whatever stage it is in: CANCEL or BYE, and hang up a late answer."""

    leg: int


@dataclass(frozen=True, slots=True)
class LetRing(Effect):
    """Tell the caller's phone that it rings."""

    leg: int


@dataclass(frozen=True, slots=True)
class Answer(Effect):
    """Answer the caller's INVITE with 200."""

    leg: int
    sdp: str


@dataclass(frozen=True, slots=True)
class Reoffer(Effect):
    """Send a re-INVITE."""

    leg: int
    sdp: str


@dataclass(frozen=True, slots=True)
class AcceptReoffer(Effect):
    """Answer the party's re-INVITE with 200."""

    leg: int
    sdp: str


@dataclass(frozen=True, slots=True)
class RefuseReoffer(Effect):
    """Answer the party's re-INVITE with `code`; the session stays as it was."""

    leg: int
    code: int


@dataclass(frozen=True, slots=True)
class StartTimer(Effect):
    """Fire `timer` of the leg (0: of the call) after `seconds`; replaces a running one of that name."""

    timer: Timer
    seconds: float
    leg: int = 0


@dataclass(frozen=True, slots=True)
class StopTimer(Effect):
    """Forget `timer` of the leg (0: of the call)."""

    timer: Timer
    leg: int = 0


@dataclass(frozen=True, slots=True)
class MediaOffer(Effect):
    """Offer `sdp` of the party `from_role`; the answer is the description to show to the other party."""

    media_id: str
    step: MediaStep
    from_role: Role
    sdp: str
    to_role: Role | None = None
    transcode: tuple[str, ...] = ()
    to_browser: bool = False


@dataclass(frozen=True, slots=True)
class MediaAnswer(Effect):
    """The party `to_role` answered with `sdp` what `from_role`, in a browser or on a phone, had offered."""

    media_id: str
    step: MediaStep
    from_role: Role
    to_role: Role
    sdp: str
    from_browser: bool = False


@dataclass(frozen=True, slots=True)
class Renegotiate(Effect):
    """Tell the media server a phone's new description; the other side is left as `other_sdp` says."""

    media_id: str
    leg: int
    role: Role
    sdp: str
    other_sdp: str
    transcode: tuple[str, ...] = ()
    other_in_browser: bool = False


@dataclass(frozen=True, slots=True)
class Play(Effect):
    """Play a file to one party."""

    media_id: str
    step: MediaStep
    to_role: Role
    path: str
    repeat: int = 1


@dataclass(frozen=True, slots=True)
class StopPlaying(Effect):
    """Stop what is played to one party."""

    media_id: str
    to_role: Role


@dataclass(frozen=True, slots=True)
class BlockTalk(Effect):
    """Let the parties not hear each other while something is played to both."""

    media_id: str


@dataclass(frozen=True, slots=True)
class UnblockTalk(Effect):
    """Let the parties hear each other again."""

    media_id: str


@dataclass(frozen=True, slots=True)
class StartRecording(Effect):
    """Record both parties from now on."""

    media_id: str
    metadata: str


@dataclass(frozen=True, slots=True)
class CountSound(Effect):
    """Ask how many packets have come from both sides. No answer is no news."""

    media_id: str


@dataclass(frozen=True, slots=True)
class DeleteMedia(Effect):
    """Free the media server's ports of this conversation."""

    media_id: str
