"""A small chart of shares over time: where its bars stand, as plain numbers for an SVG."""

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
