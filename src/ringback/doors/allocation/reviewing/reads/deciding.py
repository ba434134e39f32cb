"""How far the decision of a campaign is: the days, the places, the regions, and where the line falls. Read-only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.doors.allocation.campaigns.models import Campaign, Region
from ringback.doors.allocation.reviewing.models import Place
from ringback.doors.allocation.reviewing.reads.listing import STATES, standing
from ringback.doors.allocation.reviewing.rules.ranking import Cut, cut
from ringback.doors.allocation.reviewing.rules.standing import days_left, decide_by


@dataclass(frozen=True, slots=True)
class RegionFigures:
    """One region: its entries, how many of them nobody has looked at, how many it forwarded, and have a place."""

    region: Region
    closed: bool
    entries: int
    unseen: int
    forwarded: int
    chosen: int


@dataclass(frozen=True, slots=True)
class Countdown:
    """`by` when all is decided, `days` left of it (below 0: late), and how many places are `given` and `free`."""

    by: datetime | None
    days: int | None
    given: int
    free: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the decision is, by region; and where the line falls by score alone among those forwarded, which decides
    nothing."""

    countdown: Countdown
    line: Cut
    regions: Sequence[RegionFigures]

    @property
    def unseen(self) -> int:
        """How many nobody has looked at, of those one may see."""
        return sum(one.unseen for one in self.regions)


def countdown(campaign: Campaign) -> Countdown:
    """The days and the places left; two queries. The caller has checked that the campaign may be seen."""
    closings = Region.objects.filter(campaign=campaign).values_list("closes_at", flat=True)
    by = decide_by(closings, campaign.decide_days)
    given = Place.objects.filter(campaign=campaign).count()
    return Countdown(by, None if by is None else days_left(clock.now(), by), given, max(0, campaign.places - given))


def progress(actor: Actor, campaign: Campaign) -> Progress:
    """The figures of what is within the actor's reach; the places are everybody's. Five queries."""
    left, now = countdown(campaign), clock.now()
    reach = standing(actor, campaign.pk)
    counted = {
        "entries": Count("pk"),
        "unseen": Count("pk", filter=STATES["unseen"] & Q(place__isnull=True)),
        "forwarded": Count("pk", filter=STATES["forwarded"]),
        "chosen": Count("pk", filter=STATES["chosen"]),
    }
    grouped = reach.order_by().values("region_id").annotate(**counted).values_list("region_id", *counted)
    figures = {row[0]: row[1:] for row in grouped}
    waiting = reach.filter(STATES["waiting"]).values_list("score", flat=True)
    regions = [one for one in Region.objects.filter(campaign=campaign) if one.pk in figures]
    return Progress(
        left,
        cut(waiting, left.free),
        [RegionFigures(one, one.closes_at <= now, *figures[one.pk]) for one in regions],
    )
