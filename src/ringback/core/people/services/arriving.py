"""Many who come in at once: found by their e-mail addresses, made where nobody has them, in a few statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ringback.base.kit.phones import Phone
from ringback.core.people.models import Consent, Person, PersonEmail, PersonPhone
from ringback.core.people.rules import folded
from ringback.core.people.services.consents import shortened


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody agreed to, and where: `address` is shortened before it is stored."""

    purpose: str
    text: str
    version: str
    address: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody with an e-mail address (lower case). `phone` becomes theirs where they are new and nobody has it."""

    email: str
    name: str = ""
    language: str = ""
    phone: Phone | None = None
    agreed: Agreed | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who that is, and since when we know them; `new`: since now."""

    person_id: int
    since_at: datetime
    new: bool


def take_in(organisation_id: int, arrivals: Sequence[Arrival]) -> Mapping[str, Arrived]:
    """The organisation's one person for each address, made where there is none (MISSION C5), by address.

    What strangers type is added to nobody who is known already. In the caller's transaction, which is to be tried
    again when it ends in an IntegrityError: somebody else made one of them in the same instant.
    """
    wanted = {one.email: one for one in arrivals}
    found = _known(organisation_id, wanted)
    fresh = [one for email, one in wanted.items() if email not in found]
    found |= _made(organisation_id, fresh)
    Consent.objects.bulk_create(
        Consent(
            organisation_id=organisation_id,
            person_id=found[one.email].person_id,
            purpose=one.agreed.purpose,
            text=one.agreed.text,
            version=one.agreed.version,
            address=shortened(one.agreed.address),
            page=one.agreed.page[:500],
        )
        for one in arrivals
        if one.agreed is not None
    )
    return found


def _known(organisation_id: int, emails: Collection[str]) -> dict[str, Arrived]:
    mine = PersonEmail.objects.filter(organisation_id=organisation_id, address__in=emails)
    rows = mine.values_list("address", "person_id", "person__created_at")
    return {address: Arrived(person_id, since_at, new=False) for address, person_id, since_at in rows}


def _made(organisation_id: int, fresh: Sequence[Arrival]) -> dict[str, Arrived]:
    if not fresh:
        return {}
    persons = Person.objects.bulk_create(
        Person(organisation_id=organisation_id, name=one.name, name_key=folded(one.name), language=one.language)
        for one in fresh
    )
    PersonEmail.objects.bulk_create(
        PersonEmail(organisation_id=organisation_id, person=person, address=one.email)
        for person, one in zip(persons, fresh, strict=True)
    )
    _number(organisation_id, zip(persons, fresh, strict=True))
    return {
        one.email: Arrived(person.pk, person.created_at, new=True) for person, one in zip(persons, fresh, strict=True)
    }


def _number(organisation_id: int, pairs: Iterable[tuple[Person, Arrival]]) -> None:
    """Give new persons their numbers, each to the first who names it, and none that somebody has already."""
    first: dict[str, tuple[Person, Phone]] = {}
    for person, one in pairs:
        if one.phone is not None:
            first.setdefault(one.phone.e164, (person, one.phone))
    taken = PersonPhone.objects.filter(organisation_id=organisation_id, e164__in=list(first))
    for e164 in taken.values_list("e164", flat=True):
        del first[e164]
    PersonPhone.objects.bulk_create(
        PersonPhone(
            organisation_id=organisation_id,
            person=person,
            e164=phone.e164,
            raw=phone.raw,
            country=phone.country,
            kind=phone.kind,
        )
        for person, phone in first.values()
    )
