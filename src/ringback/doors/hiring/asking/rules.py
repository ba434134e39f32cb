"""What may be shown of marks without showing whose they are. Plain values."""

from collections.abc import Sequence
from dataclasses import dataclass

MARKS = (1, 2, 3, 4, 5)
# So many must stand behind whatever is shown.
LEAST = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """So many answers, and how often each mark from 1 to 5 was given."""

    count: int
    often: tuple[int, ...]

    @property
    def mean(self) -> float | None:
        """Between 1 and 5; None of nothing."""
        whole = sum(mark * count for mark, count in zip(MARKS, self.often, strict=True))
        return whole / self.count if self.count else None


def shown_of(count: int) -> int:
    """How many of `count` answers are shown: in fives. Otherwise whoever looks twice would see what the last one said,
    and whoever subtracts parts from the whole what the hidden part did."""
    return count - count % LEAST


def shown(marks: Sequence[int]) -> Shown:
    """The marks as they may be shown, the earliest first in `marks`."""
    kept = marks[: shown_of(len(marks))]
    return Shown(len(kept), tuple(sum(1 for one in kept if one == mark) for mark in MARKS))
