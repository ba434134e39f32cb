"""Which interviews are counted and how they are taken apart, as it stands in an address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from ringback.doors.hiring.figures import rules

SPANS = (28, 91, 182, 364)
USUAL_DAYS = 91
MOST_DAYS = 1100
WEEKS = (4, 8, 13, 26)
USUAL_WEEKS = 8
MOST_KEY = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """Interviews of these days, of one opening and of one recruiter where those are given; taken apart `by`."""

    first: date
    last: date
    by: str = "week"
    opening_id: int | None = None
    recruiter_id: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Of what was asked: what became of them ("" for all), for which `reason`, under which row (None: the whole)."""

    what: str = ""
    reason: str = ""
    key: str | None = None


def read(given: Mapping[str, str], today: date, tables: Mapping[str, object]) -> Asked:
    """What an address asks for; what it does not say, or says wrongly, is as usual."""
    days = given.get("days", "")
    span = int(days) if days.isdecimal() and int(days) in SPANS else USUAL_DAYS
    last = day_in(given.get("last", "")) or today
    first = day_in(given.get("first", "")) or last - timedelta(days=span - 1)
    by = given.get("by", "")
    return Asked(
        *in_order(first, last),
        by if by in tables else "week",
        number_in(given.get("opening", "")),
        number_in(given.get("recruiter", "")),
    )


def periods(given: Mapping[str, str], today: date, asked: Asked) -> tuple[Asked, Asked, date | None, int]:
    """The two periods to compare, and the day of the change with its weeks where that is how they were given."""
    weeks_given = given.get("weeks", "")
    weeks = int(weeks_given) if weeks_given.isdecimal() and int(weeks_given) in WEEKS else USUAL_WEEKS
    named = [day for name in ("a_first", "a_last", "b_first", "b_last") if (day := day_in(given.get(name, "")))]
    if not given.get("change") and len(named) == 4:
        return _over(asked, *in_order(*named[:2])), _over(asked, *in_order(*named[2:])), None, weeks
    change = day_in(given.get("change", "")) or today - timedelta(weeks=weeks)
    length = timedelta(weeks=weeks)
    before = _over(asked, change - length, change - timedelta(days=1))
    return before, _over(asked, change, change + length - timedelta(days=1)), change, weeks


def _over(asked: Asked, first: date, last: date) -> Asked:
    return replace(asked, first=first, last=last)


def address(asked: Asked, part: Part | None = None, **more: Any) -> str:
    """The query of an address that asks for just that."""
    values = {
        "first": asked.first,
        "last": asked.last,
        "by": asked.by,
        "opening": asked.opening_id,
        "recruiter": asked.recruiter_id,
    }
    if part is not None:
        values |= {"what": part.what or None, "reason": part.reason or None, "key": part.key}
    return urlencode({name: value for name, value in (values | more).items() if value is not None})


def part_of(given: Mapping[str, str], reasons: list[str]) -> Part:
    """Which part of them an address asks for."""
    what, reason = given.get("what", ""), given.get("reason", "")
    known = what in rules.COUNTED_AS.values()
    key = given["key"].replace("\0", "") if "key" in given else None
    return Part(what if known else "", reason if reason in reasons else "", key[:MOST_KEY] if key is not None else None)


def in_order(first: date, last: date) -> tuple[date, date]:
    """The two days, the earlier first, and not farther apart than three years."""
    first, last = min(first, last), max(first, last)
    return max(first, last - timedelta(days=MOST_DAYS)), last


def day_in(text: str) -> date | None:
    """A day as forms send it; None for anything else, and for years that no post is filled in."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


def number_in(text: str) -> int | None:
    """A row's number; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
