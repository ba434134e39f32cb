"""Messages that visitors write on a website: they stand beside mail, and whoever answers one keeps its promise."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.database import blind, doorbell
from ringback.base.kit import ids
from ringback.channels.messages.models import InboundMessage, MailKind, Matched
from ringback.channels.messages.sms import gateway
from ringback.core.promises import services as promises

if TYPE_CHECKING:
    from ringback.channels.messages.models import Message

USE = "message from a website"


@dataclass(frozen=True, slots=True)
class Written:
    """What a visitor wrote. Either `email` or `phone` (E.164), checked; `promise_id`: that somebody answers by then."""

    organisation_id: int
    person_id: int
    promise_id: int
    subject: str
    text: str
    name: str
    email: str
    phone: str
    at: datetime


def take_written(written: Written, hearers: Collection[int]) -> str:
    """Put it into the inbox and tell the members `hearers`, in the caller's transaction; gives its public id."""
    name = ids.public_id()
    inbound = InboundMessage.objects.create(
        public_id=name,
        organisation_id=written.organisation_id,
        person_id=written.person_id,
        promise_id=written.promise_id,
        kind=MailKind.WRITTEN,
        matched=Matched.TYPED,
        from_address=written.email,
        from_phone=written.phone,
        from_name=written.name,
        subject=written.subject,
        text=written.text,
        fingerprint=blind.digest(name, USE),
        written_at=written.at,
        arrived_at=written.at,
    )
    promises.notify(
        written.organisation_id,
        list(hearers),
        "message_written",
        {},
        person_id=written.person_id,
        url=reverse("correspondence:inbound", args=[name]),
        key=f"written {name}",
    )
    doorbell.ring("desk", organisation=written.organisation_id, what="today")
    return inbound.public_id


def written_for(promise_ids: Collection[int]) -> Mapping[int, str]:
    """The public ids of messages by the promises that they be answered."""
    rows = InboundMessage.objects.filter(promise_id__in=promise_ids, kind=MailKind.WRITTEN)
    return {promise_id: name for promise_id, name in rows.values_list("promise_id", "public_id") if promise_id}


def text_of(organisation_id: int, promise_id: int) -> str:
    """What the message says whose answer was promised; "" where there is none."""
    rows = InboundMessage.objects.filter(organisation_id=organisation_id, promise_id=promise_id, kind=MailKind.WRITTEN)
    found = rows.first()
    return found.text if found is not None else ""


def close_written(promise_id: int, at: datetime) -> None:
    """Its promise is over, however that came: nothing more is to be done about the message."""
    mine = InboundMessage.objects.filter(promise_id=promise_id, kind=MailKind.WRITTEN, done_at=None)
    mine.update(done_at=at)


def channel_to(inbound: InboundMessage) -> str:
    """How an answer goes out: "mail", "sms" where nothing but a number is known and a gateway is there, else ""."""
    if inbound.from_address:
        return "mail"
    return "sms" if inbound.from_phone and gateway.configured() is not None else ""


def keep_answered(actor: Actor, inbound: InboundMessage, answer: "Message") -> None:
    """The answer goes out: what was promised with the message is kept, unless it is over already."""
    if _is_open(inbound):
        promises.mark_kept(actor, inbound.promise_id or 0, {"message": answer.public_id}, word=answer.subject)


def keep_done(actor: Actor, inbound: InboundMessage) -> None:
    """Somebody answered in another way, by their word: that keeps the promise, too."""
    if _is_open(inbound):
        promises.mark_kept(actor, inbound.promise_id or 0, {"by_hand": True}, word=_("Done in the inbox"))


def drop(actor: Actor, inbound: InboundMessage) -> None:
    """There is nothing to answer: the promise is taken back, and counts neither as kept nor as broken."""
    if _is_open(inbound):
        promises.cancel(actor, inbound.promise_id or 0, _("Nothing to answer"))


def _is_open(inbound: InboundMessage) -> bool:
    if inbound.kind != MailKind.WRITTEN or inbound.promise_id is None:
        return False
    standing = promises.standing([inbound.promise_id]).get(inbound.promise_id)
    return standing is not None and standing.state in ("pending", "keeping")
