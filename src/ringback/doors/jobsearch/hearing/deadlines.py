"""By which days somebody answers, as notes and letters say it (MISSION S9, S23). Pure: text and a day in, days out."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from ringback.doors.jobsearch.hearing.patterns import Means, Pattern, patterns, plain

MOST_TEXT = 10_000
MOST_FOUND = 3
MOST_DAYS = 60
_FRIDAY = 4
_WEEK = 7
_MONTHS = 12
_DAY_HOURS = 24
_FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Heard:
    """A day that was named as a deadline: the words as they were understood, and the day meant."""

    words: str
    day: date


def deadlines(text: str, today: date) -> list[Heard]:
    """The deadlines in a text, as they stand there, at most three; every language is listened for at once.

    A weekday is the next one after `today`; "next" one is that of the next week. A date without a year is the next
    such. "Within three days" is counted from `today`. Of two that overlap the longer counts.
    """
    listened = plain(text[:MOST_TEXT])
    named = [
        (match.start(), -match.end(), day)
        for pattern in patterns()
        for match in pattern.found.finditer(listened)
        if (day := _day(pattern, match, today)) is not None and day <= today + _FARTHEST
    ]
    found: dict[date, Heard] = {}
    told_until = 0
    for start, end, day in sorted(named):
        if -end > told_until:
            told_until = -end
            found.setdefault(day, Heard(listened[start:-end].strip(), day))
    return list(found.values())[:MOST_FOUND]


def _day(pattern: Pattern, match: re.Match[str], today: date) -> date | None:
    if pattern.means is Means.DATE:
        return _dated(match, today)
    if pattern.means is Means.WITHIN:
        days = _within(pattern, match["number"] or "", match["unit"] or "")
        return today + timedelta(days=days) if 0 < days <= MOST_DAYS else None
    if pattern.means is Means.WEEKDAY:
        ahead = (pattern.number - today.weekday()) % _WEEK or _WEEK
        return today + timedelta(days=ahead)
    if pattern.means is Means.NEXT_WEEKDAY:
        return today + timedelta(days=_WEEK - today.weekday() + pattern.number)
    if pattern.means is Means.WEEK_END:
        ahead = _FRIDAY - today.weekday()
        return today + timedelta(days=ahead if ahead > 0 else ahead + _WEEK)
    if pattern.means is Means.NEXT_WEEK:
        return today + timedelta(days=_WEEK - today.weekday() + _FRIDAY)
    return today + timedelta(days=pattern.number)


def _dated(match: re.Match[str], today: date) -> date | None:
    day, month = int(match["day"]), int(match["month"])
    if month > _MONTHS:
        day, month = month, day
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found > today:
            return found
    return None


def _within(pattern: Pattern, number: str, unit: str) -> int:
    """How many days; 0 for none, and for hours that do not make a day."""
    if not (number or unit):
        return 0
    units = pattern.units
    # A unit without a number is one, or two where it says so itself; a number without a unit counts days.
    count = 2 if unit in units.twos else int(number) if number.isdecimal() else units.numbers.get(number, not number)
    if unit.startswith(units.weeks):
        return _WEEK * count
    return -(-count // _DAY_HOURS) * (count >= _DAY_HOURS) if unit.startswith(units.hours) else count
