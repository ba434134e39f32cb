"""Whom an export, an erasure or a merge is about: found within the organisation, locked, with their doubles."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from ringback.base.database import blind
from ringback.base.kit.errors import NotFoundError
from ringback.core.people.holders import Subject
from ringback.core.people.models import Person, PersonEmail, PersonPhone

USE = "pseudonym"
_DEEPEST = 20


def found(organisation_id: int, person_id: int) -> Person:
    """The person's row; for a double, the one it was merged into. Raises NotFoundError."""
    person = None
    for _step in range(_DEEPEST):
        person = Person.objects.filter(id=person_id, organisation_id=organisation_id).first()
        if person is None or person.merged_into_id is None:
            break
        person_id = person.merged_into_id
    if person is None:
        raise NotFoundError(_("There is no such person."))
    return person


def locked(organisation_id: int, person_ids: Iterable[int]) -> dict[int, Person]:
    """The rows of these persons, locked in order of their ids until the transaction ends."""
    rows = Person.objects.select_for_update(of=("self",)).filter(organisation_id=organisation_id, id__in=person_ids)
    return {row.pk: row for row in rows.order_by("id")}


def family(person_id: int) -> tuple[int, ...]:
    """The person and everybody merged into them, however deep; the person first."""
    known = newest = [person_id]
    while newest:
        newest = list(Person.objects.filter(merged_into_id__in=newest).values_list("id", flat=True))
        known = known + newest
    return tuple(known)


def subject_of(person: Person, *, forced: bool = False) -> Subject:
    """The person as holders of personal data know them."""
    ids = family(person.pk)
    return Subject(
        organisation_id=person.organisation_id,
        person_ids=ids,
        numbers=tuple(PersonPhone.objects.filter(person_id__in=ids).values_list("e164", flat=True)),
        emails=tuple(PersonEmail.objects.filter(person_id__in=ids).values_list("address", flat=True)),
        forced=forced,
    )


def pseudonym(person: Person) -> str:
    """What stands for the person in receipts: the same for each, and nobody's without the installation's keys."""
    return blind.digest(f"{person.organisation_id}:{person.pk}:{person.created_at.isoformat()}", USE)[:32]
