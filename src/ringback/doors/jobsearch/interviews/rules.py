"""What an interview's signs weigh, and when a call beats a letter: pure decisions over plain values."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

# From how much on the good signs outweigh: two clear ones without a bad one.
GOOD_FROM = 4


class Feeling(StrEnum):
    """What the signs say together."""

    GOOD = "good"
    OPEN = "open"
    BAD = "bad"


def weight(chosen: Iterable[str], weights: Mapping[str, int]) -> int:
    """What the chosen signs weigh together; what is no sign weighs nothing (MISSION S24)."""
    return sum(weights.get(one, 0) for one in set(chosen))


def feeling(chosen: Collection[str], weights: Mapping[str, int]) -> Feeling | None:
    """What they say together; None where none was noted. They are signs and no answer: nothing follows by itself."""
    if not any(one in weights for one in chosen):
        return None
    total = weight(chosen, weights)
    return Feeling.GOOD if total >= GOOD_FROM else Feeling.BAD if total <= -GOOD_FROM else Feeling.OPEN
