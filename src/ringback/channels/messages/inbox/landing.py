"""Bringing a mail to where it belongs: its row, its person, its promise, and those who should hear of it."""

import base64

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext_noop

from ringback.base.database import blind, doorbell
from ringback.base.kit import clock
from ringback.channels.messages.inbox import bounces, elsewhere, invitations, replies, returned, telling
from ringback.channels.messages.inbox.automatic import is_automatic
from ringback.channels.messages.inbox.mailbox import Fetched
from ringback.channels.messages.inbox.matching import Match, is_ours, match
from ringback.channels.messages.inbox.parsing import Mail, parse
from ringback.channels.messages.models import InboundMessage, InboundPart, LeavingMail, Mailbox, MailKind, Matched
from ringback.core.people import services as people
from ringback.core.promises import services as promises

log = structlog.get_logger(__name__)

USE = "mail as it arrived"
UNREADABLE = gettext_noop("This mail could not be read: please look at it in the mailbox itself.")


def take_in(mailbox_id: int, validity: int, fetched: Fetched) -> InboundMessage | None:
    """Write one mail down and move the mailbox's mark past it, both or neither. None: taken in before, our own, or
    brought elsewhere.

    A mail that cannot be written down as it is leaves a row that says so: it must not keep the others waiting.
    """
    mail = parse(fetched.raw, fetched.whole)
    try:
        return _take_in(mailbox_id, validity, fetched, mail)
    except (OperationalError, InterfaceError):
        raise  # the database is away: the next reading begins with this very mail
    except Exception:
        log.exception("a mail could not be taken in", uid=fetched.uid)
        bare = Mail(mail.tree, to_addresses=mail.to_addresses, notes=[UNREADABLE])
        return _take_in(mailbox_id, validity, fetched, bare)


def _take_in(mailbox_id: int, validity: int, fetched: Fetched, mail: Mail) -> InboundMessage | None:
    with transaction.atomic():
        mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
        if mailbox.uid_validity != validity or fetched.uid <= mailbox.last_uid:
            return None
        inbound = None
        if elsewhere.bring(mail, fetched.raw):
            LeavingMail.objects.create(mailbox=mailbox, uid_validity=validity, uid=fetched.uid)
        elif not is_ours(mail) and not _is_known(fetched.raw):
            inbound = _land(mail, fetched.raw)
        mailbox.last_uid = fetched.uid
        mailbox.save(update_fields=["last_uid"])
        return inbound


def _is_known(raw: bytes) -> bool:
    prints = blind.digests(raw.decode("latin-1"), USE)
    return InboundMessage.objects.filter(fingerprint__in=prints).exists()


def _land(mail: Mail, raw: bytes) -> InboundMessage | None:
    bounce, answer = bounces.bounce_of(mail), invitations.answer_in(mail)
    found = match(mail, bounce.message_id if bounce else "")
    if found is None:
        return None
    kind = MailKind.BOUNCE if bounce else MailKind.CALENDAR if answer else _written(mail)
    inbound = _row(mail, raw, kind, found)
    if bounce is not None:
        returned.take(inbound, bounce)
    if answer is not None:
        replies.take(inbound, answer)
    if kind == MailKind.LETTER:
        _reached(inbound)
    if inbound.done_at is None:
        telling.tell(inbound, "mail_came_back" if kind == MailKind.BOUNCE else "mail_came_in")
    doorbell.ring("desk", organisation=inbound.organisation_id, what="today")
    return inbound


def _written(mail: Mail) -> MailKind:
    return MailKind.AUTOMATIC if is_automatic(mail) else MailKind.LETTER


def _row(mail: Mail, raw: bytes, kind: MailKind, found: Match) -> InboundMessage:
    """Write the mail and its files; what asks nothing of anybody is done already."""
    now = clock.now()
    asks_nothing = kind == MailKind.AUTOMATIC or (kind == MailKind.BOUNCE and found.message is None)
    inbound = InboundMessage.objects.create(
        organisation_id=found.organisation_id,
        person_id=_person_id(mail, kind, found),
        message=found.message,
        promise_id=found.message.promise_id if found.message else None,
        kind=kind,
        matched=found.matched,
        from_address=mail.from_address,
        from_name=mail.from_name,
        subject=mail.subject,
        text=mail.text,
        notes=mail.notes,
        their_id=mail.message_id,
        fingerprint=blind.digest(raw.decode("latin-1"), USE),
        written_at=mail.written_at,
        arrived_at=now,
        done_at=now if asks_nothing else None,
    )
    for file in mail.files if kind != MailKind.BOUNCE else ():
        InboundPart.objects.create(
            inbound=inbound,
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            content=base64.b64encode(file.content).decode(),
        )
    return inbound


def _person_id(mail: Mail, kind: MailKind, found: Match) -> int | None:
    """Whose it is; made known where they answered us or wrote to the organisation, but never a machine or stranger."""
    if found.person_id is not None or kind in (MailKind.AUTOMATIC, MailKind.BOUNCE):
        return found.person_id
    if found.matched == Matched.NOBODY or not mail.from_address:
        return None
    return people.known_by_email(found.organisation_id, mail.from_address, name=mail.from_name).pk


def _reached(inbound: InboundMessage) -> None:
    """A person has written: who was to contact us has, and mail from an address proves that it works."""
    returned.reaches_again(inbound.organisation_id, inbound.from_address)
    if inbound.person_id is not None:
        evidence = {"mail": inbound.public_id, "matched": str(inbound.matched)}
        promises.they_reached_us(inbound.organisation_id, inbound.person_id, "mail", evidence, at=inbound.arrived_at)
