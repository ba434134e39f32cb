"""Adding up what happened, and how long people waited, as plain values (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from operator import add
from typing import Self

# Seconds up to which a wait counts to a step; what took longer than the last but one is in the last.
STEPS = (5, 10, 15, 20, 25, 30, 45, 60, 120, 600, 86_400)


def step_of(seconds: float) -> int:
    """The place of the step that a wait belongs to."""
    return next((place for place, most in enumerate(STEPS) if seconds <= most), len(STEPS) - 1)


@dataclass(slots=True)
class Figures:
    """What a table's row says; see models.Tally for the meaning of each."""

    entries: int = 0
    views: int = 0
    requests: int = 0
    answered: int = 0
    missed: int = 0
    talk_seconds: int = 0
    waits: list[int] = field(default_factory=lambda: [0] * len(STEPS))

    @classmethod
    def of(cls, sums: Sequence[int]) -> Self:
        """The figures of which these are the `sums`."""
        entries, views, requests, answered, missed, talk_seconds, *waits = sums
        return cls(entries, views, requests, answered, missed, talk_seconds, waits)

    def add(self, other: Self) -> None:
        """Add another's figures to these."""
        self.entries += other.entries
        self.views += other.views
        self.requests += other.requests
        self.answered += other.answered
        self.missed += other.missed
        self.talk_seconds += other.talk_seconds
        if other.answered:
            self.waits = list(map(add, self.waits, other.waits))

    def sums(self) -> tuple[int, ...]:
        """All of them in the order of models.SUMS."""
        counts = (self.entries, self.views, self.requests, self.answered, self.missed, self.talk_seconds)
        return *counts, *self.waits

    @property
    def waiting(self) -> int:
        """Requests that have neither come to a conversation nor ended without one."""
        return self.requests - self.answered - self.missed

    @property
    def conversion(self) -> float | None:
        """Requests for each entry, as a share; None without entries."""
        return self.requests / self.entries if self.entries else None

    @property
    def answered_share(self) -> float | None:
        """Of the requests that are over, the share that came to a conversation."""
        over = self.answered + self.missed
        return self.answered / over if over else None

    @property
    def talk_each(self) -> float | None:
        """Seconds of a conversation, on average."""
        return self.talk_seconds / self.answered if self.answered else None

    def waited(self, share: float) -> float | None:
        """Seconds within which `share` (0 to 1) of the answered were talking, even within a step; None without any."""
        return quantile(self.waits, share)


def quantile(counts: Sequence[int], share: float) -> float | None:
    """The wait below which `share` of the counted lie, interpolated within its step; None of nothing."""
    total = sum(counts)
    if not total:
        return None
    wanted = share * total
    below = 0
    for place, reached in enumerate(accumulate(counts)):
        if reached >= wanted and counts[place]:
            low = STEPS[place - 1] if place else 0
            return low + (STEPS[place] - low) * (wanted - below) / counts[place]
        below = reached
    return float(STEPS[-1])


def summed(rows: Iterable[Figures]) -> Figures:
    """All of them added up."""
    whole = Figures()
    for row in rows:
        whole.add(row)
    return whole


def merged(rows: Mapping[int, Figures], names: Mapping[int, str]) -> dict[str, Figures]:
    """The rows whose keys have the same name as one; keys without a name are under ""."""
    found: dict[str, Figures] = {}
    for key, figures in rows.items():
        found.setdefault(names.get(key, ""), Figures()).add(figures)
    return found


def first_of_month(day: date) -> date:
    """The day its month begins."""
    return day.replace(day=1)


def after_month(month: date) -> date:
    """The first day of the month after the one that begins on `month`."""
    return first_of_month(month + timedelta(days=31))


Stretch = tuple[date, date]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cover:
    """How a time is added up: the months that are read as one (by their first days), the stretches of days (first and
    last) that are read beside them, and those that are taken away again, since they are in such a month."""

    months: list[date]
    beside: list[Stretch]
    away: list[Stretch]


def cover(first: date, last: date, months: Iterable[Stretch]) -> Cover:
    """The days from `first` to `last`, of as few rows as can be.

    `months` are read as one, in order: each its first day and the first that is not in it. One of which less than half
    is too much is read, and that taken away.
    """
    found = Cover([], [], [])
    for begin, until in months:
        end = until - _DAY
        before, after = (begin, min(first - _DAY, end)), (max(last + _DAY, begin), end)
        away = [stretch for stretch in (before, after) if stretch[0] <= stretch[1]]
        if 2 * sum(map(_length, away)) >= _length((begin, end)):
            continue
        if first < begin:
            found.beside.append((first, begin - _DAY))
        found.months.append(begin)
        found.away.extend(away)
        first = max(first, until)
    if first <= last:
        found.beside.append((first, last))
    return found


def _length(stretch: Stretch) -> int:
    return (stretch[1] - stretch[0]).days + 1
