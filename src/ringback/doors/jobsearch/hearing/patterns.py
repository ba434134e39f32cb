"""How deadlines are said: the patterns of `languages/`, a file a language, made ready to be found."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from tomllib import loads
from typing import Any

FOLDER = Path(__file__).parent / "languages"
# What people type with and without: marks on an alef, the dots of ё, and what stretches an Arabic word.
_ALIKE = str.maketrans("أإآىё", "ااايе", "ـ")


class Means(StrEnum):
    """What a pattern names."""

    DATE = "date"
    WITHIN = "within"
    DAYS = "days"
    WEEKDAY = "weekday"
    NEXT_WEEKDAY = "next_weekday"
    WEEK_END = "week_end"
    NEXT_WEEK = "next_week"


@dataclass(frozen=True, slots=True)
class Units:
    """How a language counts: words for numbers, how weeks and hours begin, and units that are two by themselves."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    weeks: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    twos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to name a day in one language. `number`: which weekday, or how many days from today."""

    found: re.Pattern[str]
    means: Means
    number: int = 0
    units: Units = field(default_factory=Units)


def plain(text: str) -> str:
    """A text as patterns expect it: small letters, no marks above or below them, single spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_ALIKE)
    return " ".join("".join(one for one in folded if unicodedata.category(one) != "Mn").split())


@lru_cache(maxsize=1)
def patterns() -> Sequence[Pattern]:
    """Every pattern of every language."""
    files = sorted(FOLDER.glob("*.toml"))
    return [pattern for path in files for pattern in _of_language(loads(path.read_text("utf-8")))]


def _of_language(words: Mapping[str, Any]) -> Iterator[Pattern]:
    """All that a language can say: a word before the day ("until"), or after it ("之前"), and how long from now."""
    for means, number, names in _named(words):
        for found in _compiled(words, _either(names)):
            yield Pattern(found, means, number)
    for found in _compiled(words, words["date"]):
        yield Pattern(found, Means.DATE)
    yield _within(words)


def _named(words: Mapping[str, Any]) -> Iterator[tuple[Means, int, list[str]]]:
    for number, names in enumerate(words["weekdays"]):
        yield Means.WEEKDAY, number, names
        yield Means.NEXT_WEEKDAY, number, [form.replace("{day}", name) for form in words["next"] for name in names]
    for number, names in ((1, words["tomorrow"]), (2, words["after_tomorrow"])):
        yield Means.DAYS, number, names
    yield Means.WEEK_END, 0, words["week_end"]
    yield Means.NEXT_WEEK, 0, words["next_week"]


def _compiled(words: Mapping[str, Any], day: str) -> Iterator[re.Pattern[str]]:
    spaced = words.get("spaced", True)
    gap, edge, end = (r"\s+", r"(?<!\w)", r"(?!\w)") if spaced else (r"\s*", "", "")
    between = f"(?:(?:{_either(words['between'])}){gap}){{0,2}}"
    yield re.compile(f"{edge}(?:{_either(words['until'])}){gap}{between}(?:{day}){end}")
    if after := words.get("after"):
        yield re.compile(f"(?:{day})\\s*(?:{_either(after)})")


def _within(words: Mapping[str, Any]) -> Pattern:
    """ "Within three days": only words that set a term, for what one does "in two days" is a strength."""
    numbers = {plain(form): number for number, forms in enumerate(words["numbers"], start=1) for form in forms}
    weeks, hours, twos = (tuple(plain(one) for one in words.get(name, ())) for name in ("weeks", "hours", "twos"))
    named = words["within"].translate(_ALIKE).replace("NUM", rf"(?P<number>\d{{1,3}}|{_either(numbers)})")
    return Pattern(re.compile(named), Means.WITHIN, units=Units(numbers, weeks, hours, twos))


def _either(names: Iterable[str]) -> str:
    return "|".join(re.escape(plain(name)).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True))
