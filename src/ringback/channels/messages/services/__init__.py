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
from ringback.channels.messages.webhooks.emitting import emit
from ringback.channels.messages.webhooks.events import EventType, declare_event
from ringback.channels.messages.webhooks.promises import emit_promise

__all__ = [
    "Attachment",
    "CalendarPart",
    "EventType",
    "Kind",
    "Message",
    "MessageOrder",
    "MissingFieldError",
    "declare",
    "declare_event",
    "emit",
    "emit_promise",
    "promise_kind",
    "send",
]
