"""Who may be contacted, asked at the last moment before dialling or sending, and the list that says no."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, place_of, require
from ringback.base.database import blind, many_rows, queries
from ringback.base.kit import clock, phones
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.core.people import rules
from ringback.core.people.models import Channel, Consent, NoContact, Person, Source
from ringback.core.people.rules import Why
from ringback.core.people.services import aftermath, subjects

USE = "no contact"
# From so many addresses on, all that is closed is read instead of asking for each.
_MANY = 1000
MOST_WHY = 200
_TABLE, _PERSON, _CONSENT = NoContact._meta.db_table, Person._meta.db_table, Consent._meta.db_table


@dataclass(frozen=True, slots=True)
class Refusal:
    """Somebody may not be contacted: the `why`, and the same in words for a member."""

    why: Why

    @property
    def words(self) -> str:
        return {
            Why.ASKED_NOT_TO: _("They asked not to be contacted like this."),
            Why.OPTED_OUT: _("They do not want messages of this kind."),
            Why.NO_CONSENT: _("They have not agreed to messages of this kind."),
            Why.NOBODY: _("This person is not known any more."),
        }[self.why]


def may_contact(
    organisation_id: int, person_id: int | None, channel: str, address: str, purpose: str = rules.SERVICE
) -> Refusal | None:
    """Why `address` may not be contacted on `channel` ("voice", "sms", "mail") for `purpose`; None when it may.

    `address` is E.164 or an e-mail address. "service" is what serves the person; any other purpose is optional and
    needs a consent of that very purpose in force, from `person_id`. Two queries; ask right before dialling or sending.
    """
    closed = _closed(organisation_id, channel, address)
    known, consents = _standing(organisation_id, person_id, purpose)
    why = rules.refusal(purpose, closed, known=known, consents=consents)
    return None if why is None else Refusal(why)


def never_called(numbers: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Those of the (organisation, E.164) pairs that must not be called: one query, whatever their number."""
    return closed_addresses(Channel.VOICE, numbers)


def may_be_called(organisation_id: int, number: str) -> tuple[str, list[Any]]:
    """An SQL condition and its parameters: the E.164 number is not `never_called`. For a statement that grants by
    itself.
    """
    wanted = digests(organisation_id, number)
    return (
        f"NOT EXISTS (SELECT 1 FROM {_TABLE} WHERE digest IN ({queries.marks(len(wanted))}) "
        f"AND channel = '{Channel.VOICE}' AND purpose = '' AND lifted_at IS NULL)",
        [*wanted],
    )


def closed_addresses(channel: str, addresses: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """As `never_called`, of numbers or e-mail addresses on any channel."""
    pairs = set(addresses)
    if not pairs:
        return set()
    by_digest = {one: pair for pair in pairs for one in digests(*pair)}
    sql = (
        f"SELECT digest FROM {_TABLE} WHERE digest IN ({queries.marks(len(by_digest))}) "
        "AND channel = %s AND purpose = '' AND lifted_at IS NULL"
    )
    return {by_digest[row[0]] for row in queries.fetch(sql, [*by_digest, channel])}


def closed_by_address(organisation_id: int, channel: str, addresses: Iterable[str]) -> dict[str, set[str]]:
    """The purposes that are closed on `channel`, for each address with any: one query, whatever their number."""
    addresses = list(addresses)
    if len(addresses) > _MANY:
        return _closed_of_many(organisation_id, channel, addresses)
    by_digest = {one: address for address in addresses for one in digests(organisation_id, address)}
    found: dict[str, set[str]] = {}
    if by_digest:
        sql = (
            f"SELECT digest, purpose FROM {_TABLE} WHERE digest IN ({queries.marks(len(by_digest))}) "
            "AND channel = %s AND lifted_at IS NULL"
        )
        for stored, purpose in queries.fetch(sql, [*by_digest, channel]):
            found.setdefault(by_digest[stored], set()).add(purpose)
    return found


def _closed_of_many(organisation_id: int, channel: str, addresses: Iterable[str]) -> dict[str, set[str]]:
    """As `closed_by_address`, from all that the organisation has closed; nothing is hashed where that is nothing."""
    closed: dict[str, set[str]] = {}
    sql = f"SELECT digest, purpose FROM {_TABLE} WHERE organisation_id = %s AND channel = %s AND lifted_at IS NULL"
    for stored, purpose in queries.fetch(sql, [organisation_id, channel]):
        closed.setdefault(stored, set()).add(purpose)
    found: dict[str, set[str]] = {}
    if closed:
        by_text = {f"{organisation_id}:{plain(address)}": address for address in addresses}
        for text, stored in blind.matching(by_text, USE, closed):
            found.setdefault(by_text[text], set()).update(closed[stored])
    return found


def _closed(organisation_id: int, channel: str, address: str) -> set[str]:
    wanted = digests(organisation_id, address)
    sql = (
        f"SELECT purpose FROM {_TABLE} WHERE digest IN ({queries.marks(len(wanted))}) "
        "AND channel = %s AND lifted_at IS NULL"
    )
    return {row[0] for row in queries.fetch(sql, [*wanted, channel])}


def _standing(organisation_id: int, person_id: int | None, purpose: str) -> tuple[bool, bool]:
    """Whether the person still is known (nobody in particular is), and consents to the purpose."""
    if person_id is None:
        return True, False
    sql = (
        f"SELECT EXISTS(SELECT 1 FROM {_CONSENT} c WHERE c.person_id IN (p.id, p.merged_into_id) AND c.purpose = %s "
        f"AND c.withdrawn_at IS NULL) FROM {_PERSON} p WHERE p.id = %s AND p.organisation_id = %s"
    )
    rows = queries.fetch(sql, [purpose, person_id, organisation_id])
    return bool(rows), bool(rows and rows[0][0])


def opt_out(organisation_id: int, channel: str, address: str, purpose: str, why: str) -> None:
    """The person themselves does not want `purpose` ("" for anything at all) on `channel`. Twice is once.

    For links in messages, which prove by themselves that they may, and for stop words; in the caller's transaction.
    """
    row = _row(organisation_id, channel, address, purpose, why)
    row.source = Source.LINK
    if many_rows.insert_if_free(row):
        aftermath.tell(organisation_id)


def opt_out_undone(organisation_id: int, channel: str, address: str, purpose: str) -> bool:
    """The person takes back, by the same way, what they said; what others have closed stays closed.

    False where they had said nothing.
    """
    said = NoContact.objects.filter(
        digest__in=digests(organisation_id, address),
        channel=channel,
        purpose=purpose,
        source=Source.LINK,
        lifted_at=None,
    )
    undone = said.update(lifted_at=clock.now(), logged_at=None) > 0
    if undone:
        aftermath.tell(organisation_id)
    return undone


def do_not_contact(actor: Actor, channel: str, address: str, why: str, purpose: str = "") -> None:
    """Put `address` on the organisation's list of those who must not be contacted on `channel`. Twice is once.

    `address` is E.164 or an e-mail address. Raises FieldError without a reason.
    """
    require(actor, "people.edit")
    close_for(actor, channel, address, why, purpose)


def close_for(actor: Actor, channel: str, address: str, why: str, purpose: str = "") -> bool:
    """As `do_not_contact`, where the caller has checked that `actor` may: an agent on the page of their own call.

    False where it was on the list already.
    """
    if not why.strip():
        raise FieldError("why", _("A reason is needed."), _("Say in a few words why."))
    with transaction.atomic():
        row = _row(actor.organisation_id, channel, address, purpose, why)
        row.source, row.by_id = Source.HAND, actor.member_id
        if not many_rows.insert_if_free(row):
            return False
        audit(actor, "contact.closed", f"entry {row.pk}", channel=channel, purpose=purpose)
        aftermath.tell(actor.organisation_id)
        return True


def close_typed(actor: Actor, address: str, channel: str, why: str) -> None:
    """As `do_not_contact`, for an address as a person types it. Raises FieldError for one that fits no channel."""
    require(actor, "people.edit")
    found = as_address(actor, address)
    if ("@" in found) != (channel == Channel.MAIL) or not (found.startswith("+") or "@" in found):
        raise FieldError("address", _("This does not fit the channel."), _("Type a number, or an e-mail address."))
    close_for(actor, channel, found, why)


def never_again(actor: Actor, person_id: int, channel: str, why: str) -> None:
    """Close `channel` for every number or address of the person. Raises FieldError where they have none, or no why."""
    require(actor, "people.edit")
    subject = subjects.subject_of(subjects.found(actor.organisation_id, person_id))
    addresses = subject.emails if channel == Channel.MAIL else subject.numbers
    if not addresses:
        raise FieldError("channel", _("There is nothing to close."), _("Add their number or address first."))
    with transaction.atomic():
        for address in addresses:
            close_for(actor, channel, address, why)


def as_address(actor: Actor, words: str) -> str:
    """What a person typed as E.164 or a lower-case e-mail address; as it is where it is neither."""
    if "@" in words or not words.strip():
        return plain(words)
    try:
        return phones.parse(words.strip(), place_of(actor.organisation_id)[1]).e164
    except FieldError:
        return plain(words)


def lift(actor: Actor, entry_id: int) -> None:
    """Take an entry off the list: the person has asked to be contacted again."""
    require(actor, "people.edit")
    standing = NoContact.objects.filter(id=entry_id, organisation_id=actor.organisation_id, lifted_at=None)
    with transaction.atomic():
        if standing.update(lifted_at=clock.now(), lifted_by_id=actor.member_id, logged_at=None) != 1:
            raise NotFoundError(_("There is no such entry."))
        audit(actor, "contact.opened", f"entry {entry_id}")
        aftermath.tell(actor.organisation_id)


def lost_entries() -> int:
    """How many entries in force were made with a key that is not at hand: nothing can ever match them."""
    at_hand = Q()
    for mark in blind.marks(USE):
        at_hand |= Q(digest__startswith=mark)
    return NoContact.objects.filter(lifted_at=None).exclude(at_hand).count()


def digest(organisation_id: int, address: str) -> str:
    """The hash under which an address is put on the list."""
    return blind.digest(f"{organisation_id}:{plain(address)}", USE)


def digests(organisation_id: int, address: str) -> Sequence[str]:
    """The hashes under which an address may stand on the list."""
    return blind.digests(f"{organisation_id}:{plain(address)}", USE)


def plain(address: str) -> str:
    """The one form of an address that is hashed."""
    return address.strip().lower()


def _row(organisation_id: int, channel: str, address: str, purpose: str, why: str) -> NoContact:
    if channel not in Channel.values:
        raise FieldError("channel", _("There is no such channel."), f"{', '.join(Channel.values)}")
    return NoContact(
        organisation_id=organisation_id,
        channel=channel,
        purpose="" if purpose == rules.SERVICE else purpose[:40],
        digest=digest(organisation_id, address),
        address=plain(address),
        why=why.strip()[:MOST_WHY],
    )
