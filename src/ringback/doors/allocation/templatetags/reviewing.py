"""What the pages of reviewing need beyond the door's: points."""

from decimal import Decimal

from django import template
from django.utils import formats

register = template.Library()


@register.filter
def points_of(points: Decimal) -> str:
    """Points without decimals where there are none: "12", "12.5"."""
    return formats.number_format(points.normalize() if points % 1 else points.to_integral_value())


@register.filter
def signed_of(points: Decimal) -> str:
    """As `points_of`, with its sign: "+12"."""
    return f"+{points_of(points)}" if points > 0 else points_of(points)
