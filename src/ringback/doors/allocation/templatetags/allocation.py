"""What the allocation door's templates need beyond the desk's: the pages of a campaign, points."""

from decimal import Decimal

from django import template
from django.utils import formats
from django.utils.translation import ngettext

from ringback.desk.tabs import Menu
from ringback.doors.allocation import tabs
from ringback.doors.allocation.campaigns.models import Campaign

register = template.Library()


@register.simple_tag(takes_context=True)
def campaign_menu(context: template.Context, campaign: Campaign, here: str) -> Menu:
    """The way to the pages of the campaign that whoever asks may open."""
    return tabs.menu(context["request"].actor, campaign.pk, here)


@register.filter
def points_of(points: Decimal) -> str:
    """Points without decimals they do not need: "12", "17.5"."""
    plain = points.normalize() if points % 1 else points.to_integral_value()
    return formats.number_format(plain, force_grouping=True)


@register.filter
def points_words(points: Decimal) -> str:
    """As `points_of`, with the word: "1 point", "17.5 points"."""
    words = ngettext("%(points)s point", "%(points)s points", 1 if points == 1 else 2)
    return words % {"points": points_of(points)}


@register.filter
def signed_of(points: Decimal) -> str:
    """As `points_of`, with its sign: "+12"."""
    return f"+{points_of(points)}" if points > 0 else points_of(points)
