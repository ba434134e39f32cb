"""Whether two shares differ by more than chance: Fisher's exact test in whole numbers.

Ours and not a library's: it is one sum, whole numbers make "at most as likely" exact where floating point needs a
tolerance, and the smallest p that these counts could give at all is needed beside it, which no library tells.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import comb

# Who looks at one comparison takes five in a hundred for chance; everybody's habit, so named wherever it decides.
LIMIT = Fraction(5, 100)


class Verdict(StrEnum):
    """What the numbers say."""

    NOTHING = "nothing"
    TOO_FEW = "too_few"
    CHANCE = "chance"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; 0 <= `part` <= `whole`."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comes of comparing two shares. `p`: how often chance alone gives a difference at least as unlikely as this
    one, with the same totals. `least`: the smallest p that any split of these totals could have given."""

    p: Fraction
    least: Fraction
    verdict: Verdict


def compare(before: Share, after: Share) -> Comparison:
    """Fisher's exact test, two-sided: the probabilities of all splits that are at most as likely as the one seen."""
    weights = list(_weights(before.whole, after.whole, before.part + after.part))
    least_part = max(0, before.part + after.part - after.whole)
    whole, seen, rarest = sum(weights), weights[before.part - least_part], min(weights)
    p = Fraction(sum(weight for weight in weights if weight <= seen), whole)
    least = Fraction(sum(weight for weight in weights if weight <= rarest), whole)
    return Comparison(p, least, _verdict(before, after, p, least))


def _weights(first: int, second: int, parts: int) -> Iterator[int]:
    """In how many ways 0, 1, 2 ... (from the least possible) of `parts` fall into the first of two groups."""
    least, most = max(0, parts - second), min(first, parts)
    weight = comb(first, least) * comb(second, parts - least)
    for part in range(least, most + 1):
        yield weight
        weight = weight * (first - part) * (parts - part) // ((part + 1) * (second - parts + part + 1))


def _verdict(before: Share, after: Share, p: Fraction, least: Fraction) -> Verdict:
    if not before.whole or not after.whole or not before.part + after.part:
        return Verdict.NOTHING
    if p <= LIMIT:
        return Verdict.DIFFERENT
    return Verdict.TOO_FEW if least > LIMIT else Verdict.CHANCE
