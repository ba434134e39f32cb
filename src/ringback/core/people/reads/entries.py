"""The list of those who must not be contacted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from ringback.base.accounts.services import Actor, require
from ringback.base.database.sealed import readable
from ringback.base.kit import phones
from ringback.core.people import rules
from ringback.core.people.models import NoContact
from ringback.core.people.services.contact import digests

PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to somebody that is closed. `address` is "" where only the hash is left or its key is not here."""

    id: int
    address: str
    channel: str
    channel_label: str
    purpose: str
    why: str
    source_label: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Some entries, newest first, and the key of the page after them ("" when this is the last)."""

    rows: tuple[Entry, ...]
    after: str


def closed_list(actor: Actor, address: str = "", after: str = "", size: int = PAGE) -> EntryPage:
    """A page of the organisation's list, newest first; only those of `address` (E.164 or e-mail) where one is given.

    An address is looked for by its hash: it is found also where nobody remembers it in the clear.
    """
    require(actor, "people.see")
    rows = _standing(actor)
    if address:
        rows = rows.filter(digest__in=digests(actor.organisation_id, address))
    if after.isdecimal():
        rows = rows.filter(id__lt=int(after))
    found = list(rows.order_by("-id")[: size + 1])
    more, found = len(found) > size, found[:size]
    return EntryPage(tuple(_entry(actor, row) for row in found), str(found[-1].pk) if more else "")


def standing_of(actor: Actor, addresses: Iterable[str]) -> dict[str, list[Entry]]:
    """The entries in force for each of the addresses; those without are left out."""
    by_digest = {one: address for address in addresses for one in digests(actor.organisation_id, address)}
    found: dict[str, list[Entry]] = {}
    for row in _standing(actor).filter(digest__in=by_digest).order_by("id"):
        found.setdefault(by_digest[row.digest], []).append(_entry(actor, row))
    return found


def _standing(actor: Actor) -> QuerySet[NoContact]:
    return NoContact.objects.filter(organisation_id=actor.organisation_id, lifted_at=None).select_related("by__user")


def _entry(actor: Actor, row: NoContact) -> Entry:
    return Entry(
        id=row.pk,
        address=shown_address(actor, readable(row.address)),
        channel=row.channel,
        channel_label=str(row.get_channel_display()),
        purpose=row.purpose,
        why=row.why,
        source_label=str(row.get_source_display()),
        by=str(row.by.user) if row.by else "",
        at=row.at,
    )


def shown_address(actor: Actor, address: str) -> str:
    """A number or an e-mail address as the actor may see it."""
    clear = actor.may("numbers.see")
    if "@" in address:
        return address if clear else rules.hidden_email(address)
    return (phones.shown(address) if clear else phones.masked(address)) if address else ""
