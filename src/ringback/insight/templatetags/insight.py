"""How figures are written on the reports' pages."""

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ringback.desk.templatetags.desk import spent
from ringback.insight.statistics.rules import Figures

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


@register.filter
def small_percent(share: float | None) -> str:
    """A share that is usually a few per cent, with one decimal; "–" for none."""
    return "–" if share is None else f"{formats.number_format(share * 100, 1)} %"


@register.filter
def waited(figures: Figures, percent: int) -> str:
    """How long that many in a hundred waited at most until they talked."""
    return spent(figures.waited(percent / 100))


@register.simple_tag
def change(now: int, before: int) -> SafeString | str:
    """How much more or less than in the same time before, in per cent; nothing where that was nothing."""
    if not before:
        return ""
    share = round((now - before) / before * 100)
    return format_html(' <span class="figures-beside">{}{} %</span>', "+" if share > 0 else "", share)
