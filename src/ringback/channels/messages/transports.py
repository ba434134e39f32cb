"""How a message leaves the house: the contract of a transport, and who carries which channel.

TransportError
├── RefusedError   the other side will never take it: the address is wrong, the message too large
├── LaterError     it was not taken now; trying again may help
└── DoubtError     it may have been taken or not: the connection broke between handing over and the answer
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ringback.base.kit.errors import RingbackError

if TYPE_CHECKING:
    from ringback.channels.messages.models import Message


MOST_PAUSE_SECONDS = 21_600.0


class TransportError(RingbackError):
    """A message was not, or not surely, handed over. Its text is the other side's answer, for people."""


class RefusedError(TransportError):
    """The other side will never take this message."""


class LaterError(TransportError):
    """It was not taken now; the other side may have asked to be left alone for `pause_seconds`."""

    def __init__(self, words: str, pause_seconds: float = 0.0) -> None:
        super().__init__(words)
        self.pause_seconds = pause_seconds


class DoubtError(TransportError):
    """It was handed over or not: nobody knows."""


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
