"""How figures are written on the reports' pages."""

from django import template
from django.utils import formats

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """A share of 0 to 1 in whole per cent, never rounded up to a hundred that it is not; "–" for none."""
    if share is None:
        return "–"
    whole = round(share * 100)
    return f"{formats.number_format(99 if whole == 100 and share < 1 else whole)} %"


@register.filter
def plain(number: float) -> str:
    """A number as SVG reads it, whatever the language of the page."""
    return f"{number:g}"
