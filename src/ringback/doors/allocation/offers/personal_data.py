"""What was offered to an applicant and what they signed: handed out, and emptied when they are erased."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, HeldFile, PersonalData, Section, Subject
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.offers.models import Agreement, Offer, Purchase
from ringback.doors.allocation.offers.services.taking import let_go

_MODELS = ("allocation.Offer", "allocation.Agreement", "allocation.Purchase")


def register() -> None:
    """Register what is held; doing so again changes nothing."""
    people.register(PersonalData("allocation offers", _MODELS, export, erase))


def export(subject: Subject) -> Held:
    """What was offered, what they signed, the file itself, and what they bought."""
    mine = _of(subject)
    offers = Offer.objects.filter(entry__in=mine).order_by("id")
    signed = Agreement.objects.filter(offer__entry__in=mine).order_by("id")
    bought = Purchase.objects.filter(agreement__offer__entry__in=mine).order_by("id")
    columns = ("name", "address", "signed_at", "term_ends_at", "text_version", "text_sum", "sum")
    return Held(
        [
            Section("Offers of a place", list(offers.values("state", "made_at", "expires_at", "closed_at"))),
            Section("Agreements signed", list(signed.values(*columns))),
            Section("Purchases", list(bought.values("price", "confirmed_at"))),
        ],
        [HeldFile(one.file.name or "", f"agreements/{one.pk}.pdf", sealed=True) for one in signed if one.file],
    )


def erase(subject: Subject) -> Erased:
    """An open offer passes on; of what was signed its sums stay, by which a copy elsewhere is known, and the times."""
    mine = list(_of(subject).values_list("id", flat=True))
    for entry_id in mine:
        let_go(entry_id)
    found = list(Agreement.objects.filter(offer__entry__in=mine))
    return Erased({"agreements": len(found)}, _empty(found))


def sweep() -> int:
    """Empty what was signed for entries that were emptied because they are old; how many."""
    rows = Agreement.objects.filter(offer__entry__person=None).exclude(file="").select_related("offer__campaign")
    with transaction.atomic():
        found = list(rows[:500])
        for one in found:
            people.leave_files(one.offer.campaign.organisation_id, _empty([one]))
    return len(found)


def _empty(found: Iterable[Agreement]) -> list[str]:
    """Take the name, the address and the file; the files' names."""
    files = []
    for one in found:
        if one.file:
            files.append(str(one.file.name))
        one.name, one.address, one.file = "", "", ""
        one.save(update_fields=["name", "address", "file"])
    return files


def _of(subject: Subject) -> QuerySet[Entry]:
    return Entry.objects.filter(organisation_id=subject.organisation_id, person_id__in=subject.person_ids)
