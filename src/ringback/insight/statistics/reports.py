"""A report: the whole of a time, its days, and a table by one thing, added up from tallies."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.accounts.services import Actor, place_of
from ringback.base.kit import clock
from ringback.channels.voice.daily import agent_names, group_names
from ringback.doors.website import naming
from ringback.doors.website.daily import within_reach
from ringback.insight.statistics import callers, months
from ringback.insight.statistics.adding import added
from ringback.insight.statistics.models import By, MonthTally, Tally
from ringback.insight.statistics.rules import Figures, cover, merged, summed

SPANS = (7, 30, 90, 365)
USUAL_SPAN = 30
MOST_ROWS = 200
# So many are opened by one link.
MOST_KEYS = 20


@dataclass(frozen=True, slots=True)
class Table:
    """A way to take the figures apart: tallies `by` something, grouped by a column of theirs, its values `names`d."""

    slug: str
    title: object
    by: By
    key: str = "key"
    names: Callable[[Collection[int]], Mapping[int, str]] | None = None

    @property
    def of_calls(self) -> bool:
        """Whether it counts calls, which no visit belongs to."""
        return self.by in (By.AGENT, By.QUEUE, By.CAME)


TABLES = {
    table.slug: table
    for table in (
        Table("day", gettext_lazy("Day"), By.WHOLE, "day"),
        Table("hour", gettext_lazy("Hour"), By.HOUR),
        Table("site", gettext_lazy("Site"), By.WHOLE, "site_id", naming.sites),
        Table("page", gettext_lazy("Page"), By.PAGE, names=naming.pages),
        Table("source", gettext_lazy("Source"), By.SOURCE, names=naming.sources),
        Table("campaign", gettext_lazy("Campaign"), By.SOURCE, names=naming.campaigns),
        Table("query", gettext_lazy("Search query"), By.SOURCE, names=naming.queries),
        Table("city", gettext_lazy("City"), By.PLACE, names=naming.places),
        Table("device", gettext_lazy("Device"), By.DEVICE, names=naming.devices),
        Table("visitors", gettext_lazy("New or returning"), By.STANDING, names=naming.standings),
        Table("agent", gettext_lazy("Agent"), By.AGENT, names=agent_names),
        Table("queue", gettext_lazy("Queue"), By.QUEUE, names=group_names),
        Table("came", gettext_lazy("Calls that came in"), By.CAME, names=group_names),
    )
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is of: days from `first` to `last`, one site or (None) all within reach."""

    first: date
    last: date
    site_id: int | None = None

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; the `keys` of what goes by its name open what is behind it, of `callers` their calls."""

    name: str
    figures: Figures
    keys: tuple[int, ...] = ()
    day: date | None = None
    callers: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The page: the whole, the same time before it, each day in order, and the table asked for, the most first."""

    whole: Figures
    before: Figures
    days: list[Row]
    rows: list[Row]
    more: int


def today_of(organisation_id: int) -> date:
    """The day it is where the organisation is."""
    return clock.now().astimezone(ZoneInfo(place_of(organisation_id)[0])).date()


def report(actor: Actor, asked: Asked, table: Table) -> Report:
    """Everything of a page in at most seven queries. Raises NotAllowedError."""
    sites = within_reach(actor, asked.site_id)
    days = _days(sites, asked)
    before = Asked(asked.first - timedelta(days=asked.days), asked.first - timedelta(days=1))
    rows = days[::-1] if table.slug == "day" else _rows(actor, sites, asked, table)
    shown = [row for row in rows if _says_something(row.figures)]
    return Report(
        whole=summed(row.figures for row in days),
        before=summed(added(_of_days(sites, By.WHOLE, before.first, before.last), key="by").values()),
        days=days,
        rows=shown[:MOST_ROWS],
        more=max(0, len(shown) - MOST_ROWS),
    )


def rows_of(actor: Actor, asked: Asked, table: Table) -> list[Row]:
    """Every row of a table, the most requests first, then the most entries."""
    sites = within_reach(actor, asked.site_id)
    return _days(sites, asked) if table.slug == "day" else _rows(actor, sites, asked, table)


def _rows(actor: Actor, sites: list[int], asked: Asked, table: Table) -> list[Row]:
    grouped = _added(actor.organisation_id, sites, asked, table)
    if table.slug == "hour":
        return [Row(f"{hour:02}:00", grouped.get(hour, Figures()), (hour,)) for hour in range(24)]
    names = table.names(grouped) if table.names is not None else {}
    whole: dict[str, list[int]] = {}
    for key in grouped:
        whole.setdefault(names.get(key, ""), []).append(key)
    rows = [
        Row(name or _("Not known"), figures, tuple(whole[name][:MOST_KEYS]))
        for name, figures in merged(grouped, names).items()
    ]
    if table.by in (By.QUEUE, By.CAME) and asked.site_id is None:
        rows += _callers(actor, asked, table)
    return sorted(rows, key=lambda row: (-row.figures.requests, -row.figures.entries, row.name))


def _callers(actor: Actor, asked: Asked, table: Table) -> list[Row]:
    """Whoever called us, group by group; beside what came from sites they are said to be callers."""
    found = callers.by_group(actor, table.by, asked.first, asked.last)
    names = group_names(found)
    said = _("%(group)s, callers") if table.by is By.QUEUE else "%(group)s"
    return [
        Row(said % {"group": names.get(key) or _("Not known")}, figures, (key,), callers=True)
        for key, figures in found.items()
    ]


def _days(sites: list[int], asked: Asked) -> list[Row]:
    found = added(_of_days(sites, By.WHOLE, asked.first, asked.last), key="day")
    days = [asked.first + timedelta(days=place) for place in range(asked.days)]
    return [Row(day.isoformat(), found.get(day, Figures()), day=day) for day in days]


def _added(organisation_id: int, sites: list[int], asked: Asked, table: Table) -> dict[Any, Figures]:
    """Each key's figures: of months as far as they are added up, and of the days around them; none that are all 0."""
    closed = months.closed(organisation_id, asked.first, asked.last) if table.by is not By.WHOLE else []
    read = cover(asked.first, asked.last, closed)
    beside, away = ([_of_days(sites, table.by, *days) for days in part] for part in (read.beside, read.away))
    whole = MonthTally.objects.filter(site_id__in=sites, by=table.by, month__in=read.months)
    found = added(*beside, whole, key=table.key, away=away)
    return {key: figures for key, figures in found.items() if _says_something(figures)}


def _of_days(sites: list[int], by: By, first: date, last: date) -> QuerySet[Tally]:
    return Tally.objects.filter(site_id__in=sites, by=by, day__gte=first, day__lte=last)


def _says_something(figures: Figures) -> bool:
    return bool(figures.entries or figures.requests or figures.views)
