"""What the desk shows of mail that came in. Read-only, within the reader's grants."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, first_organisation_id, member_names, require, who_may
from ringback.base.kit import phones
from ringback.base.kit.errors import NotFoundError
from ringback.channels.messages.inbox import reach
from ringback.channels.messages.inbox.mailbox import configured
from ringback.channels.messages.inbox.returned import why_not
from ringback.channels.messages.inbox.services import MADE_BY_PEOPLE
from ringback.channels.messages.inbox.written import channel_to
from ringback.channels.messages.mail import answers
from ringback.channels.messages.models import InboundMessage, InboundPart, Mailbox, MailKind, Matched

PAGE = 50
# Kinds that somebody may have written whom nobody knows.
STRANGERS = (MailKind.LETTER, MailKind.TEXT)
SHELVES = ("open", "mine", "unmatched", "done")


@dataclass(frozen=True, slots=True)
class Page:
    """Some mails, newest first, and the key of the page after them ("" when this is the last)."""

    rows: tuple[InboundMessage, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How the mailbox stands: `watched` is False where there is none, `failing` True while it cannot be read.

    `trouble` says why, for the organisation that runs the installation alone, as it may name the server. `address` is
    where anybody may write to the organisation, "" where there is no such address.
    """

    watched: bool
    failing: bool
    trouble: str
    address: str


@dataclass(frozen=True, slots=True)
class InboundPage:
    """One mail; `members` are who may have it, `came_back` why nothing can be sent to its sender. `may_act`: see to it,
    `may_hand`: give it to others too, `may_list`: see the other mails.

    `channel` "mail" or "sms" is how an answer goes out, `number` the sender's as the reader may see it.
    """

    mail: InboundMessage
    parts: tuple[InboundPart, ...]
    members: tuple[tuple[int, str], ...]
    may_act: bool
    may_hand: bool
    may_list: bool
    may_answer: bool
    unplaced: bool
    came_back: str
    channel: str
    number: str


def mails(actor: Actor, shelf: str, words: str = "", after: str = "", size: int = PAGE) -> Page:
    """A page of one shelf: open, mine (open and given to the reader), unmatched (nobody's), done.

    `words` are any part of address, name or subject.
    """
    require(actor, "messages.see")
    condition = _shelf(actor, shelf)
    if words:
        like = Q(from_address__icontains=words) | Q(from_name__icontains=words) | Q(subject__icontains=words)
        condition &= like | Q(from_phone__endswith=words[-15:]) if words.isdecimal() else like
    if after.isdecimal() and len(after) < 19:
        condition &= Q(id__lt=int(after))
    rows = _seen(actor).filter(condition).select_related("person", "owner__user", "calendar").defer("text")
    found = list(rows.order_by("-id")[: size + 1])
    _with_texts(found)
    return Page(tuple(found[:size]), str(found[size - 1].pk) if len(found) > size else "")


def _with_texts(rows: Sequence[InboundMessage]) -> None:
    """Text messages have no subject, so that a list shows how they begin; all of them in one query."""
    said = InboundMessage.objects.only("text").in_bulk([one.pk for one in rows if one.kind == MailKind.TEXT])
    for one in rows:
        if one.pk in said:
            one.text = said[one.pk].text


def counts(actor: Actor) -> dict[str, int]:
    """How many mails stand on the shelves where somebody has something to do."""
    require(actor, "messages.see")
    return {one: _seen(actor).filter(_shelf(actor, one)).count() for one in ("open", "mine", "unmatched")}


def mail(actor: Actor, public_id: str) -> InboundPage:
    """One mail. Raises NotFoundError, NotAllowedError."""
    rows = _seen(actor).select_related("person", "owner__user", "calendar", "message", "answer", "promise")
    found = rows.filter(public_id=public_id).first()
    reach.require_reach(actor, "messages.see", found)
    if found is None:
        raise NotFoundError(_("There is no such mail."))
    may_hand = actor.may("messages.act")
    may_act = may_hand or reach.is_theirs(actor, found)
    readers = set(who_may(actor.organisation_id, "messages.see")) if may_hand else set()
    names = member_names(actor.organisation_id)
    return InboundPage(
        mail=found,
        parts=tuple(found.parts.defer("content").order_by("id")),
        members=tuple(one for one in names.items() if one[0] in readers),
        may_act=may_act,
        may_hand=may_hand,
        may_list=actor.may("messages.see"),
        may_answer=may_act and bool(channel_to(found)) and found.kind in MADE_BY_PEOPLE,
        unplaced=found.person_id is None and found.kind in STRANGERS and bool(found.from_address or found.from_phone),
        came_back=why_not(actor.organisation_id, _address_of(found)),
        channel=channel_to(found),
        number=shown_number(actor, found.from_phone),
    )


def shown_number(actor: Actor, number: str) -> str:
    """A sender's number, hidden where the reader may not see numbers; "" where there is none."""
    if not number:
        return ""
    return phones.shown(number) if actor.may("numbers.see") else phones.masked(number)


def _address_of(found: InboundMessage) -> str:
    """The address that a mail says something about: its sender's, or the one that could not be reached."""
    if found.kind == MailKind.BOUNCE:
        return found.message.to_address if found.message else ""
    return found.from_address


def file(actor: Actor, part_id: int) -> InboundPart:
    """A file that came with a mail. Raises NotFoundError."""
    require(actor, "messages.see")
    found = InboundPart.objects.filter(inbound__organisation_id=actor.organisation_id, pk=part_id).first()
    if found is None:
        raise NotFoundError(_("There is no such file."))
    return found


def standing(actor: Actor) -> Standing:
    """How the mailbox stands, for the head of the list."""
    account = configured()
    row = Mailbox.objects.filter(name=account.name).first() if account else None
    failing = row is not None and row.failing_since_at is not None
    return Standing(
        watched=account is not None,
        failing=failing,
        trouble=row.trouble if row and failing and actor.organisation_id == first_organisation_id() else "",
        address=answers.organisation_address(actor.organisation_id) if account else "",
    )


def _shelf(actor: Actor, shelf: str) -> Q:
    unplaced = Q(person=None, kind__in=STRANGERS, matched=Matched.NOBODY)
    open_ones = Q(done_at=None)
    return {
        "mine": open_ones & Q(owner_id=actor.member_id or 0),
        "unmatched": open_ones & unplaced,
        "done": ~open_ones,
    }.get(shelf, open_ones & ~unplaced)


def _seen(actor: Actor) -> QuerySet[InboundMessage]:
    return InboundMessage.objects.filter(organisation_id=actor.organisation_id)
