"""What a day's dialling comes to as carriers bill it, and what follows from a limit (pure)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

NEAR_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Use:
    """What was dialled through trunks in a day: each begun minute of each answered leg counts as one."""

    dials: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """The most of a day; None: as much as is wanted."""

    minutes: int | None = None
    dials: int | None = None

    def share(self, use: Use) -> float:
        """How much of the limit is used, the greater share of the two: 1.0 is all."""
        pairs = ((use.minutes, self.minutes), (use.dials, self.dials))
        return max((used / most if most else math.inf for used, most in pairs if most is not None), default=0.0)


def used(legs: Iterable[tuple[datetime | None, datetime | None]], now: datetime) -> Use:
    """The use of legs, each given by when it was answered and when it ended; one that goes on counts so far."""
    dials = minutes = 0
    for answered_at, ended_at in legs:
        dials += 1
        if answered_at is not None:
            seconds = ((ended_at or now) - answered_at).total_seconds()
            minutes += max(1, math.ceil(seconds / 60))
    return Use(dials, minutes)


def near(share: float, stops: int) -> bool:
    """Whether it is time to warn that the limit is nearly used up."""
    return share >= stops + NEAR_SHARE


def reached(share: float, stops: int) -> bool:
    """Whether dialling is to stop: as much is used as there may be, and as often again as somebody let it go on."""
    return share >= stops + 1
