"""Points of very many answers to the same questions: the sums of `campaigns.rules.score`, without its lines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from ringback.doors.allocation.campaigns.rules import Asked, Value

NOTHING = Decimal(0)
Answers = Mapping[str, Value]
_Points = Callable[[Value], Decimal]


def scorer(questions: Sequence[Asked]) -> Callable[[Answers], Decimal]:
    """What gives the points of one person's answers; made once for questions that many have answered.

    Questions that count for nothing are looked at only where another one is shown by their answer.
    """
    steps = _steps(questions)

    def points(answers: Answers) -> Decimal:
        total = NOTHING
        shown: dict[str, Value] = {}
        for key, condition, wanted, worth in steps:
            if condition is not None and not _among(shown.get(condition), wanted):
                continue
            value = answers.get(key)
            if value:
                shown[key] = value
                if worth is not None:
                    total += worth(value)
        return total

    return points


def totals(questions: Sequence[Asked], many: Iterable[tuple[int, Answers]]) -> list[tuple[int, Decimal]]:
    """The points of each, under its own key."""
    points = scorer(questions)
    return [(key, points(answers)) for key, answers in many]


def _steps(questions: Sequence[Asked]) -> list[tuple[str, str | None, frozenset[str], _Points | None]]:
    conditions = {one.shown_if.question for one in questions if one.shown_if is not None}
    found: list[tuple[str, str | None, frozenset[str], _Points | None]] = []
    for one in questions:
        counts = any(one.weights.values())
        if counts or one.key in conditions:
            of, wanted = (one.shown_if.question, one.shown_if.answers) if one.shown_if else (None, ())
            found.append((one.key, of, frozenset(wanted), _worth(one) if counts else None))
    return found


def _worth(asked: Asked) -> _Points:
    weights, most = dict(asked.weights), asked.weights.get("most")
    match asked.kind:
        case "number":
            return _number(weights.get("each", NOTHING), most)
        case "several":
            return _several(weights, most)
        case "yes_no" | "choice":
            return lambda value: weights.get(value, NOTHING) if isinstance(value, str) else NOTHING
    given = weights.get("given", NOTHING)
    return lambda value: given


def _number(each: Decimal, most: Decimal | None) -> _Points:
    def points(value: Value) -> Decimal:
        found = Decimal(str(value)) * each
        return most if most is not None and found > most else found

    return points


def _several(weights: Mapping[str, Decimal], most: Decimal | None) -> _Points:
    def points(value: Value) -> Decimal:
        found = NOTHING
        for key in value if isinstance(value, list) else [value]:
            found += weights.get(key, NOTHING)
        return most if most is not None and found > most else found

    return points


def _among(value: Value | None, wanted: frozenset[str]) -> bool:
    if value is None:
        return False
    return value in wanted if isinstance(value, str) else any(one in wanted for one in value)
