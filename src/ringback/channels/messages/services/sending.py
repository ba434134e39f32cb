"""Ordering a message: checked, rendered and stored at once, and promised in the same transaction."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.database import many_rows
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.channels.messages import kinds, rendering, transports
from ringback.channels.messages.kinds import SERVICE
from ringback.channels.messages.mail.addresses import mail_domain
from ringback.channels.messages.models import Message, Part
from ringback.channels.messages.opt_out_links import Leaving, opt_out_url
from ringback.channels.messages.rendering import MissingFieldError, Rendered
from ringback.channels.messages.services.senders import House, house_of
from ringback.channels.messages.services.wording import texts_for
from ringback.channels.messages.texts import language_of
from ringback.core.promises.services import Draft, Policy, make

__all__ = ["Attachment", "CalendarPart", "Message", "MessageOrder", "MissingFieldError", "promise_kind", "send"]

MOST_PARTS_BYTES = 10_000_000
GRACE_SECONDS = 300
# A mail server that is away for a night or a weekend loses nothing: three days, at growing gaps.
AGAIN = Policy({"failed": (60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600)})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """An iCalendar object, shown by mail programs as what `method` says: REQUEST, CANCEL, REPLY or PUBLISH."""

    method: str
    content: str


@dataclass(frozen=True, slots=True)
class MessageOrder:
    """A message about to be ordered.

    `values` fill the kind's fields. `purpose` is normally the kind's own. `key` names the order within its
    organisation: a second order with the same key is the same message. `language` empty: the organisation's.
    `campaign_id`: the offer to many that it is part of.
    `at_most_once`: a broken connection at the wrong moment is asked of a person rather than sent again.
    `within_hours`: not before an hour at which the person may be called and the organisation is open.
    """

    organisation_id: int
    channel: str
    kind: str
    to_address: str
    person_id: int | None = None
    language: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    purpose: str = SERVICE
    at_most_once: bool = False
    within_hours: bool = False
    due_at: datetime | None = None
    expires_at: datetime | None = None
    key: str | None = None
    door: str = "desk"
    campaign_id: int | None = None
    attachments: Sequence[Attachment] = ()
    calendar_part: CalendarPart | None = None
    reply_to: str | None = None
    in_reply_to: str = ""


def promise_kind(channel: str, purpose: str = SERVICE) -> str:
    """The kind of promise that keeps messages of `channel`. What is optional is kept apart: nothing waits behind it."""
    return f"messages.{channel}" if purpose == SERVICE else f"messages.{channel}.{purpose}"


def send(order: MessageOrder) -> Message:
    """Store the message and promise it, in the caller's transaction (MISSION C2, C7).

    Raises MissingFieldError naming every field it lacks, FieldError for an address, link or part that cannot be
    sent, NotFoundError for an unknown kind. What becomes of it is seen in the message's state.
    """
    kind = kinds.of(order.kind)
    if order.channel not in kind.channels:
        raise FieldError("channel", _("This message is not sent this way."), ", ".join(kind.channels))
    house = house_of(order.organisation_id)
    language = language_of(order.language, house.language)
    purpose = kinds.purpose_on(kind.purpose if kind.purpose != SERVICE else order.purpose, order.channel)
    to_address = transports.of(order.channel).checked(order.to_address)
    leave = ""
    if purpose != SERVICE:
        leave = opt_out_url(
            Leaving(order.organisation_id, order.channel, purpose, language, to_address, order.campaign_id or 0)
        )
    values = rendering.filled(kind, order.values, house.name)
    texts = texts_for(order.organisation_id, kind.slug, language, order.channel)
    rendered = rendering.render(kind, texts, language, values, leave, order.channel)
    return send_rendered(replace(order, language=language, purpose=purpose, to_address=to_address), rendered, house)


def send_rendered(order: MessageOrder, rendered: Rendered, house: House | None = None) -> Message:
    """Store and promise what is rendered already; `order` is complete and checked. In the caller's transaction."""
    house = house or house_of(order.organisation_id)
    message = Message(
        organisation_id=order.organisation_id,
        person_id=order.person_id,
        campaign_id=order.campaign_id,
        channel=order.channel,
        kind=order.kind,
        door=order.door,
        purpose=order.purpose,
        language=order.language,
        to_address=order.to_address,
        reply_to=order.reply_to or house.reply_to,
        sender=house.sender,
        in_reply_to=rendering.one_line(order.in_reply_to),
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
    )
    with transaction.atomic():
        return store(message, order, order.organisation_id, _parts(order))


def store(message: Message, order: MessageOrder, carrier_id: int, parts: Sequence[Part] = ()) -> Message:
    """Write a rendered message, its parts and its promise, which the organisation `carrier_id` carries."""
    message.message_id = named_at(message.public_id)
    promise = make(_draft(order, carrier_id))
    message.promise = promise
    if not many_rows.insert_if_free(message):
        return Message.objects.get(promise=promise)
    for part in parts:
        part.message = message
        many_rows.insert(part)
    return message


def named_at(public_id: str) -> str:
    """The Message-ID of a message: the same for every attempt at it."""
    return f"<{public_id}@{mail_domain(settings.DEFAULT_FROM_EMAIL)}>"


def _draft(order: MessageOrder, carrier_id: int) -> Draft:
    return Draft(
        organisation_id=carrier_id,
        door=order.door,
        kind=promise_kind(order.channel, order.purpose),
        channel=order.channel,
        due_at=order.due_at or clock.now(),
        person_id=order.person_id,
        policy=replace(AGAIN, within_hours=True) if order.within_hours else AGAIN,
        grace_seconds=GRACE_SECONDS,
        expires_at=order.expires_at,
        at_most_once=order.at_most_once,
        made_key=f"message:{order.key}" if order.key else None,
    )


def _parts(order: MessageOrder) -> list[Part]:
    if sum(len(one.content) for one in order.attachments) > MOST_PARTS_BYTES:
        raise FieldError("attachments", _("The attachments are too large."), _("Send at most 10 MB with a message."))
    parts = [
        Part(
            name=rendering.one_line(one.name)[:120] or "attachment",
            media_type=one.media_type,
            content=base64.b64encode(one.content).decode(),
        )
        for one in order.attachments
    ]
    if order.calendar_part is not None:
        content = base64.b64encode(order.calendar_part.content.encode()).decode()
        parts.append(
            Part(name="invite.ics", media_type="text/calendar", method=order.calendar_part.method, content=content)
        )
    return parts
