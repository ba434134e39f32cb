"""Finding persons, and making those who are not known yet."""

from functools import lru_cache

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ringback.base.database import many_rows, queries
from ringback.base.kit.errors import FieldError
from ringback.base.kit.phones import Phone
from ringback.core.people.models import Channel, Consent, NoContact, Person, PersonEmail, PersonPhone, ZoneSource
from ringback.core.people.rules import folded
from ringback.core.people.services import contact

# What is written of somebody who asks: themselves, their number, what they agreed to.
ASKING_ROWS = (Person, PersonPhone, Consent)


def known_by_phone(organisation_id: int, phone: Phone, *, name: str = "", zone: str = "", language: str = "") -> Person:
    """The organisation's one person with this number, made if there is none (MISSION C5).

    A name or zone is kept when none was known; it never overwrites one. `zone` is their browser's. Runs in the caller's
    transaction.
    """
    found = _by_phone(organisation_id, phone.e164)
    return _known(organisation_id, phone, found, name=name, zone=zone, language=language)


def asking_by_phone(
    organisation_id: int, phone: Phone, *, name: str = "", zone: str = "", language: str = ""
) -> Person:
    """As `known_by_phone`, of somebody who asks to be called at this number; in as many queries.

    Raises FieldError "phone" for a number that is on the list of those never called: who types it proves nothing, so
    their wish lifts no entry. Only a member does, with `lift` (ADR 23).
    """
    wanted = contact.digests(organisation_id, phone.e164)
    found = queries.rows(Person, _asking(len(wanted)), [*wanted, organisation_id, phone.e164])[0]
    if found.closed:  # type: ignore[attr-defined]
        raise FieldError("phone", _("We cannot call this number."), _("Leave another one, or reach us another way."))
    known = None if found.pk is None else found
    return _known(organisation_id, phone, known, name=name, zone=zone, language=language)


def asking_in_person(organisation_id: int, *, name: str = "", zone: str = "", language: str = "") -> Person:
    """Somebody new who leaves neither number nor address: whoever they turn out to be is for a member to merge."""
    person = many_rows.new(
        Person,
        organisation_id=organisation_id,
        name=name,
        name_key=folded(name),
        zone=zone,
        zone_source=ZoneSource.BROWSER if zone else "",
        language=language,
    )
    many_rows.insert(person)
    return person


def _known(organisation_id: int, phone: Phone, found: Person | None, *, name: str, zone: str, language: str) -> Person:
    if found is None:
        person = asking_in_person(organisation_id, name=name, zone=zone, language=language)
        known = many_rows.new(
            PersonPhone,
            organisation_id=organisation_id,
            person_id=person.pk,
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
    learned: dict[str, str] = {}
    if name and not found.name:
        learned = {"name": name, "name_key": folded(name)}
    if zone and not found.zone:
        learned |= {"zone": zone, "zone_source": ZoneSource.BROWSER}
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


@lru_cache(maxsize=8)
def _asking(keys: int) -> str:
    """Whether a number is never called, and whose it is, in one row: by `keys` hashes, the organisation and the number.

    All columns of a person are null where it is nobody's yet.
    """
    return f"""
        SELECT EXISTS(SELECT 1 FROM {NoContact._meta.db_table} WHERE digest IN ({queries.marks(keys)})
                         AND channel = '{Channel.VOICE}' AND purpose = '' AND lifted_at IS NULL) AS closed,
               {queries.columns(Person, "p")}
          FROM (SELECT 1 AS one) w
          LEFT JOIN {PersonPhone._meta.db_table} f ON f.organisation_id = %s AND f.e164 = %s
          LEFT JOIN {Person._meta.db_table} p ON p.id = f.person_id
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


def person_with_phone(organisation_id: int, e164: str) -> int | None:
    """Whose number this is within the organisation, or None."""
    return (
        PersonPhone.objects.filter(organisation_id=organisation_id, e164=e164)
        .values_list("person_id", flat=True)
        .first()
    )


def organisations_with_email(address: str) -> list[int]:
    """Which organisations know somebody with this e-mail address."""
    rows = PersonEmail.objects.filter(address=address.strip().lower()).order_by("organisation_id")
    return list(rows.values_list("organisation_id", flat=True))
