"""Counts as the page shows them: lines whose numbers open their people, and bars of what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.desk.chart import Column, stacked
from ringback.doors.hiring.figures import asking, rules
from ringback.doors.hiring.figures.asking import Asked, Part
from ringback.doors.hiring.figures.reads import Row
from ringback.doors.hiring.figures.rules import Counts
from ringback.doors.hiring.interviews.models import Interview

TITLES: dict[str, str | Text] = {
    rules.CAME: gettext_lazy("Came"),
    rules.LATE: gettext_lazy("Came late"),
    rules.NO_SHOW: gettext_lazy("Did not come"),
    rules.DECLINED: gettext_lazy("Told us that they do not come"),
    rules.OFF: gettext_lazy("Called off by us"),
    rules.OPEN: gettext_lazy("Ahead, or not marked"),
}
# From the ground up, as the legend names them.
PARTS = (rules.CAME, rules.LATE, rules.NO_SHOW, rules.DECLINED, rules.OFF, rules.OPEN)


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the address of the people behind it; "" where it is nobody."""

    count: int
    behind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table as it is shown. `row` is None for the whole."""

    row: Row | None
    agreed: Number
    parts: list[Number]
    reasons: list[Number]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Bar:
    """One day, week or month of the chart: its words, and (what, where it stands) of each part that is there."""

    title: str
    parts: list[tuple[str, Column]]


def line(asked: Asked, counts: Counts, row: Row | None = None) -> Line:
    """A row, or the whole, with the addresses behind its numbers."""
    key = row.key if row is not None else None

    def number(count: int, what: str = "", reason: str = "") -> Number:
        return Number(count, asking.address(asked, Part(what, reason, key)) if count else "")

    reasons = Interview.NoShow.values
    return Line(
        row,
        number(counts.agreed),
        [number(counts.of(what), what) for what in PARTS],
        [number(counts.reasons.get(one, 0), rules.NO_SHOW, one) for one in reasons],
        counts,
    )


def bars(asked: Asked, rows: Sequence[Row]) -> list[Bar]:
    """A bar for each day, week or month of the time, those without an interview among them."""
    found = {row.day: row.counts for row in rows}
    units = rules.units(asked.first, asked.last, asked.by)
    counts = [found.get(day, Counts()) for day in units]
    stacks = stacked([[one.of(what) for what in PARTS] for one in counts])
    return [
        Bar(
            f"{formats.date_format(day, 'DATE_FORMAT')}: {_said(one)}",
            [(what, bar) for what, bar in zip(PARTS, stack, strict=True) if bar is not None],
        )
        for day, one, stack in zip(units, counts, stacks, strict=True)
    ]


def words_of(part: Part) -> str:
    """What the people behind a number have in common."""
    if part.reason:
        return str(Interview.NoShow(part.reason).label)
    return str(TITLES[part.what]) if part.what else _("All that were agreed")


def _said(counts: Counts) -> str:
    parts = [f"{TITLES[what]} {formats.number_format(counts.of(what))}" for what in PARTS if counts.of(what)]
    return ", ".join(parts)
