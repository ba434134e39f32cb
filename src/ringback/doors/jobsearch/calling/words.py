"""What a seeker writes during a call, as it is packed into its row."""

import msgspec


class CallWords(msgspec.Struct, frozen=True):
    """The notes as they were typed during the call."""

    notes: str = ""


class PhoneWords(msgspec.Struct, frozen=True):
    """A SIP account, the number it shows, and the seeker's own phone."""

    host: str = ""
    port: int = 5060
    username: str = ""
    secret: str = ""
    caller_id: str = ""
    phone: str = ""
