"""How a message leaves the house: the contract of a transport, and who carries which channel."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ringback.base.outgoing.handing import DoubtError, LaterError, RefusedError, TransportError

if TYPE_CHECKING:
    from ringback.channels.messages.models import Message

__all__ = ["MOST_PAUSE_SECONDS", "DoubtError", "LaterError", "RefusedError", "Sent", "Transport", "TransportError"]

MOST_PAUSE_SECONDS = 21_600.0


@dataclass(frozen=True, slots=True)
class Sent:
    """Taken by the other side, under the name `provider_id` where it gave one."""

    provider_id: str = ""


class Transport(Protocol):
    """Carries the messages of one channel; used from several threads at once.

    `checked` gives the address as it is sent to, and raises FieldError for one that cannot be. `send` returns within
    80 seconds and raises RefusedError, LaterError or DoubtError; anything else it raises counts as a failed attempt.
    """

    def checked(self, address: str) -> str: ...

    def send(self, message: "Message") -> Sent: ...


_transports: dict[str, Transport] = {}


def register(channel: str, transport: Transport) -> None:
    """Let `transport` carry the messages of `channel`; the same channel again takes its place."""
    _transports[channel] = transport


def of(channel: str) -> Transport:
    """Who carries `channel`. Raises KeyError where nobody does."""
    return _transports[channel]
