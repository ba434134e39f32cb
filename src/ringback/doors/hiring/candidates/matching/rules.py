"""Each requirement met, missing or unknown, with the words that say so; pay, place, and likeness as one of many."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

Verdict = Literal["met", "missing", "unknown"]

# Words that every requirement and every résumé has, in the languages openings are written in.
_COMMON = frozenset(
    (
        "a", "an", "and", "are", "at", "for", "have", "in", "is", "of", "on", "or", "our", "the", "to", "we",
        "with", "you", "your", "experience", "good", "very", "least", "der", "die", "das", "ein", "eine",
        "einen", "und", "oder", "mit", "im", "von", "zu", "zur", "zum", "fur", "bei", "auf", "erfahrung",
        "gute", "guter", "и", "в", "на", "с", "по", "или", "для", "от", "опыт", "работы", "знание", "y", "o",
        "de", "del", "la", "el", "en", "con", "un", "una", "los", "las", "experiencia",
    )
)  # fmt: skip
# How long somebody did something no word can say: a person must look.
_YEARS = frozenset(
    (
        "year", "years", "jahr", "jahre", "jahren", "год", "года", "лет", "ano", "anos",
    )
)  # fmt: skip
_SILENT = _COMMON | _YEARS
_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_STEM = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an opening asks for and gives: `text` is everything it says."""

    requirements: Sequence[str]
    pay_to: Decimal | None
    place: str
    anywhere: bool
    text: str


@dataclass(frozen=True, slots=True)
class Given:
    """What a candidate says: `text` of résumé and letter, "" where nothing could be read.

    Without a résumé nothing can be missing: a letter need not say everything.
    """

    text: str
    wanted_pay: Decimal | None
    city: str
    has_resume: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement: the verdict, and the line of the résumé that gave it, "" for none."""

    requirement: str
    verdict: Verdict
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The whole of it. `over_pay`: by how much more is wanted than can be paid (0: not; None: unknown).

    `same_place` is None where it does not matter or nobody knows. `likeness`, 0 to 1, is of all words: one line among
    the others, for who words alike need not be able to do the work.
    """

    lines: Sequence[Line]
    over_pay: Decimal | None
    same_place: bool | None
    likeness: float

    def count(self, verdict: Verdict) -> int:
        """How many requirements have that verdict."""
        return sum(1 for line in self.lines if line.verdict == verdict)


def match(wanted: Wanted, given: Given) -> Match:
    """Hold a candidate against an opening."""
    lines = [(line, frozenset(_words(line))) for line in given.text.splitlines() if line.strip()]
    return Match(
        [_line(requirement, lines, has_resume=given.has_resume) for requirement in wanted.requirements],
        _over(wanted.pay_to, given.wanted_pay),
        _same_place(wanted, given.city),
        _likeness(_counted(wanted.text), Counter(word for _line, words in lines for word in words)),
    )


def _line(requirement: str, lines: Sequence[tuple[str, frozenset[str]]], *, has_resume: bool) -> Line:
    """Met: all its words are there. Some of them, nothing to read, or a number of years: unknown, a person must look.
    None of them: missing.
    """
    every = frozenset(_words(requirement, common=True))
    asked = frozenset(_words(requirement)) or every
    if not lines or not asked:
        return Line(requirement, "unknown")
    there = asked & frozenset().union(*(words for _text, words in lines))
    if not there:
        return Line(requirement, "missing" if has_resume else "unknown")
    best = max(lines, key=lambda line: len(asked & line[1]))[0].strip()
    return Line(requirement, "met" if there == asked and not every & _YEARS else "unknown", best[:200])


def _over(pay_to: Decimal | None, wanted: Decimal | None) -> Decimal | None:
    return None if pay_to is None or wanted is None else max(Decimal(0), wanted - pay_to)


def _same_place(wanted: Wanted, city: str) -> bool | None:
    if wanted.anywhere or not wanted.place or not city:
        return None
    return bool(frozenset(_words(wanted.place)) & frozenset(_words(city)))


def _likeness(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """The cosine of two counts of words."""
    dot = sum(count * other.get(word, 0) for word, count in one.items())
    lengths = math.sqrt(sum(n * n for n in one.values())) * math.sqrt(sum(n * n for n in other.values()))
    return dot / lengths if lengths else 0.0


@lru_cache(maxsize=64)
def _counted(text: str) -> Counter[str]:
    return Counter(_words(text))


def _words(text: str, *, common: bool = False) -> list[str]:
    """Words without case, accents and endings; numbers and common words say nothing. Signs of CJK by themselves."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    found = [word for word in _WORD.findall(plain) if not _CJK.search(word)]
    kept = [word for word in found if common or (word not in _SILENT and not word.isdecimal())]
    return [word[:_STEM] if len(word) > _STEM + 2 else word for word in kept] + _CJK.findall(plain)
