"""Which addresses can be written to at all: for doors, before they promise to."""

from ringback.channels.messages import transports


def checked_address(channel: str, address: str) -> str:
    """`address` as messages of `channel` are sent to it. Raises FieldError for what is none."""
    return transports.of(channel).checked(address)
