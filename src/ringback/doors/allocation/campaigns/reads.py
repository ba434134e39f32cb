"""Campaigns as the list shows them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from ringback.base.accounts.services import Actor, member_names
from ringback.base.kit import clock
from ringback.doors.allocation import tabs
from ringback.doors.allocation.campaigns.models import Campaign, Region
from ringback.doors.allocation.campaigns.services import campaigns_of


@dataclass(frozen=True, slots=True)
class Row:
    """One campaign: where its name leads, how many regions still take applications, and when the next one closes."""

    campaign: Campaign
    url: str
    owner: str
    regions: int
    still_open: int
    closes_at: datetime | None


def rows(actor: Actor) -> list[Row]:
    """All campaigns within reach: those under way first, then drafts, then those that ended."""
    found = list(campaigns_of(actor))
    regions: dict[int, list[datetime]] = defaultdict(list)
    closing = Region.objects.filter(campaign__in=found).values_list("campaign_id", "closes_at")
    for campaign_id, closes_at in closing:
        regions[campaign_id].append(closes_at)
    names = member_names(actor.organisation_id, gone_too=True)
    order = {"open": 0, "closed": 1, "published": 2, "draft": 3, "ended": 4}
    found.sort(key=lambda one: order[one.state])
    now = clock.now()
    return [
        Row(
            one,
            tabs.first_page(actor, one.pk),
            names.get(one.owner_id or 0, ""),
            len(regions[one.pk]),
            sum(closes_at > now for closes_at in regions[one.pk]),
            min((closes_at for closes_at in regions[one.pk] if closes_at > now), default=None),
        )
        for one in found
    ]
