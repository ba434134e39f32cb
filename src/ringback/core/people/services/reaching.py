"""How a person is reached: for those who are about to call or write to them."""

from dataclasses import dataclass

from ringback.core.people.models import Person


@dataclass(frozen=True, slots=True)
class Reach:
    """A person's name, language and numbers (E.164) and addresses, the first known first; empty for nobody."""

    name: str = ""
    language: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


def reach_of(organisation_id: int, person_id: int | None) -> Reach:
    """How the organisation reaches a person. Whether it may is asked right before, with `may_contact`."""
    person = Person.objects.filter(organisation_id=organisation_id, id=person_id or 0).first()
    if person is None:
        return Reach()
    phones = person.phones.order_by("id").values_list("e164", flat=True)
    emails = person.emails.order_by("id").values_list("address", flat=True)
    return Reach(person.name, person.language, tuple(phones), tuple(emails))
