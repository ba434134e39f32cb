"""One side of a conversation, as far as its hours go: plain values that answer "open at this instant, until when?"."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ringback.core.hours.rules.spans import ALWAYS, DAY, ONE_DAY, Span, Week, on_the_wall

# The public holidays of a year and their names.
Holidays = Callable[[int], Mapping[date, str]]

SKIPPED_DAYS = 400


class Who(StrEnum):
    """Which side a party is."""

    WE = "we"
    MEMBER = "member"
    THEY = "they"


def no_holidays(_year: int) -> Mapping[date, str]:
    """A calendar that keeps none."""
    return {}


@dataclass(frozen=True, slots=True)
class Special:
    """What holds on one day instead of week and holidays; no spans: closed."""

    spans: tuple[Span, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody's hours: open when the clock on their wall shows a time within them and they are not away.

    `exceptions` come before holidays, holidays before the week. `away` are aware [from, until) in order.
    `name` and `place` are words for people: who it is, and whose holidays they keep ("Sachsen").
    """

    who: Who
    zone: ZoneInfo
    week: Week = ALWAYS
    exceptions: Mapping[date, Special] = field(default_factory=dict)
    holidays: Holidays = no_holidays
    away: tuple[tuple[datetime, datetime], ...] = ()
    name: str = ""
    place: str = ""

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The spans that begin on a day."""
        exceptional = self.exceptions.get(day)
        if exceptional is not None:
            return exceptional.spans
        return () if day in self.holidays(day.year) else self.week[day.weekday()]

    def hours_on(self, day: date) -> tuple[Span, ...]:
        """What is open on a day, between 0 and DAY."""
        return on_the_wall(self.spans_on(day), self.spans_on(day - ONE_DAY))

    def stretch(self, at: datetime) -> tuple[bool, datetime]:
        """Whether the party is open at `at` (UTC), and a later instant until which that surely does not change."""
        until: datetime | None = None
        for start, end in self.away:
            if start <= at < end:
                return False, end
            if at < start:
                until = start
                break
        is_open, change = self._by_the_wall(at)
        return is_open, min(change, until) if until and is_open else change

    def _by_the_wall(self, at: datetime) -> tuple[bool, datetime]:
        local = at.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        is_open, change = False, DAY
        for start, end in self.hours_on(local.date()):
            if minute < start:
                change = start
                break
            if minute < end:
                is_open, change = True, end
                break
        passed = timedelta(minutes=minute, seconds=local.second, microseconds=local.microsecond)
        until = at + timedelta(minutes=change) - passed
        if change == DAY and not is_open:
            until += self._closed_days(local.date())
        return is_open, self._first_change_of_clock(at, local, until)

    def _closed_days(self, day: date) -> timedelta:
        """How long to skip after `day`. The last closed days are walked, so that a moved clock skips no open one."""
        closed = 0
        while closed < SKIPPED_DAYS and not self.hours_on(day + timedelta(days=closed + 1)):
            closed += 1
        return timedelta(days=max(0, closed - 2))

    def _first_change_of_clock(self, at: datetime, local: datetime, until: datetime) -> datetime:
        """`until`, or when their clocks are set to another offset before it: from there the wall is read anew."""
        offset = local.utcoffset()
        if until.astimezone(self.zone).utcoffset() == offset:
            return until
        low, high = at, until
        while high - low > timedelta(microseconds=1):
            middle = low + (high - low) / 2
            if middle.astimezone(self.zone).utcoffset() == offset:
                low = middle
            else:
                high = middle
        return high
