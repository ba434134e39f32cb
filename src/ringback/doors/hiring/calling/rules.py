"""Which call it is, what is said in it, how an address is spelled. Pure decisions over plain values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

STEPS = ("start", "inform", "problems", "finish")
# From so many résumés on there are many: each gets little time.
MANY = 30
MOST_ASKED = 3
TRY_AGAIN = timedelta(hours=2)
WRITTEN_WITHIN = timedelta(hours=1)
# A candidate who named an hour is called within this of it, whatever the clock there shows.
NAMED_HOUR = timedelta(minutes=30)
_FIELD = re.compile(r"\{(\w+)\}")
_JUNIOR = "specialist"


class Way(StrEnum):
    """How long the call is (MISSION H28): many for a junior post are notified, few for a senior one invited."""

    NOTIFICATION = "notification"
    INVITATION = "invitation"


SECONDS = {Way.NOTIFICATION: 30, Way.INVITATION: 120}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The way, and why: "level", "many", "few", or "set" where somebody chose it."""

    way: Way
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a script, with its lines."""

    slug: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Spelled:
    """One sign of an address, and the word that is said for it."""

    sign: str
    word: str


def way_of(level: str, resumes: int, wished: str = "") -> Chosen:
    """The way that the level and the number of résumés ask for; `wished` goes before."""
    if wished:
        return Chosen(Way(wished), "set")
    if level != _JUNIOR:
        return Chosen(Way.INVITATION, "level")
    return Chosen(Way.NOTIFICATION, "many") if resumes >= MANY else Chosen(Way.INVITATION, "few")


def script(words: Mapping[str, str], way: Way, values: Mapping[str, str]) -> list[Step]:
    """The steps with `values` in their places. A line that names what nobody has said is left out (MISSION H31)."""
    return [Step(slug, _lines(words[f"{way}_{slug}"], values)) for slug in STEPS]


def _lines(text: str, values: Mapping[str, str]) -> list[str]:
    lines = (line.strip() for line in text.splitlines())
    said = [line for line in lines if line and all(values.get(name) for name in _FIELD.findall(line))]
    return [_FIELD.sub(lambda found: values[found[1]], line) for line in said]


def spelled(address: str, letters: Mapping[str, str], signs: Mapping[str, str]) -> list[Spelled]:
    """An address letter by letter (MISSION H34); what has no word is said as it stands."""
    return [Spelled(sign, letters.get(sign.lower()) or signs.get(sign) or sign) for sign in address]


def questions(lines: Iterable[str]) -> list[tuple[str, str]]:
    """(question, what answers it in a résumé) of lines such as "May you drive a lorry? | driving licence C"."""
    parts = (line.partition("|") for line in lines)
    return [(question.strip(), words.strip() or question.strip()) for question, _bar, words in parts]
