"""The norms a search for work goes by, from norms.toml, with a seeker's own put before them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time, timedelta
from functools import lru_cache
from pathlib import Path
from tomllib import loads
from typing import Any

_FILE = Path(__file__).with_name("norms.toml")
_SIGNS = "signs"
# Longer than anybody plans, in any unit but the minute of a day.
MOST = 730
_MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class Norm:
    """`least` to `most` in `unit` (hours, days, months, touches, minute of the day), and who says so.

    `row` is the row of the mission it comes from. `own`: the seeker has put it there; `fixed`: nobody can.
    """

    slug: str
    least: int
    most: int
    unit: str
    source: str
    row: str
    fixed: bool = False
    own: bool = False

    @property
    def spans(self) -> bool:
        """Whether it is a range rather than one number."""
        return house()[self.slug].least != house()[self.slug].most

    @property
    def hour(self) -> time:
        """The time of day of a norm in minutes."""
        return time(self.least // 60, self.least % 60)

    @property
    def wait(self) -> timedelta:
        """The longest time of a norm in hours or days."""
        return timedelta(hours=self.most) if self.unit == "hours" else timedelta(days=self.most)

    def allows(self, least: int, most: int) -> bool:
        """Whether somebody may put these numbers in its place."""
        if self.unit == "minute":
            return 0 <= least == most < _MINUTES_A_DAY
        return not self.fixed and 1 <= least <= most <= MOST and (self.spans or least == most)


@lru_cache(maxsize=1)
def house() -> Mapping[str, Norm]:
    """The norms of the house by their slug, as they stand in the file."""
    return {slug: Norm(slug, **values) for slug, values in _read().items() if slug != _SIGNS}


def with_own(own: Mapping[str, tuple[int, int]]) -> Mapping[str, Norm]:
    """The norms of the house, and before them those a seeker has put there: from the least to the most, by slug."""
    return {
        slug: replace(norm, least=own[slug][0], most=own[slug][1], own=True)
        if slug in own and norm.allows(*own[slug])
        else norm
        for slug, norm in house().items()
    }


@lru_cache(maxsize=1)
def signs() -> Mapping[str, int]:
    """What each sign at an interview weighs, the good ones first (MISSION S24)."""
    return dict(_read()[_SIGNS])


def _read() -> dict[str, Any]:
    return loads(_FILE.read_text("utf-8"))
