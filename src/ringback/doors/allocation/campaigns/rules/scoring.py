"""Points for answers, each with its reason (MISSION A3). A score orders a list; it refuses nobody (A9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class ScoreLine:
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


@dataclass(frozen=True, slots=True)
class Score:
    """The sum, and a line for each visible question."""

    total: Decimal
    lines: tuple[ScoreLine, ...]


def score(questions: Sequence[Asked], answers: Mapping[str, Value]) -> Score:
    """The points of these answers. `answers` as `asking.read` gives them; hidden questions count for nothing."""
    lines = tuple(_line(one, answers.get(one.key)) for one in visible(questions, answers))
    return Score(sum((line.points for line in lines), NOTHING), lines)


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


def _line(asked: Asked, value: Value | None) -> ScoreLine:
    said = _said(asked, value)
    if not value:
        return ScoreLine(asked.key, asked.text, said, NOTHING, Why.NO_ANSWER)
    if not any(asked.weights.values()):
        return ScoreLine(asked.key, asked.text, said, NOTHING, Why.NO_WEIGHT)
    match asked.kind:
        case "number":
            each, most = asked.weights.get("each", NOTHING), asked.weights.get("most")
            return _capped(asked, said, Decimal(str(value)) * each, most, each)
        case "several":
            keys = value if isinstance(value, list) else [value]
            points = sum((asked.weights.get(key, NOTHING) for key in keys), NOTHING)
            return _capped(asked, said, points, asked.weights.get("most"), NOTHING)
        case "yes_no" | "choice":
            points = asked.weights.get(str(value), NOTHING)
            return ScoreLine(asked.key, asked.text, said, points, Why.ANSWER)
    return ScoreLine(asked.key, asked.text, said, asked.weights.get("given", NOTHING), Why.GIVEN)


def _capped(asked: Asked, said: str, points: Decimal, most: Decimal | None, each: Decimal) -> ScoreLine:
    if most is not None and points > most:
        return ScoreLine(asked.key, asked.text, said, most, Why.CAPPED, each, most)
    return ScoreLine(asked.key, asked.text, said, points, Why.EACH if each else Why.ANSWER, each, most)


def _said(asked: Asked, value: Value | None) -> str:
    texts = dict(asked.choices)
    return ", ".join(texts.get(one, one) for one in (value if isinstance(value, list) else [value or ""]))
