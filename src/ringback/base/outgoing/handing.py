"""Why a message was not handed over. The tree:

TransportError
├── RefusedError   the other side will never take it: the address is wrong, the message too large
├── LaterError     it was not taken now; trying again may help
└── DoubtError     it may have been taken or not: the connection broke between handing over and the answer
"""

from ringback.base.kit.errors import RingbackError


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
