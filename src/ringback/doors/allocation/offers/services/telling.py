"""Telling those who answer for a campaign what happened to its offers."""

from django.urls import reverse

from ringback.base.accounts.services import who_may
from ringback.core.promises import services as promises
from ringback.doors.allocation.answers.services.writing import DOOR
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.entries.models import Entry


def notify(campaign: Campaign, entry: Entry, what: str) -> None:
    """Tell whoever answers for the campaign, else all who may publish; once an entry and kind of news."""
    owner = campaign.owner_id
    able = who_may(campaign.organisation_id, "allocation.publish", ("campaign", campaign.pk))
    promises.notify(
        campaign.organisation_id,
        [owner] if owner is not None and owner in able else able,
        what,
        {"campaign": campaign.title},
        url=reverse("allocation:offers", args=[campaign.pk]),
        key=f"{what} {entry.pk}",
        door=DOOR,
        person_id=entry.person_id,
    )
