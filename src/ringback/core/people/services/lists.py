"""The list of no contact as a file: taken in from elsewhere, and handed out."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, place_of, require
from ringback.base.database import blind, many_rows
from ringback.base.database.sealed import readable
from ringback.base.kit import phones
from ringback.base.kit.errors import FieldError
from ringback.base.kit.lines import inert
from ringback.core.people.models import Channel, NoContact, Source
from ringback.core.people.services import aftermath
from ringback.core.people.services.contact import MOST_WHY, USE, digest, plain

MOST_LINES = 20_000
COLUMNS = ("channel", "purpose", "address", "digest", "why", "at")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list: entries `added`, `known` before, and the numbers of lines that could not be `read`."""

    added: int
    known: int
    unread: tuple[int, ...]


def import_list(actor: Actor, text: str, why: str) -> Imported:
    """Put everybody of a list on the list of no contact. Needs a reason; at most 20,000 lines.

    A line is a number (closed for calls and text messages) or an e-mail address, in the first column; or one of a
    file that `export_list` made, known by its heading, where an entry may be a hash of this installation alone.
    """
    require(actor, "people.edit")
    if not why.strip():
        raise FieldError("why", _("A reason is needed."), _("Say where the list comes from."))
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) > MOST_LINES:
        raise FieldError("list", _("This list is too long."), _("Split it into lists of at most 20,000 lines."))
    country = place_of(actor.organisation_id)[1]
    exported = bool(lines) and lines[0].split(",")[:4] == list(COLUMNS[:4])
    added = known = 0
    unread: list[int] = []
    with transaction.atomic():
        for number, values in enumerate(csv.reader(lines), 1):
            if not "".join(values).strip() or (exported and number == 1):
                continue
            rows = _exported(actor, values) if exported else _plain(actor, values[0], country)
            if not rows:
                unread.append(number)
            for row in rows:
                row.source, row.by_id, row.why = Source.IMPORT, actor.member_id, row.why or why.strip()[:MOST_WHY]
                is_new = many_rows.insert_if_free(row)
                added, known = added + is_new, known + (not is_new)
        audit(actor, "contact.list_imported", "no contact", added=added, known=known, unread=len(unread))
        if added:
            aftermath.tell(actor.organisation_id)
    return Imported(added, known, tuple(unread))


def export_list(actor: Actor) -> Iterator[str]:
    """The list in force as CSV, line by line. Needs the permission to hand out data: it holds numbers in full."""
    require(actor, "people.export")
    rows = NoContact.objects.filter(organisation_id=actor.organisation_id, lifted_at=None).order_by("id")
    audit(actor, "contact.list_exported", "no contact", rows=rows.count())
    yield _line(COLUMNS)
    for row in rows.iterator(chunk_size=500):
        address = readable(row.address)
        yield _line((row.channel, row.purpose, address, row.digest, inert(row.why), row.at.isoformat()))


def _plain(actor: Actor, address: str, country: str) -> list[NoContact]:
    """The entries for one line of a plain list; none where it is neither a number nor an address."""
    address = address.strip()
    if "@" in address:
        whole = 3 <= len(address) <= 254 and not any(one.isspace() for one in address)
        return [_entry(actor, Channel.MAIL, address)] if whole else []
    try:
        number = phones.parse(address, country).e164
    except FieldError:
        return []
    return [_entry(actor, channel, number) for channel in (Channel.VOICE, Channel.SMS)]


def _exported(actor: Actor, values: list[str]) -> list[NoContact]:
    """The entry of one line of a file of ours; none where it is not ours, or of keys that are not at hand."""
    channel, purpose, address, stored, why = (value.strip() for value in (*values, "", "", "", "", "")[:5])
    if channel not in Channel.values:
        return []
    if address:
        row = _entry(actor, channel, address)
    elif len(stored) <= blind.MOST_CHARACTERS and stored.startswith(tuple(blind.marks(USE))):
        row = NoContact(organisation_id=actor.organisation_id, channel=channel, digest=stored)
    else:
        return []
    row.purpose, row.why = purpose[:40], why[:MOST_WHY]
    return [row]


def _entry(actor: Actor, channel: str, address: str) -> NoContact:
    return NoContact(
        organisation_id=actor.organisation_id,
        channel=channel,
        digest=digest(actor.organisation_id, address),
        address=plain(address),
    )


def _line(values: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(values)
    return written.getvalue()
