"""What is marked and by which weight: the criteria of a scorecard, and the score that marks make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from ringback.base.kit.errors import FieldError

MOST_CRITERIA = 10
LEAST_MARK, MOST_MARK = 2, 10
MOST_WEIGHT = 10
MOST_TITLE, MOST_HINT = 80, 200


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is marked; a heavier one counts more."""

    title: str
    hint: str = ""
    weight: int = 1


AnyCriterion = TypeVar("AnyCriterion", bound=Criterion)


def score(criteria: Sequence[Criterion], marks: Sequence[int | None], most: int) -> Decimal:
    """The weighted share of what could be reached, 0 to 100; what did not apply (None) counts neither way.

    Raises FieldError for a mark outside 1 to `most`, and where nothing is marked.
    """
    pairs = [(one.weight, mark) for one, mark in zip(criteria, marks, strict=True) if mark is not None]
    check_marks(marks, most)
    reached = sum(weight * (mark - 1) for weight, mark in pairs)
    share = Decimal(100 * reached) / (sum(weight for weight, _mark in pairs) * (most - 1))
    return share.quantize(Decimal("0.1"), ROUND_HALF_UP)


def check_marks(marks: Sequence[int | None], most: int) -> None:
    """Raises FieldError for a mark outside 1 to `most`, and where nothing is marked."""
    given = [mark for mark in marks if mark is not None]
    if any(not 1 <= mark <= most for mark in given):
        raise FieldError("marks", "There is no such mark.", f"Give marks from 1 to {most}.")
    if not given:
        raise FieldError("marks", "Nothing is marked.", "Give at least one mark.")


def checked(criteria: Sequence[AnyCriterion], most_hint: int = MOST_HINT) -> list[AnyCriterion]:
    """The criteria as they may be stored. Raises FieldError."""
    kept = [replace(one, title=" ".join(one.title.split()), hint=_lines(one.hint)) for one in criteria]
    kept = [one for one in kept if one.title]
    if not 1 <= len(kept) <= MOST_CRITERIA:
        raise FieldError("criteria", "A scorecard needs something to mark.", f"Name 1 to {MOST_CRITERIA} criteria.")
    if len({one.title.casefold() for one in kept}) < len(kept):
        raise FieldError("criteria", "Two criteria have one name.", "Give each a name of its own.")
    for one in kept:
        if len(one.title) > MOST_TITLE or len(one.hint) > most_hint or not 1 <= one.weight <= MOST_WEIGHT:
            raise FieldError("criteria", f"“{one.title[:40]}” is out of range.", "Shorten it; weights are 1 to 10.")
    return kept


def check_best(most: int) -> None:
    """Raises FieldError for a best mark that is none."""
    if not LEAST_MARK <= most <= MOST_MARK:
        raise FieldError("most", "This is no best mark.", "Choose from 2 to 10.")


def stored(criteria: Sequence[Criterion]) -> list[dict[str, object]]:
    """Criteria as plain JSON values."""
    return [{"title": one.title, "hint": one.hint, "weight": one.weight} for one in criteria]


def read(rows: Sequence[Mapping[str, object]]) -> list[Criterion]:
    """Criteria from their stored values."""
    return [Criterion(str(row["title"]), str(row.get("hint", "")), int(str(row.get("weight", 1)))) for row in rows]


def _lines(text: str) -> str:
    """Each line without needless space; empty ones go."""
    return "\n".join(line for one in text.splitlines() if (line := " ".join(one.split())))
