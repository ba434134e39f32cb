"""What a seeker writes beside a touch, as it is packed into its row."""

import msgspec


class TouchWords(msgspec.Struct, frozen=True):
    """What was said or written, in a few words."""

    note: str = ""
