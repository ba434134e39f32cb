"""Points for answers, each with its reason (MISSION A3). A score orders a list; it refuses nobody (A9)."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import cast

import msgspec

from ringback.doors.allocation.campaigns.rules.asking import visible
from ringback.doors.allocation.campaigns.rules.facts import Asked, Value

NOTHING = Decimal(0)


class Why(StrEnum):
    """Where the points come from; `words.why_words` says it."""

    ANSWER = "answer"  # what was answered is worth that much
    EACH = "each"  # so many, each worth `each`
    CAPPED = "capped"  # more than `most` is not counted
    GIVEN = "given"  # that it was answered at all
    NO_ANSWER = "no_answer"
    NO_WEIGHT = "no_weight"  # the question counts for nothing


class ScoreLine(msgspec.Struct, frozen=True):
    """One question, what was answered (a choice in its words, "yes" and "no" as they are), and its points.

    `each` and `most` explain a number's points, or those of several choices that were capped.
    """

    question: str
    text: str
    answer: str
    points: Decimal
    why: Why
    each: Decimal = NOTHING
    most: Decimal | None = None


class Score(msgspec.Struct, frozen=True):
    """The sum, and a line for each visible question."""

    total: Decimal
    lines: tuple[ScoreLine, ...]


Scorer = Callable[[Mapping[str, Value]], Score]
_Liner = Callable[[Value | None], ScoreLine]


def scorer(questions: Sequence[Asked]) -> Scorer:
    """What gives the points of answers to these questions: made once where many have answered them."""
    lines_of = {one.key: _liner(one) for one in questions}

    def points(answers: Mapping[str, Value]) -> Score:
        lines = tuple([lines_of[one.key](answers.get(one.key)) for one in visible(questions, answers)])
        return Score(sum([line.points for line in lines], NOTHING), lines)

    return points


def score(questions: Sequence[Asked], answers: Mapping[str, Value]) -> Score:
    """The points of these answers. `answers` as `asking.read` gives them; hidden questions count for nothing."""
    return scorer(questions)(answers)


def most_points(asked: Asked) -> Decimal | None:
    """The most that one question can give; None where a number has no cap."""
    weights = asked.weights
    match asked.kind:
        case "number":
            return weights.get("most") if weights.get("each", NOTHING) > 0 else NOTHING
        case "several":
            every = sum((max(weights.get(key, NOTHING), NOTHING) for key, _text in asked.choices), NOTHING)
            return min(every, weights["most"]) if "most" in weights else every
        case "yes_no" | "choice":
            keys = ("yes", "no") if asked.kind == "yes_no" else tuple(key for key, _text in asked.choices)
            return max((weights.get(key, NOTHING) for key in keys), default=NOTHING)
    return weights.get("given", NOTHING)


# Of these, few answers are given by very many.
_ALIKE = frozenset({"yes_no", "choice", "number"})
_LINES_KEPT = 256


def _liner(asked: Asked) -> _Liner:
    """What makes a question's line of an answer to it."""
    counts = any(asked.weights.values())
    texts = dict(asked.choices)
    unanswered = ScoreLine(asked.key, asked.text, "", NOTHING, Why.NO_ANSWER)

    def line(value: Value | None) -> ScoreLine:
        if not value:
            return unanswered
        said = ", ".join([texts.get(one, one) for one in value]) if isinstance(value, list) else texts.get(value, value)
        if not counts:
            return ScoreLine(asked.key, asked.text, said, NOTHING, Why.NO_WEIGHT)
        return _weighed(asked, value, said)

    return cast(_Liner, lru_cache(_LINES_KEPT)(line)) if asked.kind in _ALIKE else line


def _weighed(asked: Asked, value: Value, said: str) -> ScoreLine:
    weights = asked.weights
    match asked.kind:
        case "number":
            each, most = weights.get("each", NOTHING), weights.get("most")
            return _capped(asked, said, Decimal(str(value)) * each, most, each)
        case "several":
            keys = value if isinstance(value, list) else [value]
            points = sum([weights.get(key, NOTHING) for key in keys], NOTHING)
            return _capped(asked, said, points, weights.get("most"), NOTHING)
        case "yes_no" | "choice":
            return ScoreLine(asked.key, asked.text, said, weights.get(str(value), NOTHING), Why.ANSWER)
    return ScoreLine(asked.key, asked.text, said, weights.get("given", NOTHING), Why.GIVEN)


def _capped(asked: Asked, said: str, points: Decimal, most: Decimal | None, each: Decimal) -> ScoreLine:
    if most is not None and points > most:
        return ScoreLine(asked.key, asked.text, said, most, Why.CAPPED, each, most)
    return ScoreLine(asked.key, asked.text, said, points, Why.EACH if each else Why.ANSWER, each, most)
