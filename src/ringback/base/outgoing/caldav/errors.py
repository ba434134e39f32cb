"""Why a calendar server did not do what was asked. The tree:

CalDavError
├── LoginError     user or password are not taken
├── MayNotError    the user is known, and may not do this
├── NoCalDavError  there is no calendar at this address
├── AwayError      the server is not reached, or is in trouble: later it may be
├── StrangeError   what it said could not be read, or is too much
└── ChangedError   what was to be written over has changed since it was read
"""

from ringback.base.kit.errors import RingbackError


class CalDavError(RingbackError):
    """The server did not do it. Its text says why, for engineers."""


class LoginError(CalDavError):
    """User or password are not taken."""


class MayNotError(CalDavError):
    """The user is known, and may not do this."""


class NoCalDavError(CalDavError):
    """There is no calendar at this address."""


class AwayError(CalDavError):
    """The server is not reached, or is in trouble."""


class StrangeError(CalDavError):
    """What the server said could not be read, or is more than we take."""


class ChangedError(CalDavError):
    """What was to be written over has changed since."""
