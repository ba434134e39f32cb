"""Which questions an applicant sees, and what is wrong with what they answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from ringback.base.kit.lines import paragraphs
from ringback.doors.allocation.campaigns.rules.facts import Asked, Value

MOST_TEXT = 4000
MOST_NUMBER = Decimal(10) ** 9
_MOST_DIGITS = 20
_SPREAD = 64  # how much of what somebody sent in the wrong shape is read at all


class Problem(StrEnum):
    """What is wrong with one answer; whoever shows it says it in the reader's language."""

    MISSING = "missing"
    NO_CHOICE = "no_choice"
    NO_NUMBER = "no_number"
    NO_DATE = "no_date"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Read:
    """The answers to the visible questions, by key, as they are kept; and what is wrong, by key."""

    answers: dict[str, Value]
    problems: dict[str, Problem]


def visible(questions: Sequence[Asked], answers: Mapping[str, Value]) -> list[Asked]:
    """The questions that are shown to whoever answered so, in order: a hidden one's answer shows nothing else."""
    shown: dict[str, Asked] = {}
    for one in questions:
        condition = one.shown_if
        if condition is None or (
            condition.question in shown and _among(answers.get(condition.question), condition.answers)
        ):
            shown[one.key] = one
    return list(shown.values())


def read(questions: Sequence[Asked], given: Mapping[str, Any], *, draft: bool = False) -> Read:
    """Read what somebody sent, of any shape; what belongs to no visible question is left out.

    A `draft` may lack required answers; what is there must be right all the same.
    """
    answers: dict[str, Value] = {}
    wrong: dict[str, Problem] = {}
    for one in questions:
        value, problem = _one(one, given.get(one.key))
        if problem is not None:
            wrong[one.key] = problem
        elif value:
            answers[one.key] = value
    shown = {one.key: one for one in visible(questions, answers)}
    found = {key: problem for key, problem in wrong.items() if key in shown}
    if not draft:
        missing = (key for key, one in shown.items() if one.required and key not in answers)
        found |= {key: Problem.MISSING for key in missing if key not in found}
    return Read({key: value for key, value in answers.items() if key in shown}, found)


def _one(asked: Asked, given: Any) -> tuple[Value, Problem | None]:
    """One answer as it is kept, empty where there is none; or what is wrong with it."""
    if given is None or given in ("", []):
        return "", None
    if asked.kind == "several":
        return _several(asked, given)
    if isinstance(given, bool):
        given = "yes" if given else "no"
    text = paragraphs(str(given), MOST_TEXT + 1) if isinstance(given, str | int | float | Decimal) else ""
    match asked.kind:
        case "yes_no":
            return (text, None) if text in ("yes", "no") else ("", Problem.NO_CHOICE)
        case "choice":
            return (text, None) if text in dict(asked.choices) else ("", Problem.NO_CHOICE)
        case "number":
            return _number(text)
        case "date":
            return _date(text)
    return ("", Problem.TOO_LONG) if len(text) > MOST_TEXT else (text, None)


def _several(asked: Asked, given: Any) -> tuple[Value, Problem | None]:
    keys = {str(one) for one in (given[:_SPREAD] if isinstance(given, list | tuple) else [given])}
    known = [key for key, _text in asked.choices if key in keys]
    return ("", Problem.NO_CHOICE) if len(known) < len(keys) else (known, None)


def _number(text: str) -> tuple[Value, Problem | None]:
    plain = text.replace(" ", "").replace(",", ".")
    try:
        number = Decimal(plain) if plain.isascii() and len(plain) <= _MOST_DIGITS else Decimal("NaN")
    except InvalidOperation:
        return "", Problem.NO_NUMBER
    if not number.is_finite() or not 0 <= number <= MOST_NUMBER:
        return "", Problem.NO_NUMBER
    return f"{number:f}", None


def _date(text: str) -> tuple[Value, Problem | None]:
    try:
        return date.fromisoformat(text).isoformat(), None
    except ValueError:
        return "", Problem.NO_DATE


def _among(value: Value | None, wanted: Sequence[str]) -> bool:
    given = value if isinstance(value, list) else [value]
    return any(one in wanted for one in given)
