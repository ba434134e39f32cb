"""Finding and making persons; recording what they agreed to."""

import ipaddress

from django.db import IntegrityError, transaction

from ringback.base.accounts.services import Actor, audit
from ringback.base.database import many_rows, queries
from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError
from ringback.base.kit.phones import Phone
from ringback.core.people.models import Consent, Person, PersonEmail, PersonPhone


def known_by_phone(organisation_id: int, phone: Phone, *, name: str = "", zone: str = "", language: str = "") -> Person:
    """The organisation's one person with this number, made if there is none (MISSION C5).

    A name is kept when none was known; it never overwrites one. Runs in the caller's transaction.
    """
    found = _by_phone(organisation_id, phone.e164)
    if found is None:
        person = Person(organisation_id=organisation_id, name=name, zone=zone, language=language)
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
    if name and not found.name:
        found.name = name
        found.save(update_fields=["name"])
    return found


# Asked within the transaction of every callback request, hence not through the query builder.
_BY_PHONE = f"""
    SELECT p.* FROM {Person._meta.db_table} p JOIN {PersonPhone._meta.db_table} f ON f.person_id = p.id
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
            person = Person.objects.create(organisation_id=organisation_id, name=name)
            PersonEmail.objects.create(organisation_id=organisation_id, person=person, address=address)
            return person
    except IntegrityError:
        return Person.objects.get(emails__organisation_id=organisation_id, emails__address=address)


def record_consent(
    person: Person, *, purpose: str, text: str, version: str, address: str = "", page: str = ""
) -> Consent:
    """Put on record what `person` agreed to. `address` is shortened to its network before it is stored."""
    consent = Consent(
        organisation_id=person.organisation_id,
        person=person,
        purpose=purpose,
        text=text,
        version=version,
        address=shortened(address),
        page=page[:500],
    )
    many_rows.insert(consent)
    return consent


def withdraw_consent(actor: Actor, consent_id: int) -> None:
    """Note that a consent no longer holds. Raises NotFoundError when the organisation has none such in force."""
    changed = Consent.objects.filter(id=consent_id, organisation_id=actor.organisation_id, withdrawn_at=None).update(
        withdrawn_at=clock.now()
    )
    if changed != 1:
        raise NotFoundError("There is no such consent in force.")
    audit(actor, "consent withdrawn", f"consent {consent_id}")


def has_consent(person_id: int, purpose: str) -> bool:
    """Whether a consent for `purpose` is in force."""
    return Consent.objects.filter(person_id=person_id, purpose=purpose, withdrawn_at=None).exists()


def shortened(address: str) -> str:
    """An IP address cut to its /24 or /48 network: enough to show where a consent came from, not who it was."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False).network_address)
