"""Who can be offered something: persons who agreed to a purpose, and why others cannot (MISSION W23)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from ringback.core.people import rules
from ringback.core.people.models import Consent, Person, PersonEmail
from ringback.core.people.rules import Why
from ringback.core.people.services.contact import closed_by_address

# Ids of persons, as a query of one column.
PersonIds = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Selection:
    """The persons of an organisation who are `within` each of these sets and in none of `without`, for a `purpose`."""

    organisation_id: int
    purpose: str
    within: Sequence[PersonIds] = ()
    without: Sequence[PersonIds] = ()


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who agreed to the purpose. `address` is their first e-mail address, "" where none is known.

    `why` says why nothing may be written there all the same; None where it may.
    """

    person_id: int
    name: str
    language: str
    address: str
    why: Why | None


def count_not_agreed(selection: Selection) -> int:
    """How many of those selected have no consent for the purpose in force. One query."""
    return _selected(selection).exclude(_agreed(selection.purpose)).count()


def addressees(selection: Selection, after_id: int = 0, most: int = 1000) -> list[Addressee]:
    """Those of the selected who agreed, by id, from the one after `after_id` on. Three queries."""
    rows = _selected(selection).filter(_agreed(selection.purpose), id__gt=after_id).order_by("id")
    found = list(rows.values_list("id", "name", "language")[:most])
    ids = [person_id for person_id, _name, _language in found]
    addresses: dict[int, str] = {}
    mails = PersonEmail.objects.filter(person_id__in=ids).order_by("id")
    for person_id, address in mails.values_list("person_id", "address"):
        addresses.setdefault(person_id, address)
    closed = closed_by_address(selection.organisation_id, "mail", addresses.values())
    return [
        Addressee(
            person_id=person_id,
            name=name,
            language=language,
            address=(address := addresses.get(person_id, "")),
            why=rules.refusal(selection.purpose, closed.get(address, ()), known=True, consents=True),
        )
        for person_id, name, language in found
    ]


def every_addressee(selection: Selection, step: int = 1000) -> Iterator[list[Addressee]]:
    """All of them, some at a time."""
    after_id = 0
    while batch := addressees(selection, after_id, step):
        yield batch
        after_id = batch[-1].person_id


def _selected(selection: Selection) -> QuerySet[Person]:
    rows = Person.objects.filter(organisation_id=selection.organisation_id, merged_into=None)
    for ids in selection.within:
        rows = rows.filter(id__in=ids)
    for ids in selection.without:
        rows = rows.exclude(id__in=ids)
    return rows


def _agreed(purpose: str) -> Exists:
    return Exists(Consent.objects.filter(person_id=OuterRef("pk"), purpose=purpose, withdrawn_at=None))
