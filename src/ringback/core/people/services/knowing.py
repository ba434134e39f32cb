"""Finding persons, and making those who are not known yet."""

from django.db import IntegrityError, transaction

from ringback.base.database import many_rows, queries
from ringback.base.kit.phones import Phone
from ringback.core.people.models import Person, PersonEmail, PersonPhone
from ringback.core.people.rules import folded


def known_by_phone(organisation_id: int, phone: Phone, *, name: str = "", zone: str = "", language: str = "") -> Person:
    """The organisation's one person with this number, made if there is none (MISSION C5).

    A name or zone is kept when none was known; it never overwrites one. Runs in the caller's transaction.
    """
    found = _by_phone(organisation_id, phone.e164)
    if found is None:
        person = Person(organisation_id=organisation_id, name=name, name_key=folded(name), zone=zone, language=language)
        many_rows.insert(person)
        known = PersonPhone(
            organisation_id=organisation_id,
            person=person,
            e164=phone.e164,
            raw=phone.raw,
            country=phone.country,
            kind=phone.kind,
        )
        if many_rows.insert_if_free(known):
            return person
        person.delete()  # somebody else made the same person in the same instant
        found = _by_phone(organisation_id, phone.e164)
        assert found is not None
    learned = {}
    if name and not found.name:
        learned = {"name": name, "name_key": folded(name)}
    if zone and not found.zone:
        learned["zone"] = zone
    if learned:
        for field, value in learned.items():
            setattr(found, field, value)
        found.save(update_fields=list(learned))
    return found


# Asked within the transaction of every callback request, hence not through the query builder.
_BY_PHONE = f"""
    SELECT {queries.columns(Person, "p")}
      FROM {Person._meta.db_table} p JOIN {PersonPhone._meta.db_table} f ON f.person_id = p.id
     WHERE f.organisation_id = %s AND f.e164 = %s LIMIT 1
"""


def _by_phone(organisation_id: int, e164: str) -> Person | None:
    return next(iter(queries.rows(Person, _BY_PHONE, [organisation_id, e164])), None)


def known_by_email(organisation_id: int, address: str, *, name: str = "") -> Person:
    """The organisation's one person with this e-mail address, made if there is none."""
    address = address.strip().lower()
    found = Person.objects.filter(emails__organisation_id=organisation_id, emails__address=address).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            person = Person.objects.create(organisation_id=organisation_id, name=name, name_key=folded(name))
            PersonEmail.objects.create(organisation_id=organisation_id, person=person, address=address)
            return person
    except IntegrityError:
        return Person.objects.get(emails__organisation_id=organisation_id, emails__address=address)


def person_with_email(organisation_id: int, address: str) -> int | None:
    """Whose e-mail address this is within the organisation, or None."""
    mine = PersonEmail.objects.filter(organisation_id=organisation_id, address=address.strip().lower())
    return mine.values_list("person_id", flat=True).first()


def organisations_with_email(address: str) -> list[int]:
    """Which organisations know somebody with this e-mail address."""
    rows = PersonEmail.objects.filter(address=address.strip().lower()).order_by("organisation_id")
    return list(rows.values_list("organisation_id", flat=True))
