"""How offers stand: for the campaign's page on the desk, and for one entry's. Read-only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from ringback.base.accounts.services import Actor
from ringback.doors.allocation.answers.models import Answer
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.offers.models import Agreement, Offer
from ringback.doors.allocation.offers.services.offering import waiting
from ringback.doors.allocation.reviewing.models import Place

MOST_WAITING = 20


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of a campaign: of its `places`, how many are taken by an offer that stands or was signed."""

    places: int
    held: int
    by_state: Mapping[str, int]
    bought: int
    waiting: int

    @property
    def free(self) -> int:
        """How many places nobody has."""
        return self.places - self.held


def figures(campaign: Campaign) -> Figures:
    """How a campaign's places stand."""
    rows = Offer.objects.filter(campaign=campaign).order_by()
    states = dict(rows.values_list("state").annotate(count=Count("id")))
    bought = Agreement.objects.filter(offer__campaign=campaign, purchase__isnull=False).count()
    held = Place.objects.filter(campaign=campaign).count()
    return Figures(campaign.places, held, states, bought, waiting(campaign.pk).count())


def offers(actor: Actor, campaign: Campaign, state: str = "", name: str = "") -> list[Offer]:
    """The offers of a campaign, those that end first before others, then by what became of them."""
    rows = Offer.objects.filter(campaign=campaign).select_related("entry__region", "agreement__purchase")
    if state:
        rows = rows.filter(state=state)
    found = list(rows.order_by("expires_at", "id"))
    if name:
        found = [one for one in found if name.casefold() in one.entry.name.casefold()]
    rank = {value: number for number, value in enumerate(Offer.State.values)}
    return sorted(found, key=lambda one: (rank[one.state], one.expires_at, one.pk))


def next_waiting(campaign: Campaign) -> Sequence[Answer]:
    """The first on the list."""
    return list(waiting(campaign.pk).select_related("entry__region")[:MOST_WAITING])


def offer_for(entry_id: int) -> Offer | None:
    """The offer to an entry with what was signed."""
    return Offer.objects.filter(Q(entry_id=entry_id)).select_related("agreement__purchase").first()
