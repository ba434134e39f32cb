"""Whose application it is: found by e-mail address and number, made where nobody has them (MISSION C5)."""

from typing import TYPE_CHECKING

from ringback.base.accounts.services import system_actor
from ringback.base.kit.phones import Phone
from ringback.core.people import services as people
from ringback.doors.hiring.candidates import rules
from ringback.doors.hiring.candidates.rules import Known

if TYPE_CHECKING:
    from ringback.core.people.models import Person


def person_for(
    organisation_id: int, name: str, email: str, phone: Phone | None, *, zone: str = "", language: str = ""
) -> "Person":
    """The organisation's one person with this address or number, made if there is none.

    What a stranger types is added to nobody who is known already: it would let them get that person's mail. It stays
    with the application. Runs in the caller's transaction.
    """
    if email and people.person_with_email(organisation_id, email) is not None:
        return people.known_by_email(organisation_id, email)
    if phone is not None and people.person_with_phone(organisation_id, phone.e164) is not None:
        theirs = people.known_by_phone(organisation_id, phone)
        known = Known(theirs.name_key, theirs.emails.exists())
        if rules.same_person(people.folded(name), email, known):
            return people.known_by_phone(organisation_id, phone, name=name, zone=zone)
        phone = None
    return _new(organisation_id, name, email, phone, zone=zone, language=language)


def _new(organisation_id: int, name: str, email: str, phone: Phone | None, *, zone: str, language: str) -> "Person":
    if phone is not None:
        made = people.known_by_phone(organisation_id, phone, name=name, zone=zone, language=language)
        if email:
            people.add_email(system_actor(organisation_id), made.pk, email)
        return made
    if email:
        return people.known_by_email(organisation_id, email, name=name)
    return people.asking_in_person(organisation_id, name=name, zone=zone, language=language)
