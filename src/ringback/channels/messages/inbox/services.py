"""What people do with mail that came in: see it, take it on, answer it, be done with it."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require, who_may
from ringback.base.kit import clock, phones
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.channels.messages.inbox import reach, returned, written
from ringback.channels.messages.inbox.elsewhere import Brought, mail_address, takes_mail
from ringback.channels.messages.inbox.parsing import File
from ringback.channels.messages.inbox.replies import CalendarReply, on_calendar_reply
from ringback.channels.messages.inbox.written import Written, close_written, take_written, text_of, written_for
from ringback.channels.messages.models import InboundMessage, MailKind, Matched, Message
from ringback.channels.messages.rendering import one_line
from ringback.channels.messages.services.sending import MessageOrder, send
from ringback.core.people import services as people

if TYPE_CHECKING:
    from ringback.core.people.models import Person

__all__ = [
    "Brought",
    "CalendarReply",
    "File",
    "Written",
    "close_written",
    "mail_address",
    "on_calendar_reply",
    "take_written",
    "takes_mail",
    "text_of",
    "written_for",
]

MOST_ANSWER = 10_000
MADE_BY_PEOPLE = (MailKind.LETTER, MailKind.CALENDAR, MailKind.WRITTEN, MailKind.TEXT)


def seen(actor: Actor, public_id: str) -> None:
    """Note that somebody who could act on it has looked at the mail."""
    mine = InboundMessage.objects.filter(organisation_id=actor.organisation_id, public_id=public_id, seen_at=None)
    if actor.may("messages.act") or reach.is_theirs(actor, mine.select_related("promise").first()):
        mine.update(seen_at=clock.now())


def assign(actor: Actor, public_id: str, member_id: int | None) -> None:
    """Give the mail to a member who may see it, or to nobody. Raises FieldError for anybody else."""
    with transaction.atomic():
        inbound = _ours(actor, public_id)
        if member_id is not None and member_id not in who_may(actor.organisation_id, "messages.see"):
            raise FieldError("owner", _("They cannot see mail."), _("Choose somebody of the list."))
        inbound.owner_id = member_id
        inbound.save(update_fields=["owner"])
        audit(actor, "mail.assigned", f"mail {inbound.pk}", to=member_id)


def finish(actor: Actor, public_id: str) -> None:
    """Nothing more is to be done about it; twice is once."""
    with transaction.atomic():
        inbound = _theirs(actor, public_id)
        if inbound.done_at is None:
            written.keep_done(actor, inbound)
            _finish(actor, inbound)
            audit(actor, "mail.done", f"mail {inbound.pk}")


def drop(actor: Actor, public_id: str) -> None:
    """Nothing is to be answered here, as with advertising: whoever wrote is not owed anything. Twice is once."""
    with transaction.atomic():
        inbound = _theirs(actor, public_id)
        if inbound.done_at is None:
            written.drop(actor, inbound)
            _finish(actor, inbound)
            audit(actor, "mail.dropped", f"mail {inbound.pk}")


def reopen(actor: Actor, public_id: str) -> None:
    """Something is to be done about it after all."""
    with transaction.atomic():
        inbound = _ours(actor, public_id)
        inbound.done_at, inbound.done_by_id = None, None
        inbound.save(update_fields=["done_at", "done_by"])
        audit(actor, "mail.reopened", f"mail {inbound.pk}")


def place(actor: Actor, public_id: str) -> None:
    """Take the sender of a mail that nobody could place in as a person of the organisation."""
    require(actor, "people.edit")
    with transaction.atomic():
        inbound = _ours(actor, public_id)
        if inbound.person_id is not None or not (inbound.from_address or inbound.from_phone):
            raise ConflictError(_("It is known already whose this mail is."))
        person = _sender(inbound)
        inbound.person_id, inbound.matched = person.pk, Matched.HAND
        inbound.save(update_fields=["person", "matched"])
        audit(actor, "mail.placed", f"mail {inbound.pk}", person=person.pk)


def _sender(inbound: InboundMessage) -> "Person":
    """The person at the address or number it came from, made where there is none."""
    if inbound.from_address:
        return people.known_by_email(inbound.organisation_id, inbound.from_address, name=inbound.from_name)
    return people.known_by_phone(
        inbound.organisation_id, phones.parse(inbound.from_phone, "ZZ"), name=inbound.from_name
    )


def reaches_again(actor: Actor, public_id: str) -> None:
    """Say that the address which a returned mail is about works again."""
    with transaction.atomic():
        inbound = _ours(actor, public_id)
        address = inbound.from_address
        if inbound.kind == MailKind.BOUNCE:
            address = inbound.message.to_address if inbound.message else ""
        if returned.reaches_again(actor.organisation_id, address):
            audit(actor, "mail.reaches_again", f"mail {inbound.pk}")


def answer(actor: Actor, public_id: str, text: str) -> Message:
    """Write back in the same thread, or by text message to whoever left a number alone, and be done with the mail.

    Raises FieldError for an answer without words or to an address that cannot be written to, ConflictError for a mail
    that no person wrote: nothing here answers machines.
    """
    if not text.strip():
        raise FieldError("text", _("An answer needs words."), _("Write something."))
    if len(text) > MOST_ANSWER:
        raise FieldError("text", _("The answer is too long."), _("Use at most 10,000 characters."))
    with transaction.atomic():
        inbound = _theirs(actor, public_id)
        if inbound.kind not in MADE_BY_PEOPLE:
            raise ConflictError(_("A machine wrote this: nobody would read the answer."))
        message = send(_order(inbound, text))
        inbound.answer = message
        inbound.save(update_fields=["answer"])
        written.keep_answered(actor, inbound, message)
        _finish(actor, inbound)
        audit(actor, "mail.answered", f"mail {inbound.pk}", message=message.pk)
    return message


def _order(inbound: InboundMessage, text: str) -> MessageOrder:
    subject = inbound.subject or _("Your message")
    known = subject.lower().startswith(("re:", "aw:", "sv:"))
    person = inbound.person
    channel = written.channel_to(inbound)
    if not channel:
        raise ConflictError(_("There is no way to write to them: call them."))
    return MessageOrder(
        organisation_id=inbound.organisation_id,
        channel=channel,
        kind="letter",
        to_address=inbound.from_address if channel == "mail" else inbound.from_phone,
        person_id=inbound.person_id,
        language=(person.language if person else "") or (inbound.message.language if inbound.message else ""),
        values={
            "subject": one_line(subject if known else f"Re: {subject}")[:200],
            "body": text,
            "name": (person.name if person else "") or inbound.from_name,
        },
        in_reply_to=inbound.their_id,
        at_most_once=True,
    )


def _finish(actor: Actor, inbound: InboundMessage) -> None:
    inbound.done_at, inbound.done_by_id = clock.now(), actor.member_id
    inbound.seen_at = inbound.seen_at or inbound.done_at
    inbound.save(update_fields=["done_at", "done_by", "seen_at"])


def _ours(actor: Actor, public_id: str) -> InboundMessage:
    """One message, locked, that the actor may handle. Raises NotAllowedError, NotFoundError."""
    require(actor, "messages.act")
    return _found(_locked(actor, public_id))


def _theirs(actor: Actor, public_id: str) -> InboundMessage:
    """As `_ours`, and also for whoever its answer was promised through."""
    inbound = _locked(actor, public_id)
    reach.require_reach(actor, "messages.act", inbound)
    return _found(inbound)


def _locked(actor: Actor, public_id: str) -> InboundMessage | None:
    rows = InboundMessage.objects.select_for_update(of=("self",)).select_related("person", "message", "promise")
    return rows.filter(organisation_id=actor.organisation_id, public_id=public_id).first()


def _found(found: InboundMessage | None) -> InboundMessage:
    if found is None:
        raise NotFoundError(_("There is no such mail."))
    return found
