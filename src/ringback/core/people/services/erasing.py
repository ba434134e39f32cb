"""Taking away everything that is held about a person, and what comes after the commit: files, and the log outside.

1. In one transaction every holder empties or deletes its rows, the person's row goes, a receipt is written with a
   pseudonym, and each stored file becomes a leftover.
2. Whoever registered with `when_aftermath` is told in that transaction: promises plans the rest as a promise.
3. That removes the files and writes the ledger beside the keys, again and again until both are done.
What stays: what is needed for now by law, as the receipt lists; anonymous rows for counting, the
keyed hash of who must not be contacted, the receipt.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.database import doorbell
from ringback.base.kit import clock
from ringback.core.people import holders
from ringback.core.people.holders import Kept, Subject
from ringback.core.people.models import Leftover, Person, Receipt
from ringback.core.people.services import aftermath, subjects

MOST_WHY = 200
MOST_FILES = 500
# A backup that is too old goes with the next one that is made.
BACKUPS_COME_EVERY = timedelta(days=1)


def erase(actor: Actor, person_id: int, why: str) -> Receipt:
    """Erase the person and their doubles: rows, recordings, pending messages and promises. Cannot be taken back.

    `why` goes on the receipt and names nobody. Raises NotFoundError, and ConflictError while a call with them is
    under way.
    """
    require(actor, "people.erase")
    with transaction.atomic():
        return erase_subject(actor, subjects.found(actor.organisation_id, person_id), why)


def erase_subject(actor: Actor, person: Person, why: str, *, number: str = "", forced: bool = False) -> Receipt:
    """Erase within the caller's transaction. `number`: the receipt's, where an erasure is replayed."""
    rows = subjects.locked(person.organisation_id, subjects.family(person.pk))
    subject = subjects.subject_of(person, forced=forced)
    left = _kept(subject)
    receipt = Receipt(
        organisation_id=person.organisation_id,
        kind=Receipt.Kind.ERASURE,
        pseudonym=subjects.pseudonym(person),
        person_number=person.pk,
        person_made_at=person.created_at,
        doubles=[[row.pk, row.created_at.isoformat()] for row in rows.values() if row.pk != person.pk],
        why=why.strip()[:MOST_WHY],
        counts=_erase_all(subject),
        kept=[[str(one.what), str(one.why), one.until_at.isoformat()] for one in left],
        by_id=actor.member_id,
        backups_until_at=clock.now() + timedelta(days=settings.BACKUP_DAYS) + BACKUPS_COME_EVERY,
    )
    if number:
        receipt.number = number
    receipt.save()
    Person.objects.filter(id__in=subject.person_ids).delete()
    audit(actor, "person.erased", f"person {receipt.person_number}", receipt=receipt.number)
    aftermath.tell(receipt.organisation_id)
    doorbell.ring("desk", organisation=receipt.organisation_id, what="people")
    return receipt


def kept_of(actor: Actor, person_id: int) -> list[Kept]:
    """What an erasure of this person would leave for now, why and until when. Raises NotFoundError."""
    require(actor, "people.erase")
    return _kept(subjects.subject_of(subjects.found(actor.organisation_id, person_id)))


def _kept(subject: Subject) -> list[Kept]:
    return [one for holder in holders.holders() if holder.keeps for one in holder.keeps(subject)]


def _erase_all(subject: Subject) -> dict[str, int]:
    """What lies higher comes first: a door lets go of its promise before the promise is closed."""
    counts: dict[str, int] = {}
    for holder in reversed(holders.holders()):
        erased = holder.erase(subject)
        leave_files(subject.organisation_id, erased.files)
        for kind, count in erased.counts.items():
            counts[kind] = counts.get(kind, 0) + count
    return {kind: count for kind, count in counts.items() if count}


def leave_files(organisation_id: int, names: Sequence[str]) -> None:
    """Note files of the default storage that are to be removed after this transaction."""
    Leftover.objects.bulk_create(Leftover(organisation_id=organisation_id, name=name) for name in names if name)


def remove_leftovers(organisation_id: int) -> int:
    """Remove the files that are to go; how many are still there because the storage would not, or there were many."""
    rows = Leftover.objects.filter(organisation_id=organisation_id)
    for row in rows.order_by("id")[:MOST_FILES]:
        try:
            default_storage.delete(row.name)
        except OSError as trouble:
            Leftover.objects.filter(id=row.pk).update(error=(trouble.strerror or str(trouble))[:200])
        else:
            row.delete()
    return rows.count()
