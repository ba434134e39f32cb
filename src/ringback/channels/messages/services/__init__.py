"""The verbs of messages: the only door through which other slices enter."""

from ringback.channels.messages.kinds import Kind, declare
from ringback.channels.messages.services.sending import (
    Attachment,
    CalendarPart,
    Message,
    MessageOrder,
    MissingFieldError,
    promise_kind,
    send,
)

__all__ = [
    "Attachment",
    "CalendarPart",
    "Kind",
    "Message",
    "MessageOrder",
    "MissingFieldError",
    "declare",
    "promise_kind",
    "send",
]
