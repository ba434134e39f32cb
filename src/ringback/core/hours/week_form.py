"""The week as the editor shows and sends it: for each day, pairs of times."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from ringback.base.kit.errors import FieldError
from ringback.core.hours.rules import DAY, Span, Week
from ringback.core.hours.words import clock_words

MOST_PAIRS = 6
_TIME = re.compile(r"([01]?\d|2[0-3]|24(?=:00)):([0-5]\d)(?::00)?")
_STEP = re.compile(r"(add|copy)-([0-6])|(drop)-([0-6])-(\d)")


class Sent(Protocol):
    """A form's data as Django hands it over."""

    def getlist(self, name: str) -> list[str]: ...


@dataclass(slots=True)
class DayRow:
    """One day of the editor: `pairs` of times as typed, and what is wrong with them."""

    number: int
    pairs: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""
    focus: bool = False

    @property
    def name(self) -> str:
        """The weekday in the reader's language."""
        return str(WEEKDAYS[self.number])

    @property
    def is_full(self) -> bool:
        """Whether no more hours fit."""
        return len(self.pairs) >= MOST_PAIRS

    @property
    def overnight(self) -> bool:
        """Whether its last hours reach into the next day."""
        return any(start and end and end <= start for start, end in self.pairs)


def rows_of(week: Week) -> list[DayRow]:
    """The editor of a stored week. The end of a day is shown as 00:00, which time fields know."""
    shown = [[(clock_words(start), clock_words(end % DAY)) for start, end in spans] for spans in week]
    return [DayRow(number, pairs) for number, pairs in enumerate(shown)]


def sent_rows(data: Sent) -> list[DayRow]:
    """The editor as it was sent."""
    return [
        DayRow(
            number, list(zip(data.getlist(f"from{number}"), data.getlist(f"until{number}"), strict=False))[:MOST_PAIRS]
        )
        for number in range(7)
    ]


def week_of(rows: list[DayRow]) -> Week:
    """What the editor says. A pair without times is none; an end not after its beginning is the next day's.

    Raises FieldError naming "day0" to "day6".
    """
    return tuple(tuple(_span(row.number, start, end) for start, end in row.pairs if start or end) for row in rows)


def changed(rows: list[DayRow], do: str) -> list[DayRow]:
    """The editor after one step: "add-0" another pair, "drop-0-1" one fewer, "copy-0" the same on all days below."""
    step = _STEP.fullmatch(do)
    if step is None:
        return rows
    row = rows[int(step[2] or step[4])]
    row.focus = True
    if step[1] == "add" and not row.is_full:
        row.pairs.append(("", ""))
    elif step[3] and int(step[5]) < len(row.pairs):
        del row.pairs[int(step[5])]
    elif step[1] == "copy":
        for below in rows[row.number + 1 :]:
            below.pairs = list(row.pairs)
    return rows


def mark(rows: list[DayRow], errors: Mapping[str, str]) -> list[DayRow]:
    """The editor with what is wrong beside each day; `errors` by "day0" to "day6"."""
    for row in rows:
        row.error = errors.get(f"day{row.number}", "")
    return rows


def _span(number: int, start: str, end: str) -> Span:
    opens, closes = _minutes(number, start), _minutes(number, end)
    return opens, closes if closes > opens else closes + DAY


def _minutes(number: int, text: str) -> int:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise FieldError(f"day{number}", _("A time is missing."), _("Give a beginning and an end, as 09:00 and 17:30."))
    return int(found[1]) * 60 + int(found[2])
