"""The verbs of messages: the only door through which other slices enter."""

from ringback.channels.messages.kinds import Kind, declare
from ringback.channels.messages.narrowing import Narrowing, narrows_offers
from ringback.channels.messages.notices.kinds import NoticeKind, declare_notice
from ringback.channels.messages.notices.services import unseen as unseen_notices
from ringback.channels.messages.services.addresses import checked_address, organisation_address
from ringback.channels.messages.services.sending import (
    Attachment,
    CalendarPart,
    Message,
    MessageOrder,
    MissingFieldError,
    promise_kind,
    send,
)
from ringback.channels.messages.services.ways import carries, gets_through
from ringback.channels.messages.services.writing import Writer, Written
from ringback.channels.messages.settled import when_settled
from ringback.channels.messages.webhooks.emitting import emit, is_heard, somebody_listens
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
    "Narrowing",
    "NoticeKind",
    "Writer",
    "Written",
    "carries",
    "checked_address",
    "declare",
    "declare_event",
    "declare_notice",
    "emit",
    "emit_promise",
    "gets_through",
    "is_heard",
    "narrows_offers",
    "organisation_address",
    "promise_kind",
    "send",
    "somebody_listens",
    "unseen_notices",
    "when_settled",
]
