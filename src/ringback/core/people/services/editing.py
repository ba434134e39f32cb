"""Changing what is known of a person by hand."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, place_of, require, zone_choices
from ringback.base.database import many_rows
from ringback.base.kit import phones
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.core.people.models import Person, PersonEmail, PersonPhone, ZoneSource
from ringback.core.people.rules import folded
from ringback.core.people.services import subjects

_FIELDS = ("name", "zone", "language")


@dataclass(frozen=True, slots=True)
class PersonValues:
    """What may be changed of a person: `zone` an IANA zone or "", `language` one of ours or ""."""

    name: str
    zone: str
    language: str


def change_person(actor: Actor, person_id: int, values: PersonValues) -> None:
    """Set name, zone and language. Raises FieldError, NotFoundError."""
    require(actor, "people.edit")
    _check(values)
    with transaction.atomic():
        person = _locked(actor, person_id)
        changed = [name for name in _FIELDS if getattr(person, name) != getattr(values, name)]
        for name in changed:
            setattr(person, name, getattr(values, name))
        if "zone" in changed:
            person.zone_source = ZoneSource.SAID if person.zone else ""
        person.name_key = folded(person.name)
        if changed:
            person.save(update_fields=[*changed, "zone_source", "name_key"])
            audit(actor, "person.changed", f"person {person.pk}", fields=changed)


def add_phone(actor: Actor, person_id: int, raw: str) -> None:
    """Add a number, read as typed in the organisation's country. Raises FieldError when it is another person's."""
    require(actor, "people.edit")
    phone = phones.parse(raw.strip(), place_of(actor.organisation_id)[1], "phone")
    with transaction.atomic():
        person = _locked(actor, person_id)
        row = PersonPhone(
            organisation_id=actor.organisation_id,
            person=person,
            e164=phone.e164,
            raw=phone.raw,
            country=phone.country,
            kind=phone.kind,
        )
        if not many_rows.insert_if_free(row):
            mine = PersonPhone.objects.filter(e164=phone.e164, person_id__in=subjects.family(person.pk))
            raise _taken("phone", mine=mine.exists())
        audit(actor, "person.changed", f"person {person.pk}", fields=["phones"])


def add_email(actor: Actor, person_id: int, address: str) -> None:
    """Add an e-mail address. Raises FieldError when it is none, or another person's."""
    require(actor, "people.edit")
    address = address.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise FieldError("email", _("This is no e-mail address."), _("Type it as name@example.org.")) from error
    with transaction.atomic():
        person = _locked(actor, person_id)
        row = PersonEmail(organisation_id=actor.organisation_id, person=person, address=address)
        if not many_rows.insert_if_free(row):
            mine = PersonEmail.objects.filter(address=address, person_id__in=subjects.family(person.pk))
            raise _taken("email", mine=mine.exists())
        audit(actor, "person.changed", f"person {person.pk}", fields=["emails"])


def remove_phone(actor: Actor, phone_id: int) -> int:
    """Take a number away from its person, whose id is returned. Calls to it stay. Raises NotFoundError."""
    require(actor, "people.edit")
    with transaction.atomic():
        row = PersonPhone.objects.filter(id=phone_id, organisation_id=actor.organisation_id).first()
        if row is None:
            raise NotFoundError(_("There is no such number."))
        row.delete()
        audit(actor, "person.changed", f"person {row.person_id}", fields=["phones"])
    return row.person_id


def remove_email(actor: Actor, email_id: int) -> int:
    """Take an e-mail address away from its person, whose id is returned. Raises NotFoundError."""
    require(actor, "people.edit")
    with transaction.atomic():
        row = PersonEmail.objects.filter(id=email_id, organisation_id=actor.organisation_id).first()
        if row is None:
            raise NotFoundError(_("There is no such address."))
        row.delete()
        audit(actor, "person.changed", f"person {row.person_id}", fields=["emails"])
    return row.person_id


def _locked(actor: Actor, person_id: int) -> Person:
    person = subjects.found(actor.organisation_id, person_id)
    return subjects.locked(actor.organisation_id, [person.pk])[person.pk]


def _check(values: PersonValues) -> None:
    if len(values.name) > Person._meta.get_field("name").max_length:  # type: ignore[operator]
        raise FieldError("name", _("This name is too long."), _("Use at most 120 characters."))
    if values.zone and values.zone not in {zone for zone, _label in zone_choices()}:
        raise FieldError("zone", _("There is no such time zone."), _("Choose one from the list."))
    if values.language and values.language not in dict(settings.LANGUAGES):
        raise FieldError("language", _("Ringback does not speak this language."), _("Choose one from the list."))


def _taken(field: str, *, mine: bool) -> FieldError:
    if mine:
        return FieldError(field, _("This person has it already."), _("There is nothing to add."))
    return FieldError(field, _("This belongs to another person."), _("Find that person, and merge the two."))
