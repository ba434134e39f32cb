"""A small chart over time: where its bars, or the parts of its bars, stand, as plain numbers for an SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 100.0, 100.0
_GAP = 0.25
# A share of nothing would be no bar at all: a line on the ground shows that it was measured.
_LEAST = 1.0


@dataclass(frozen=True, slots=True)
class Column:
    """One bar, in per cent of the chart: `x`, `width`, and its `y` and `height` from the top."""

    x: float
    width: float
    y: float
    height: float


def columns(shares: Sequence[float | None]) -> list[Column | None]:
    """A bar for each share (0 to 1), side by side; None where there was nothing to measure."""
    if not shares:
        return []
    slot = WIDTH / len(shares)
    return [None if share is None else _column(place * slot, slot, share) for place, share in enumerate(shares)]


def _column(x: float, slot: float, share: float) -> Column:
    height = max(_LEAST, HEIGHT * min(1.0, max(0.0, share)))
    return Column(
        round(x + slot * _GAP / 2, 3), round(slot * (1 - _GAP), 3), round(HEIGHT - height, 3), round(height, 3)
    )


def stacked(parts: Sequence[Sequence[int]]) -> list[list[Column | None]]:
    """For each bar its parts one upon the other, the first on the ground; None for a part of nothing.

    The tallest bar fills the chart, and the others stand beside it to scale.
    """
    most = max((sum(counts) for counts in parts), default=0)
    if not most:
        return [[None for _count in counts] for counts in parts]
    slot = WIDTH / len(parts)
    return [_stack(place * slot, slot, counts, most) for place, counts in enumerate(parts)]


def _stack(x: float, slot: float, counts: Sequence[int], most: int) -> list[Column | None]:
    made: list[Column | None] = []
    below = 0
    for count in counts:
        below += count
        y, height = HEIGHT * (1 - below / most), HEIGHT * count / most
        bar = Column(round(x + slot * _GAP / 2, 3), round(slot * (1 - _GAP), 3), round(y, 3), round(height, 3))
        made.append(bar if count else None)
    return made
