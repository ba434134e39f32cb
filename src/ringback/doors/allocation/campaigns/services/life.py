"""A campaign's life: draft, open, closed, answers published, ended. Each step is one conditional change."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services.ending import closed, promise_closing
from ringback.doors.allocation.campaigns.services.facts import forget
from ringback.doors.allocation.campaigns.services.finding import campaign_of, regions_of
from ringback.doors.allocation.campaigns.services.hearing import Change, tell

Holder = Callable[[Campaign], str]

_holders: dict[str, Holder] = {}


def holds_opening(part: str, holder: Holder) -> None:
    """Let `holder` say why a campaign may not be opened yet ("" for nothing); the same name takes its place."""
    _holders[part] = holder


def what_lacks(campaign: Campaign) -> list[str]:
    """What must be there before a campaign opens, each as a sentence."""
    regions = regions_of(campaign.pk)
    found = []
    if not campaign.text:
        found.append(_("Say what it is about: applicants read that first."))
    if not regions:
        found.append(_("Name at least one region with its last day."))
    elif all(one.closes_at <= clock.now() for one in regions):
        found.append(_("Every region has closed already: move a last day."))
    return found + [reason for holder in _holders.values() if (reason := holder(campaign))]


def open_campaign(actor: Actor, campaign_id: int) -> Campaign:
    """Open a draft: its public pages are there. Raises ConflictError saying what lacks."""
    with transaction.atomic():
        campaign = campaign_of(actor, campaign_id, "allocation.edit", locked=True)
        if campaign.state == Campaign.State.OPEN:
            return campaign
        if campaign.state != Campaign.State.DRAFT:
            raise ConflictError(_("A campaign opens once. Begin a new one."))
        if reasons := what_lacks(campaign):
            raise ConflictError(" ".join(reasons))
        campaign.state, campaign.opened_at = Campaign.State.OPEN, clock.now()
        campaign.opens_at = campaign.opens_at or campaign.opened_at
        campaign.save(update_fields=["state", "opened_at", "opens_at"])
        promise_closing(actor, campaign)
        tell(actor, campaign, Change.OPENED)
        audit(actor, "campaign.opened", f"campaign {campaign_id}")
    forget(campaign.token)
    return campaign


def close_campaign(actor: Actor, campaign_id: int) -> Campaign:
    """Close a campaign. Raises ConflictError while a region still takes applications: people count on that day."""
    with transaction.atomic():
        campaign = campaign_of(actor, campaign_id, "allocation.edit", locked=True)
        if campaign.state == Campaign.State.DRAFT:
            raise ConflictError(_("It was never open."))
        if campaign.state != Campaign.State.OPEN:
            return campaign
        if any(one.closes_at > clock.now() for one in regions_of(campaign_id)):
            raise ConflictError(_("A region is still open: people count on its last day."))
        closed(campaign, clock.now(), actor)
        promise_closing(actor, campaign)
        audit(actor, "campaign.closed", f"campaign {campaign_id}")
    forget(campaign.token)
    return campaign


def published(campaign_id: int, actor: Actor | None, at: datetime) -> bool:
    """Set the one instant from which answers are given (MISSION A10); True for the one caller who did it.

    Nobody's grants are checked here: `answers.services.publish` does. Raises ConflictError unless it is closed.
    """
    with transaction.atomic():
        rows = Campaign.objects.filter(id=campaign_id, state=Campaign.State.CLOSED, published_at=None)
        done = rows.update(state=Campaign.State.PUBLISHED, published_at=at)
        campaign = Campaign.objects.get(id=campaign_id)
        if done:
            tell(actor, campaign, Change.PUBLISHED)
        elif campaign.published_at is None:
            raise ConflictError(_("Answers are published once every region has closed."))
    forget(campaign.token)
    return bool(done)


def end_campaign(actor: Actor, campaign_id: int) -> Campaign:
    """End a campaign whose answers are out: nothing moves up any more. Raises ConflictError before that."""
    with transaction.atomic():
        campaign = campaign_of(actor, campaign_id, "allocation.edit", locked=True)
        if campaign.state == Campaign.State.ENDED:
            return campaign
        if campaign.state != Campaign.State.PUBLISHED:
            raise ConflictError(_("First everybody has an answer."))
        campaign.state, campaign.ended_at = Campaign.State.ENDED, clock.now()
        campaign.save(update_fields=["state", "ended_at"])
        tell(actor, campaign, Change.ENDED)
        audit(actor, "campaign.ended", f"campaign {campaign_id}")
    forget(campaign.token)
    return campaign
