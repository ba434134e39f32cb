"""What the engine is asked to do: plain values, decided before anything is dialled."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ringback.channels.voice.engine.media import MediaConfig

# rtpengine, as Debian configures it, forgets a call after a minute without sound: ours must come before it.
MOST_SILENT_SECONDS = 45.0
# What the address of a party begins with who talks from an open page instead of a phone.
BROWSER = "browser:"


@dataclass(frozen=True, slots=True)
class Trunk:
    """Where a phone number goes out: the next hop, the digest credentials and the identity shown."""

    key: str
    host: str
    port: int
    username: str = ""
    secret: str = field(default="", repr=False)
    from_user: str = ""
    from_domain: str = ""


@dataclass(frozen=True, slots=True)
class Destination:
    """One address to dial. `uri` is the request-URI; without a trunk it is sent straight to the uri's host."""

    uri: str
    trunk: Trunk | None
    caller_id: str
    display_name: str = ""

    @property
    def in_browser(self) -> bool:
        """Whether the party is an open page, reached through rows and spoken to in WebRTC."""
        return self.uri.startswith(BROWSER)


@dataclass(frozen=True, slots=True)
class AgentTarget:
    """One agent to try, and for how long the phone may ring. `whisper` takes the place of the plan's for them."""

    agent_id: int
    destination: Destination
    ring_seconds: float
    whisper: str | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """The visitor has called us: what their INVITE said. `sip_call_id` is theirs, not ours."""

    sip_call_id: str
    sdp: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MessagePlan:
    """What happens to a caller whom nobody takes: a greeting, a beep, and so many seconds to speak."""

    greeting: str | None
    beep: str | None
    most_seconds: float = 180.0


@dataclass(frozen=True, slots=True)
class WaitingPlan:
    """The visitor may wait on the line for at most so long, and hears `music` again and again."""

    music: str | None
    most_seconds: float = 600.0


@dataclass(frozen=True, slots=True)
class CallPlan:
    """A whole callback: agents in hunting order, then the visitor. Paths are 8 kHz mono WAV files.

    `waves`: one wave of agents after the other is rung; those of one wave at the same time. `call_id` is 32 hex
    digits; every SIP Call-ID of the call starts with it. `accept_digit` is what an agent must press after the whisper,
    so that a voicemail does not take the call; None means answering accepts.

    With a `caller` it is the visitor who called: they hear it ring until an agent takes the call, or leave a `message`.
    With `waiting` the visitor waits on the line while there is nobody in `waves`; `visitor_first`: they are rung first.
    `legs_before`: the numbers of so many legs were used when the call was tried before.
    """

    call_id: str
    waves: tuple[tuple[AgentTarget, ...], ...]
    visitor: Destination
    visitor_ring_seconds: float = 45.0
    whisper: str | None = None
    accept_digit: str | None = None
    accept_seconds: float = 12.0
    ringback: str | None = None
    announcement: str | None = None
    record: bool = False
    max_hunt_seconds: float = 120.0
    max_talk_seconds: float = 7200.0
    max_silent_seconds: float = MOST_SILENT_SECONDS
    caller: Caller | None = None
    message: MessagePlan | None = None
    waiting: WaitingPlan | None = None
    visitor_first: bool = False
    legs_before: int = 0

    @property
    def agents(self) -> tuple[AgentTarget, ...]:
        """Everybody who may be rung, first to last."""
        return tuple(agent for wave in self.waves for agent in wave)

    def whisper_to(self, agent_id: int | None) -> str | None:
        """What that agent hears before they take the call."""
        own = next((agent.whisper for agent in self.agents if agent.agent_id == agent_id), None)
        return own or self.whisper


@dataclass(frozen=True, slots=True)
class Registration:
    """A trunk at whose registrar we announce ourselves; renewed well before `expires_seconds`."""

    trunk: Trunk
    expires_seconds: int = 300

    @property
    def key(self) -> str:
        return self.trunk.key


@dataclass(frozen=True, slots=True)
class KeptLeg:
    """A leg found after a restart: the last `DialogKept.dialog` of it."""

    leg: int
    dialog: dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptCall:
    """A call found under way after a restart. `bridged_at` is None while the two had not been joined; `held`: a side
    had put it on hold."""

    call_id: str
    legs: tuple[KeptLeg, ...]
    bridged_at: datetime | None = None
    held: bool = False
    max_silent_seconds: float = MOST_SILENT_SECONDS


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """Where the engine listens. `sip_host` is a concrete address; `sip_port` 0 takes a free one.

    `advertised_host` is what peers are told when it differs (behind a NAT). Requests are answered for `known_peers`
    (addresses or names), for trunks and phones in use, and inside conversations of ours; others hear nothing.
    """

    sip_host: str
    sip_port: int = 0
    media: MediaConfig | None = None
    known_peers: tuple[str, ...] = ()
    advertised_host: str = ""
