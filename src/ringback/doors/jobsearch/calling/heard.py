""" "Until Wednesday", "bis Mittwoch", "до среды": days by which somebody said they will answer (MISSION S23).

The words are data, a file a language; what they mean is here. Pure: text and a day in, days out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from tomllib import loads
from typing import Any

FOLDER = Path(__file__).parent / "days"
MOST_TEXT = 4000
MOST_FOUND = 3
_FRIDAY = 4
_WEEK = 7
_MONTHS = 12
_FARTHEST = timedelta(days=366)
# Marks above and below Arabic letters, and what stretches a word; people type with them and without.
_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_ALEFS = str.maketrans("\u0623\u0625\u0622\u0649\u00a0", "\u0627\u0627\u0627\u064a ")


@dataclass(frozen=True, slots=True)
class Heard:
    """A day that was named as a deadline: the words as they were understood, and the day meant."""

    words: str
    day: date


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One way to name a day in one language."""

    found: re.Pattern[str]
    means: str
    number: int


def deadlines(text: str, today: date) -> list[Heard]:
    """The deadlines in a note, as they stand there, at most three; every language is listened for at once.

    A weekday is the next one after `today`; "next" one is that of the next week. A date without a year is the next
    such. Of two that overlap the longer counts.
    """
    plain = _plain(text[:MOST_TEXT])
    named = [
        (match.start(), -match.end(), day)
        for pattern in _patterns()
        for match in pattern.found.finditer(plain)
        if (day := _day(pattern, match, today)) is not None and day <= today + _FARTHEST
    ]
    found: dict[date, Heard] = {}
    told_until = 0
    for start, end, day in sorted(named):
        if -end > told_until:
            told_until = -end
            found.setdefault(day, Heard(plain[start:-end].strip(), day))
    return list(found.values())[:MOST_FOUND]


def _plain(text: str) -> str:
    return _MARKS.sub("", text).translate(_ALEFS).lower()


def _day(pattern: _Pattern, match: re.Match[str], today: date) -> date | None:
    if pattern.means == "date":
        return _dated(match, today)
    if pattern.means == "weekday":
        ahead = (pattern.number - today.weekday()) % _WEEK or _WEEK
        return today + timedelta(days=ahead)
    if pattern.means == "next_weekday":
        return today + timedelta(days=_WEEK - today.weekday() + pattern.number)
    if pattern.means == "week_end":
        ahead = _FRIDAY - today.weekday()
        return today + timedelta(days=ahead if ahead > 0 else ahead + _WEEK)
    if pattern.means == "next_week":
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


@lru_cache(maxsize=1)
def _patterns() -> Sequence[_Pattern]:
    files = sorted(FOLDER.glob("*.toml"))
    return [pattern for path in files for pattern in _of_language(loads(path.read_text("utf-8")))]


def _of_language(words: Mapping[str, Any]) -> Iterator[_Pattern]:
    """All that a language can say: a word before the day ("until"), or after it ("之前")."""
    for means, number, names in _named(words):
        for found in _compiled(words, _either(names)):
            yield _Pattern(found, means, number)
    for found in _compiled(words, words["date"]):
        yield _Pattern(found, "date", 0)


def _named(words: Mapping[str, Any]) -> Iterator[tuple[str, int, list[str]]]:
    for number, names in enumerate(words["weekdays"]):
        yield "weekday", number, names
        yield "next_weekday", number, [form.replace("{day}", name) for form in words["next"] for name in names]
    for number, names in ((1, words["tomorrow"]), (2, words["after_tomorrow"])):
        yield "days", number, names
    yield "week_end", 0, words["week_end"]
    yield "next_week", 0, words["next_week"]


def _compiled(words: Mapping[str, Any], day: str) -> Iterator[re.Pattern[str]]:
    spaced = words.get("spaced", True)
    gap, edge, end = (r"\s+", r"(?<!\w)", r"(?!\w)") if spaced else (r"\s*", "", "")
    between = f"(?:(?:{_either(words['between'])}){gap}){{0,2}}"
    yield re.compile(f"{edge}(?:{_either(words['until'])}){gap}{between}(?:{day}){end}")
    if after := words.get("after"):
        yield re.compile(f"(?:{day})\\s*(?:{_either(after)})")


def _either(names: Iterable[str]) -> str:
    return "|".join(re.escape(_plain(name)).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True))
