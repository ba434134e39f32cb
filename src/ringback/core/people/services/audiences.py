"""Who can be offered something: persons who agreed to a purpose, and why others cannot (MISSION W23)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable

from ringback.core.people import rules
from ringback.core.people.models import Channel, Consent, Person, PersonEmail, PersonPhone
from ringback.core.people.rules import Why
from ringback.core.people.services.contact import closed_by_address

# Ids of persons, as a query of one column.
PersonIds = QuerySet[Any, Any]
# Kinds of number that a text message reaches somebody at.
_PHONES_FOR_TEXTS = ("mobile", "fixed_or_mobile")
_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Selection:
    """The persons of an organisation who are `within` each of these sets and in none of `without`.

    `purposes`: what they have to have agreed to, by channel ("mail", "sms"); to one of them at least.
    """

    organisation_id: int
    purposes: Mapping[str, str]
    within: Sequence[PersonIds] = ()
    without: Sequence[PersonIds] = ()


class Way(NamedTuple):
    """A channel that somebody agreed to. `address` is their first one there, "" where none is known.

    `why` says why nothing may be written there all the same; None where it may.
    """

    channel: str
    address: str
    why: Why | None


class Addressee(NamedTuple):
    """Somebody who agreed, and the `ways` for which they did, in the order of the selection's purposes."""

    person_id: int
    name: str
    language: str
    ways: tuple[Way, ...]


def count_not_agreed(selection: Selection) -> int:
    """How many of those selected have no consent in force for any of the purposes. One query."""
    return _selected(selection).exclude(_agreed(selection.purposes.values())).count()


def addressees(selection: Selection, after_id: int = 0, most: int = 1000) -> list[Addressee]:
    """Those of the selected who agreed, by id, from the one after `after_id` on. A query, and one a channel."""
    channels = [*selection.purposes]
    rows = _selected(selection).filter(_agreed(selection.purposes.values()), id__gt=after_id).order_by("id")
    columns: dict[str, Combinable] = {}
    for channel, purpose in selection.purposes.items():
        columns |= {f"{channel}_agreed": Exists(_consents([purpose])), f"{channel}_first": _FIRST[channel]}
    names = [f"{channel}_{what}" for channel in channels for what in ("agreed", "first")]
    found = list(rows.annotate(**columns).values_list("id", "name", "language", *names)[:most])
    closed = {
        channel: closed_by_address(
            selection.organisation_id, channel, [row[4 + 2 * at] for row in found if row[4 + 2 * at]]
        )
        for at, channel in enumerate(channels)
    }
    return [
        Addressee(
            row[0],
            row[1],
            row[2],
            tuple(
                _way(channel, selection.purposes[channel], row[4 + 2 * at] or "", closed[channel])
                for at, channel in enumerate(channels)
                if row[3 + 2 * at]
            ),
        )
        for row in found
    ]


def every_addressee(selection: Selection, step: int = _AT_ONCE) -> Iterator[list[Addressee]]:
    """All of them, some at a time."""
    after_id = 0
    while batch := addressees(selection, after_id, step):
        yield batch
        if len(batch) < step:
            return
        after_id = batch[-1].person_id


def _way(channel: str, purpose: str, address: str, closed: Mapping[str, Collection[str]]) -> Way:
    shut = closed.get(address)
    return Way(channel, address, rules.refusal(purpose, shut, known=True, consents=True) if shut else None)


def _selected(selection: Selection) -> QuerySet[Person]:
    rows = Person.objects.filter(organisation_id=selection.organisation_id, merged_into=None)
    for ids in selection.within:
        rows = rows.filter(id__in=ids)
    for ids in selection.without:
        rows = rows.exclude(id__in=ids)
    return rows


def _agreed(purposes: Collection[str]) -> Exists:
    return Exists(_consents(purposes))


def _consents(purposes: Collection[str]) -> QuerySet[Consent]:
    return Consent.objects.filter(person_id=OuterRef("pk"), purpose__in=[*purposes], withdrawn_at=None)


def _first(rows: QuerySet[Any], column: str) -> Subquery:
    return Subquery(rows.filter(person_id=OuterRef("pk")).order_by("id").values(column)[:1])


_FIRST: Mapping[str, Subquery] = {
    Channel.MAIL: _first(PersonEmail.objects.all(), "address"),
    Channel.SMS: _first(PersonPhone.objects.filter(kind__in=_PHONES_FOR_TEXTS), "e164"),
}
