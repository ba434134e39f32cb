"""How figures are written on the reports' pages."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import template
from django.utils import formats
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from ringback.desk.chart import Column
from ringback.desk.templatetags.desk import duration, percent, rect, spent
from ringback.insight.statistics.models import By
from ringback.insight.statistics.reports import Table
from ringback.insight.statistics.rules import Figures

if TYPE_CHECKING:
    from ringback.insight.statistics.views import Bar, Line

register = template.Library()


@register.filter
def waited(figures: Figures, of_hundred: int) -> str:
    """How long that many in a hundred waited at most until they talked."""
    return spent(figures.waited(of_hundred / 100))


@register.simple_tag
def drawn(bars: "Iterable[Bar]") -> SafeString:
    """The chart's bars, each with its title: a year has hundreds."""
    return SafeString("".join(_bar(bar.title, bar.asked, bar.answered) for bar in bars))


def _bar(title: str, asked: Column | None, answered: Column | None) -> str:
    if asked is None:
        return ""
    upper = f"<rect {rect(answered)}/>" if answered else ""
    return f'<g><title>{escape(title)}</title><rect class="figures-asked-bar" {rect(asked)}/>{upper}</g>'


@register.simple_tag
def cells(line: "Line", table: Table, opened: str) -> SafeString:
    """A table's row behind its name: a page has thousands of these, and a template is slow at them."""
    one = line.row.figures
    behind = escape(f"{opened}?{line.behind}") if line.behind else ""
    written = [
        _linked(one.requests, behind),
        _linked(one.answered, behind and f"{behind}&amp;came=answered"),
        _linked(one.missed, behind and f"{behind}&amp;came=missed"),
        waited(one, 50),
        waited(one, 95),
    ]
    if not table.of_calls:
        written[1:1] = [percent(one.conversion)]
        written[:0] = [formats.number_format(one.entries, force_grouping=True)]
    if table.by is not By.QUEUE:
        written.append(duration(one.talk_each))
    return SafeString("".join(f"<td>{cell}</td>" for cell in written))


def _linked(count: int, address: str) -> str:
    shown = formats.number_format(count, force_grouping=True)
    return f'<a href="{address}">{shown}</a>' if address and count else shown


@register.simple_tag
def change(now: int, before: int) -> SafeString | str:
    """How much more or less than in the same time before, in per cent; nothing where that was nothing."""
    if not before:
        return ""
    share = round((now - before) / before * 100)
    return format_html(' <span class="figures-beside">{}{} %</span>', "+" if share > 0 else "", share)
