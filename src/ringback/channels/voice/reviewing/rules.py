"""What a score is, and what a scorecard may hold: decided from plain values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ringback.base.kit.errors import FieldError

MOST_CRITERIA = 10
LEAST_MARK, MOST_MARK = 2, 10
MOST_WEIGHT = 10
MOST_TITLE, MOST_HINT = 80, 200
_TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})|(\d{1,5})(?:[.,](\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is marked; a heavier one counts more."""

    title: str
    hint: str = ""
    weight: int = 1


def score(criteria: Sequence[Criterion], marks: Sequence[int | None], most: int) -> Decimal:
    """The weighted share of what could be reached, 0 to 100; what did not apply (None) counts neither way.

    Raises FieldError for a mark outside 1 to `most`, and where nothing is marked.
    """
    pairs = [(one.weight, mark) for one, mark in zip(criteria, marks, strict=True) if mark is not None]
    if any(not 1 <= mark <= most for _weight, mark in pairs):
        raise FieldError("marks", "There is no such mark.", f"Give marks from 1 to {most}.")
    if not pairs:
        raise FieldError("marks", "Nothing is marked.", "Give at least one mark.")
    reached = sum(weight * (mark - 1) for weight, mark in pairs)
    share = Decimal(100 * reached) / (sum(weight for weight, _mark in pairs) * (most - 1))
    return share.quantize(Decimal("0.1"), ROUND_HALF_UP)


def checked(criteria: Sequence[Criterion]) -> list[Criterion]:
    """The criteria as they may be stored. Raises FieldError."""
    kept = [Criterion(" ".join(one.title.split()), " ".join(one.hint.split()), one.weight) for one in criteria]
    kept = [one for one in kept if one.title]
    if not 1 <= len(kept) <= MOST_CRITERIA:
        raise FieldError("criteria", "A scorecard needs something to mark.", f"Name 1 to {MOST_CRITERIA} criteria.")
    if len({one.title.casefold() for one in kept}) < len(kept):
        raise FieldError("criteria", "Two criteria have one name.", "Give each a name of its own.")
    for one in kept:
        if len(one.title) > MOST_TITLE or len(one.hint) > MOST_HINT or not 1 <= one.weight <= MOST_WEIGHT:
            raise FieldError("criteria", f"“{one.title[:40]}” is out of range.", "Shorten it; weights are 1 to 10.")
    return kept


def stored(criteria: Sequence[Criterion]) -> list[dict[str, object]]:
    """Criteria as plain JSON values."""
    return [{"title": one.title, "hint": one.hint, "weight": one.weight} for one in criteria]


def read(rows: Sequence[Mapping[str, object]]) -> list[Criterion]:
    """Criteria from their stored values."""
    return [Criterion(str(row["title"]), str(row.get("hint", "")), int(str(row.get("weight", 1)))) for row in rows]


def seconds(text: str) -> float | None:
    """A point of a recording as people type it: "1:05", "0:01:05" or "65.5"; None for nothing. Raises FieldError."""
    plain = text.strip()
    if not plain:
        return None
    found = _TIME.fullmatch(plain)
    if found is None:
        raise FieldError("at", "This is no point of a recording.", "Type minutes and seconds, as 1:05.")
    hours, minutes, rest, whole, tenth = found.groups()
    if whole is not None:
        return int(whole) + int(tenth or 0) / 10
    return float(int(hours or 0) * 3600 + int(minutes) * 60 + int(rest))
