"""The days to decide, as a promise that whoever answers for the campaign is reminded of (MISSION A6)."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, system_actor
from ringback.core.promises import services as promises
from ringback.core.promises.services import Draft, Policy, Promise, policy_for
from ringback.doors.allocation.campaigns.models import Campaign, Region
from ringback.doors.allocation.reviewing.rules.standing import decide_by

DOOR, DECIDE = "allocation", "allocation.decide"
DAY_SECONDS = 86_400
# A month, two weeks, one week, three days and one day before; a day after it was missed a lead hears of it.
DECIDE_POLICY = Policy(
    remind_before_seconds=tuple(days * DAY_SECONDS for days in (30, 14, 7, 3, 1)), escalate_after_seconds=DAY_SECONDS
)


def follow_campaign(actor: Actor | None, campaign: Campaign) -> Promise | None:
    """Let the promise to decide stand as the campaign does, in the caller's transaction.

    There is one while the campaign takes entries or is being decided; it moves with the last region's closing, and is
    kept by the publication. Doing it again changes nothing.
    """
    with transaction.atomic():
        standing = _standing(campaign)
        house = system_actor(campaign.organisation_id)
        if actor is not None:
            house = replace(house, member_id=actor.member_id, name=actor.name)
        if campaign.published_at is not None:
            if standing is not None:
                promises.mark_kept(house, standing.pk, {"campaign": campaign.pk})
            return standing
        by = decide_by(
            Region.objects.filter(campaign=campaign).values_list("closes_at", flat=True), campaign.decide_days
        )
        wanted = by is not None and campaign.state in (Campaign.State.OPEN, Campaign.State.CLOSED)
        if by is None or not wanted:
            if standing is not None:
                promises.cancel(house, standing.pk, _("Not needed any more."))
            return None
        if standing is None:
            return promises.make(_draft(campaign, by))
        if standing.due_at != by:
            return promises.reschedule(house, standing.pk, standing.generation, by, why=_("The campaign was changed."))
        return standing


def _standing(campaign: Campaign) -> Promise | None:
    mine = Promise.objects.filter(organisation_id=campaign.organisation_id, door=DOOR, kind=DECIDE)
    return mine.filter(subject_id=campaign.pk, closed_at=None).order_by("-id").first()


def _draft(campaign: Campaign, by: datetime) -> Draft:
    return Draft(
        organisation_id=campaign.organisation_id,
        door=DOOR,
        kind=DECIDE,
        channel="mail",
        due_at=by,
        subject_id=campaign.pk,
        owner_id=campaign.owner_id,
        automatic=False,
        policy=policy_for(campaign.organisation_id, DOOR, DECIDE, DECIDE_POLICY),
    )
