"""What was offered to an applicant and what they signed: handed out, and emptied once nothing needs it any more."""

from django.db.models import QuerySet

from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, HeldFile, PersonalData, Section, Subject
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.offers import limitation
from ringback.doors.allocation.offers.models import Agreement, Offer, Purchase
from ringback.doors.allocation.offers.services.taking import let_go

_MODELS = ("allocation.Offer", "allocation.Agreement", "allocation.Purchase")


def register() -> None:
    """Register what is held; doing so again changes nothing."""
    people.register(PersonalData("allocation offers", _MODELS, export, erase, keeps=limitation.kept))
    limitation.register()


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
    """An open offer passes on. What was signed stays while its term runs or claims may follow from it; of the rest
    the sums stay, by which a copy elsewhere is known, and the times."""
    mine = list(_of(subject).values_list("id", flat=True))
    for entry_id in mine:
        let_go(entry_id)
    needed = [one.pk for one in limitation.held_back(subject)]
    found = list(Agreement.objects.filter(offer__entry__in=mine).exclude(pk__in=needed))
    return Erased({"agreements": len(found)}, limitation.empty(found))


def _of(subject: Subject) -> QuerySet[Entry]:
    return Entry.objects.filter(organisation_id=subject.organisation_id, person_id__in=subject.person_ids)
