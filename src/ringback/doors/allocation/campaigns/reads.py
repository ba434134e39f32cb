"""Campaigns as the list shows them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, member_names
from ringback.base.kit import clock
from ringback.core.promises.services import Promise
from ringback.desk.cards import Line
from ringback.doors.allocation import tabs
from ringback.doors.allocation.campaigns.models import Campaign, Region
from ringback.doors.allocation.campaigns.services import campaigns_of
from ringback.doors.allocation.campaigns.services.ending import CLOSING, DOOR


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


def lines(organisation_id: int, promise_ids: Iterable[int]) -> dict[int, Line]:
    """What is promised of campaigns, in words: that they close."""
    rows = Promise.objects.filter(organisation_id=organisation_id, id__in=list(promise_ids), door=DOOR, kind=CLOSING)
    subjects = {key: number or 0 for key, number in rows.values_list("id", "subject_id")}
    titles = dict(Campaign.objects.filter(id__in=subjects.values()).values_list("id", "title"))
    return {
        promise_id: Line(
            _("The campaign “%(title)s” closes") % {"title": titles[number]}, url=reverse("allocation:campaigns")
        )
        for promise_id, number in subjects.items()
        if number in titles
    }
