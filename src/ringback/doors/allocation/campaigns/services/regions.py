"""The regions of a campaign, each with its own last day (MISSION A1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import phonenumbers
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, zone_choices
from ringback.base.kit import clock, money
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import one_line
from ringback.doors.allocation.campaigns.models import Campaign, Region
from ringback.doors.allocation.campaigns.rules import closing_instant
from ringback.doors.allocation.campaigns.services.ending import promise_closing
from ringback.doors.allocation.campaigns.services.facts import forget
from ringback.doors.allocation.campaigns.services.finding import campaign_of, regions_of
from ringback.doors.allocation.campaigns.services.hearing import Change, tell

MOST_REGIONS = 20
_YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class RegionValues:
    """One region as a person says it; `id` of one that is there already. `countries`: ISO 3166 codes."""

    name: str
    zone: str
    closes_on: date
    countries: Sequence[str] = ()
    tax_percent: Decimal = Decimal(0)
    tax_name: str = ""
    delivery_cost: Decimal = Decimal(0)
    id: int | None = None


def save_regions(actor: Actor, campaign_id: int, values: Sequence[RegionValues]) -> list[Region]:
    """Give the campaign exactly these regions, in this order.

    Raises FieldError; ConflictError where a region would go, or would have closed already, in a campaign that is open.
    """
    with transaction.atomic():
        campaign = campaign_of(actor, campaign_id, "allocation.edit", locked=True)
        there = {one.pk: one for one in regions_of(campaign_id)}
        _check(values, there)
        gone = set(there) - {one.id for one in values}
        if gone and campaign.state != Campaign.State.DRAFT:
            raise ConflictError(_("A region of a campaign that was opened stays: people may have applied there."))
        _remove(gone)
        for number, one in enumerate(values):
            region = there[one.id] if one.id is not None else Region(campaign=campaign)
            _fill(campaign, region, one, number)
            region.save()
        if campaign.state == Campaign.State.OPEN:
            promise_closing(actor, campaign)
        tell(actor, campaign, Change.REGIONS)
        audit(actor, "campaign.regions_changed", f"campaign {campaign_id}", regions=len(values))
    forget(campaign.token)
    return regions_of(campaign_id)


def _fill(campaign: Campaign, region: Region, one: RegionValues, number: int) -> None:
    closes_at = closing_instant(one.closes_on, one.zone)
    moved = region.pk is None or region.closes_at != closes_at
    if moved and campaign.state != Campaign.State.DRAFT and closes_at <= clock.now():
        raise ConflictError(_("A last day may be moved only to one that is not over yet."))
    if moved and campaign.state not in (Campaign.State.DRAFT, Campaign.State.OPEN):
        raise ConflictError(_("The campaign is closed: its last days stay."))
    region.position, region.name, region.zone = number, one_line(one.name, 60), one.zone
    region.closes_on, region.closes_at, region.countries = one.closes_on, closes_at, sorted(set(one.countries))
    region.tax_percent, region.tax_name = one.tax_percent, one_line(one.tax_name, 40)
    region.delivery_cost = one.delivery_cost


def _remove(gone: set[int]) -> None:
    try:
        Region.objects.filter(id__in=gone).delete()
    except (ProtectedError, RestrictedError) as error:
        raise ConflictError(_("Somebody applied in a region that would go.")) from error


def _check(values: Sequence[RegionValues], there: dict[int, Region]) -> None:
    if not 0 < len(values) <= MOST_REGIONS:
        raise FieldError(
            "regions", _("A campaign has one to twenty regions."), _("Name one for everybody, if need be.")
        )
    names = [one_line(one.name, 60).casefold() for one in values]
    if not all(names) or len(set(names)) < len(names):
        raise FieldError("regions", _("Every region needs a name of its own."), _("Name it, or take it away."))
    claimed = [country for one in values for country in set(one.countries)]
    if twice := {country for country in claimed if claimed.count(country) > 1}:
        said = ", ".join(sorted(twice))
        raise FieldError("regions", _("In two regions: %(countries)s.") % {"countries": said}, _("Leave it in one."))
    zones = {zone for zone, _label in zone_choices()}
    for one in values:
        _check_one(one, zones, there)


def _check_one(one: RegionValues, zones: set[str], there: dict[int, Region]) -> None:
    if one.zone not in zones or (one.id is not None and one.id not in there):
        raise FieldError("regions", _("This is none of the choices."), _("Reload the page."))
    if one.closes_on.year not in _YEARS:
        raise FieldError("regions", _("This is no last day."), _("Choose one from the calendar."))
    if unknown := sorted(set(one.countries) - phonenumbers.SUPPORTED_REGIONS):
        said = ", ".join(unknown)[:60]
        raise FieldError("regions", _("No countries: %(codes)s.") % {"codes": said}, _("Take codes as US, DE, JP."))
    if not 0 <= one.tax_percent <= 100 or not 0 <= one.delivery_cost < money.MOST:
        raise FieldError("regions", _("This is no tax or price."), _("Type digits, as 19 or 4500.50."))
