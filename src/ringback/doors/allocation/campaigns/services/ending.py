"""The promise that a campaign closes by itself when its last region does."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, acting_for
from ringback.core.promises import services as promises
from ringback.core.promises.services import Draft
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services.facts import forget
from ringback.doors.allocation.campaigns.services.finding import regions_of
from ringback.doors.allocation.campaigns.services.hearing import Change, tell

DOOR = "allocation"
CLOSING = "allocation.closing"


def promise_closing(actor: Actor, campaign: Campaign) -> None:
    """Let the keeper close an open campaign at its last region's closing; one made for another instant is taken back.

    In the caller's transaction, whenever the campaign opens or its last days move.
    """
    promises.cancel_about(acting_for(actor), DOOR, [CLOSING], campaign.pk, _("The last day has moved."))
    if campaign.state != Campaign.State.OPEN:
        return
    promises.make(
        Draft(
            organisation_id=campaign.organisation_id,
            door=DOOR,
            kind=CLOSING,
            channel="house",
            due_at=max(one.closes_at for one in regions_of(campaign.pk)),
            subject_id=campaign.pk,
            owner_id=campaign.owner_id,
            grace_seconds=3600,
            at_most_once=False,
        )
    )


def ran_out(campaign_id: int, at: datetime) -> bool:
    """Close that campaign by the clock; False where it is not open any more, or a region still is."""
    with transaction.atomic():
        rows = Campaign.objects.select_for_update(of=("self",))
        found = rows.filter(id=campaign_id, state=Campaign.State.OPEN).first()
        if found is None or any(one.closes_at > at for one in regions_of(campaign_id)):
            return False
        closed(found, at)
    forget(found.token)
    return True


def closed(campaign: Campaign, at: datetime, actor: Actor | None = None) -> None:
    """Close a campaign whose row the caller has locked; without an actor the clock did it."""
    campaign.state, campaign.closed_at = Campaign.State.CLOSED, at
    campaign.save(update_fields=["state", "closed_at"])
    tell(actor, campaign, Change.CLOSED)
