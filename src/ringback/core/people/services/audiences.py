"""Who can be offered something: persons who agreed to a purpose, and why others cannot (MISSION W23)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from ringback.base.database import queries
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


class Addressee(NamedTuple):
    """Somebody who agreed."""

    person_id: int
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Addressees:
    """Some of those who agreed, by id, and for each channel: who `agreed` to it, the first `address` of each of them
    who has one there, and why nothing may be written there all the same, of those `refused`.
    """

    persons: Sequence[Addressee]
    agreed: Mapping[str, set[int]]
    address: Mapping[str, Mapping[int, str]]
    refused: Mapping[str, Mapping[int, Why]]


def count_not_agreed(selection: Selection) -> int:
    """How many of those selected have no consent in force for any of the purposes. One query."""
    return _selected(selection).exclude(_agreed(selection.purposes.values())).count()


def addressees(selection: Selection, after_id: int = 0, most: int = 1000) -> Addressees:
    """Those of the selected who agreed, by id, from the one after `after_id` on. Two queries, and two a channel."""
    rows = _selected(selection).filter(_agreed(selection.purposes.values()), id__gt=after_id).order_by("id")
    persons = [Addressee._make(row) for row in rows.values_list("id", "name", "language")[:most]]
    agreed = _agreed_to([one.person_id for one in persons], selection.purposes)
    address = {channel: _first(channel, who) for channel, who in agreed.items()}
    refused = {channel: _refused(selection, channel, firsts) for channel, firsts in address.items()}
    return Addressees(persons, agreed, address, refused)


def every_addressee(selection: Selection, step: int = _AT_ONCE) -> Iterator[Addressees]:
    """All of them, some at a time."""
    after_id = 0
    while (batch := addressees(selection, after_id, step)).persons:
        yield batch
        if len(batch.persons) < step:
            return
        after_id = batch.persons[-1].person_id


def _agreed_to(person_ids: Sequence[int], purposes: Mapping[str, str]) -> dict[str, set[int]]:
    """Who of the persons agreed to what is asked on each channel."""
    sql = (
        f"SELECT purpose, person_id FROM {Consent._meta.db_table} WHERE person_id {queries.among()} "
        f"AND purpose IN ({queries.marks(len(purposes))}) AND withdrawn_at IS NULL"
    )
    said: dict[str, set[int]] = {purpose: set() for purpose in purposes.values()}
    for purpose, person_id in queries.fetch(sql, [queries.ids(person_ids), *purposes.values()]):
        said[purpose].add(person_id)
    return {channel: said[purpose] for channel, purpose in purposes.items()}


def _first(channel: str, person_ids: Collection[int]) -> dict[int, str]:
    """The first address of each of the persons who has one on the channel."""
    rows = queries.fetch(_OLDEST_LAST[channel].format(among=queries.among()), [queries.ids([*person_ids])])
    firsts: dict[int, str] = dict(rows)
    return firsts


def _refused(selection: Selection, channel: str, firsts: Mapping[int, str]) -> dict[int, Why]:
    """Those whom nothing may be written to all the same, and why."""
    closed = closed_by_address(selection.organisation_id, channel, firsts.values())
    if not closed:
        return {}
    purpose, found = selection.purposes[channel], dict[int, Why]()
    for person_id, address in firsts.items():
        if shut := closed.get(address):
            why = rules.refusal(purpose, shut, known=True, consents=True)
            found |= {person_id: why} if why is not None else {}
    return found


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


# The oldest comes last, and stays where rows become a mapping.
_OLDEST_LAST: Mapping[str, str] = {
    Channel.MAIL: (
        f"SELECT person_id, address FROM {PersonEmail._meta.db_table} WHERE person_id {{among}} ORDER BY id DESC"
    ),
    Channel.SMS: (
        f"SELECT person_id, e164 FROM {PersonPhone._meta.db_table} WHERE person_id {{among}} "
        f"AND kind IN ({', '.join(repr(kind) for kind in _PHONES_FOR_TEXTS)}) ORDER BY id DESC"
    ),
}
