"""Campaigns within somebody's reach, and their parts."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, require, require_reach
from ringback.base.kit.errors import NotFoundError
from ringback.doors.allocation.campaigns.models import Campaign, Option, Question, Region

# What a grant over one region opens the whole campaign's pages for: what they list is narrowed to the region.
_REGIONAL = frozenset({"allocation.see", "allocation.review"})


def campaigns_of(actor: Actor, permission: str = "allocation.see") -> QuerySet[Campaign]:
    """The organisation's campaigns within the actor's reach, the newest first. Raises NotAllowedError without any."""
    reach = require_reach(actor, permission)
    found = Campaign.objects.filter(organisation_id=actor.organisation_id)
    if not reach.everywhere:
        mine = Q(id__in=reach.ids("campaign"))
        if permission in _REGIONAL:
            mine |= Q(id__in=Region.objects.filter(id__in=reach.ids("region")).values("campaign_id"))
        found = found.filter(mine)
    return found.order_by("-created_at", "-id")


def campaign_of(
    actor: Actor, campaign_id: int, permission: str = "allocation.see", *, locked: bool = False
) -> Campaign:
    """One campaign of the actor's organisation. Raises NotFoundError, or NotAllowedError when out of reach.

    To see and to review, a grant over one of its regions is enough: `regions_within` says which. `locked`: until the
    caller's transaction ends; applications keep coming in meanwhile.
    """
    rows = Campaign.objects.select_for_update(of=("self",), no_key=True) if locked else Campaign.objects.all()
    found = rows.filter(organisation_id=actor.organisation_id, id=campaign_id).first()
    if found is None:
        raise NotFoundError(_("There is no such campaign."))
    if not (permission in _REGIONAL and regions_within(actor, campaign_id, permission)):
        require(actor, permission, ("campaign", campaign_id))
    return found


def regions_within(actor: Actor, campaign_id: int, permission: str = "allocation.review") -> frozenset[int]:
    """The ids of that campaign's regions in which `permission` holds: all of them, some, or none.

    Does not ask whether the campaign is the actor's organisation's: `campaign_of` does.
    """
    rows = Region.objects.filter(campaign_id=campaign_id, campaign__organisation_id=actor.organisation_id)
    every = frozenset(rows.values_list("id", flat=True))
    if actor.may(permission, ("campaign", campaign_id)):
        return every
    return every & actor.reach(permission).ids("region")


def regions_of(campaign_id: int) -> list[Region]:
    """The regions of a campaign, in order."""
    return list(Region.objects.filter(campaign_id=campaign_id).order_by("position", "id"))


def questions_of(campaign_id: int) -> list[Question]:
    """The questions of a campaign, in order. For the rules take `facts_of(campaign).questions`."""
    return list(Question.objects.filter(campaign_id=campaign_id).order_by("position", "id"))


def options_of(campaign_id: int) -> list[Option]:
    """The options of a campaign, in order."""
    return list(Option.objects.filter(campaign_id=campaign_id).order_by("position", "id"))


def campaign_choices(organisation_id: int) -> list[tuple[int, str]]:
    """(id, title) of the organisation's campaigns, for grants that reach one only."""
    rows = Campaign.objects.filter(organisation_id=organisation_id)
    return list(rows.order_by("title", "id").values_list("id", "title"))


def region_choices(organisation_id: int) -> list[tuple[int, str]]:
    """(id, campaign and name) of the organisation's regions, for grants that reach one only."""
    rows = Region.objects.filter(campaign__organisation_id=organisation_id).select_related("campaign")
    return [(one.pk, f"{one.campaign.title}, {one.name}") for one in rows.order_by("campaign__title", "position")]
