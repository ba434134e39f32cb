"""What the allocation door's templates need beyond the desk's: the pages of a campaign, money."""

from decimal import Decimal

from django import template
from django.utils import formats

from ringback.doors.allocation import tabs
from ringback.doors.allocation.campaigns.models import Campaign

register = template.Library()


@register.simple_tag(takes_context=True)
def campaign_menu(context: template.Context, campaign: Campaign, here: str) -> tabs.Menu:
    """The way to the pages of the campaign that whoever asks may open."""
    return tabs.menu(context["request"].actor, campaign.pk, here)


@register.filter
def money_of(amount: Decimal | None) -> str:
    """An amount without cents where it has none; "–" for None."""
    if amount is None:
        return "–"
    places = 0 if amount == amount.to_integral_value() else 2
    return formats.number_format(amount, places, force_grouping=True)


@register.filter
def points(number: Decimal) -> str:
    """Points without decimals they do not need: "17.5"."""
    return formats.number_format(number.normalize(), force_grouping=True)
