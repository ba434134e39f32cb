"""What the people slice itself holds about a person."""

from typing import Any

from ringback.core.people.holders import Erased, Held, PersonalData, Section, Subject, register
from ringback.core.people.models import Consent, Merge, NoContact, Person, PersonEmail, PersonPhone, Receipt
from ringback.core.people.services.contact import digests

MODELS = (
    "people.Person",
    "people.PersonPhone.person",
    "people.PersonEmail.person",
    "people.Consent.person",
    "people.NoContact",
    "people.Merge",
    "people.Receipt",
)


def register_own() -> None:
    """Answer for the slice's own tables; doing so again changes nothing."""
    register(PersonalData("people", MODELS, export, erase))


def export(subject: Subject) -> Held:
    """The person, how to reach them, what they agreed to and refused, and what was done with their data."""
    ids = subject.person_ids
    persons = Person.objects.filter(id__in=ids).order_by("id")
    closed = NoContact.objects.filter(digest__in=_digests(subject)).order_by("id")
    done = Receipt.objects.filter(person_number__in=ids, organisation_id=subject.organisation_id).order_by("id")
    merges = Merge.objects.filter(kept_id__in=ids).order_by("id")
    consents = ("purpose", "text", "version", "address", "page", "given_at", "withdrawn_at")
    return Held(
        [
            Section("Person", list(persons.values("id", "name", "zone", "zone_source", "language", "created_at"))),
            Section("Phones", _of(PersonPhone, ids, "e164", "raw", "country", "kind", "created_at")),
            Section("E-mail addresses", _of(PersonEmail, ids, "address", "created_at")),
            Section("Consents", _of(Consent, ids, *consents)),
            Section("Do not contact", list(closed.values("channel", "purpose", "why", "at", "lifted_at"))),
            Section("Merges", list(merges.values("kept_id", "other_id", "at", "undone_at"))),
            Section("Data handed out", list(done.values("number", "kind", "at"))),
        ]
    )


def erase(subject: Subject) -> Erased:
    """Numbers, addresses and consents go with the person's row; of who must not be contacted the hash stays."""
    ids = subject.person_ids
    counts = {
        "phones": PersonPhone.objects.filter(person_id__in=ids).delete()[0],
        "emails": PersonEmail.objects.filter(person_id__in=ids).delete()[0],
        "consents": Consent.objects.filter(person_id__in=ids).delete()[0],
        "persons": len(ids),
    }
    Merge.objects.filter(kept_id__in=ids).delete()
    NoContact.objects.filter(digest__in=_digests(subject)).update(address="", why="")
    return Erased(counts)


def _of(
    model: type[PersonPhone] | type[PersonEmail] | type[Consent], ids: tuple[int, ...], *names: str
) -> list[dict[str, Any]]:
    return list(model.objects.filter(person_id__in=ids).order_by("id").values(*names))


def _digests(subject: Subject) -> list[str]:
    both = (*subject.numbers, *subject.emails)
    return [one for address in both for one in digests(subject.organisation_id, address)]
