"""How offers stand: for the campaign's page on the desk, and for one entry's. Read-only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Case, Count, Model, QuerySet, When

from ringback.base.accounts.services import Actor
from ringback.doors.allocation.answers.models import Answer
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.entries.services import entries_within
from ringback.doors.allocation.offers.models import Agreement, Offer
from ringback.doors.allocation.offers.services.offering import waiting
from ringback.doors.allocation.reviewing.models import Place

MOST_WAITING = 20
Row = TypeVar("Row", bound=Model)


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


def offers(actor: Actor, campaign: Campaign, state: str = "", name: str = "") -> QuerySet[Offer]:
    """The offers of a campaign within the actor's reach, by what became of them; of each those that end first."""
    rows = Offer.objects.filter(campaign=campaign, entry__in=entries_within(actor, campaign.pk))
    if state:
        rows = rows.filter(state=state)
    if name:  # names are sealed: nothing but reading them finds one
        names = rows.values_list("pk", "entry__name")
        rows = rows.filter(pk__in=[key for key, theirs in names if name.casefold() in theirs.casefold()])
    order = Case(*(When(state=value, then=number) for number, value in enumerate(Offer.State.values)))
    return _light(rows.select_related("entry__region", "agreement__purchase")).order_by(order, "expires_at", "id")


def next_waiting(actor: Actor, campaign: Campaign) -> Sequence[Answer]:
    """The first on the list that are within the actor's reach."""
    rows = waiting(campaign.pk).filter(entry__in=entries_within(actor, campaign.pk))
    return list(_light(rows.select_related("entry__region"))[:MOST_WAITING])


def _light(rows: "QuerySet[Row]") -> "QuerySet[Row]":
    """Without the sealed columns of entries that a list does not show: each costs a decryption a row."""
    return rows.defer(*(f"entry__{column}" for column in ("email", "phone", "answers", "score_lines", "known_why")))
