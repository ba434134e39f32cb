"""Which addresses can be written to at all: for doors, before they promise to."""

from ringback.channels.messages import transports
from ringback.channels.messages.mail.answers import organisation_address as _organisation_address


def checked_address(channel: str, address: str) -> str:
    """`address` as messages of `channel` are sent to it. Raises FieldError for what is none."""
    return transports.of(channel).checked(address)


def organisation_address(organisation_id: int) -> str:
    """Where anybody may write to the organisation, and calendars answer to; "" where no mailbox is set up."""
    return _organisation_address(organisation_id)
