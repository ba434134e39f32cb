"""Why a request has no answer. The tree:

AskingError
├── BarredError       the address is not one we connect to
├── UnreachableError  no connection came about: nothing was handed over
└── SilentError       the connection broke or took too long after that: it was handed over or not
"""

from ringback.base.kit.errors import RingbackError


class AskingError(RingbackError):
    """There is no answer. Its text says why, for people."""


class BarredError(AskingError):
    """The address is not one we connect to."""


class UnreachableError(AskingError):
    """No connection came about."""


class SilentError(AskingError):
    """No whole answer came: what was sent may have arrived."""
