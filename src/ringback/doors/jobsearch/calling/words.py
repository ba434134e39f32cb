"""What a seeker writes during a call, as it is packed into its row."""

import msgspec


class CallWords(msgspec.Struct, frozen=True):
    """The notes as they were typed during the call."""

    notes: str = ""
