"""Changing how a candidate is reached, with the person behind the application kept right."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, place_of, system_actor, zone_choices
from ringback.base.kit import phones
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import one_line
from ringback.core.people import services as people
from ringback.core.people.services import PersonValues
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services.finding import application_of

if TYPE_CHECKING:
    from ringback.core.people.models import Person

_FIELDS = ("name", "email", "phone", "city", "zone", "language")
_REACHED = ("email", "phone")
_PERSONS = ("name", "zone", "language")


@dataclass(frozen=True, slots=True)
class ContactValues:
    """How a candidate is reached; `phone` as typed. `forget_old`: a number or address that was replaced was wrong, and
    is taken away from the person, too.
    """

    name: str
    email: str = ""
    phone: str = ""
    city: str = ""
    zone: str = ""
    language: str = ""
    forget_old: bool = True


@dataclass(frozen=True, slots=True)
class Changed:
    """Which fields changed, and of them those that belong to another person, who keeps them."""

    fields: list[str]
    of_others: list[str]


def change_contact(actor: Actor, application_id: int, values: ContactValues) -> Changed:
    """Change it, in the application and at the person (MISSION C5). What another person has is not taken from them.

    Raises FieldError; ConflictError for who was erased.
    """
    with transaction.atomic():
        found = application_of(actor, application_id, "hiring.act", locked=True)
        person = found.person
        if person is None:
            raise ConflictError(_("They were erased: nobody can be reached any more."))
        fresh = _checked(found, values)
        was = {name: getattr(found, name) for name in _FIELDS}
        changed = [name for name in _FIELDS if fresh[name] != was[name]]
        for name in changed:
            setattr(found, name, fresh[name])
        if changed:
            found.save(update_fields=changed)
            audit(actor, "application.contact_changed", f"application {found.pk}", fields=changed)
        _rename(person, was, fresh, changed)
        reached = [name for name in changed if name in _REACHED]
        others = [name for name in reached if not _reach(found, person, name)]
        if values.forget_old:
            for name in reached:
                if was[name] and name not in others:
                    _forget(found, person, name, was[name])
    return Changed(changed, others)


def _rename(person: "Person", was: dict[str, str], fresh: dict[str, str], changed: list[str]) -> None:
    """What the person is known by follows, where it was the same or unknown: they may have said more elsewhere."""
    same = [name for name in _PERSONS if name in changed and getattr(person, name) in ("", was[name])]
    if same:
        now = {name: fresh[name] if name in same else getattr(person, name) for name in _PERSONS}
        people.change_person(system_actor(person.organisation_id), person.pk, PersonValues(**now))


def _reach(found: Application, person: "Person", name: str) -> bool:
    """Add the number or address to the person; whether it is theirs now."""
    value, house = getattr(found, name), system_actor(found.organisation_id)
    if not value:
        return True
    if name == "email":
        owner = people.person_with_email(found.organisation_id, value)
        if owner is None:
            people.add_email(house, person.pk, value)
    else:
        owner = people.person_with_phone(found.organisation_id, value)
        if owner is None:
            people.add_phone(house, person.pk, value)
    return owner is None or owner == person.pk


def _forget(found: Application, person: "Person", name: str, old: str) -> None:
    """Take what was wrong from the person, unless another application of theirs was made with it."""
    if Application.objects.filter(person=person, **{name: old}).exclude(pk=found.pk).exists():
        return
    house = system_actor(found.organisation_id)
    if name == "email":
        for email_id in person.emails.filter(address=old).values_list("pk", flat=True):
            people.remove_email(house, email_id)
    else:
        for phone_id in person.phones.filter(e164=old).values_list("pk", flat=True):
            people.remove_phone(house, phone_id)


def _checked(found: Application, values: ContactValues) -> dict[str, str]:
    email, typed = values.email.strip().lower(), values.phone.strip()
    name = one_line(values.name, 120)
    if not name:
        raise FieldError("name", _("A candidate needs a name."), _("Type it as they want to be addressed."))
    if not email and not typed:
        raise FieldError("email", _("Nobody could reach them."), _("Leave an e-mail address or a phone number."))
    if email:
        _check_email(email)
    if values.zone and values.zone not in {zone for zone, _label in zone_choices()}:
        raise FieldError("zone", _("There is no such time zone."), _("Choose one from the list."))
    if values.language and values.language not in dict(settings.LANGUAGES):
        raise FieldError("language", _("Ringback does not speak this language."), _("Choose one from the list."))
    country = place_of(found.organisation_id)[1]
    return {
        "name": name,
        "email": email,
        "phone": phones.parse(typed, country).e164 if typed else "",
        "city": one_line(values.city, 110),
        "zone": values.zone,
        "language": values.language,
    }


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise FieldError("email", _("This is no e-mail address."), _("Type it as name@example.org.")) from error
