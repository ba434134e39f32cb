"""How much more one arm reaches than another, and how sure that is: shares and their 95 % intervals.

Shares by Wilson's score, their difference by Newcombe's hybrid of two of those (his method 10, Statistics in Medicine
1998), their ratio by Katz's logarithm. All hold for small numbers, where the usual textbook interval does not.
"""

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)
# With less than this in either arm no interval is worth a decision.
LEAST_VISITS = 100
LEAST_REACHED = 5


@dataclass(frozen=True, slots=True)
class Arm:
    """Visits of an arm, and how many of them reached a goal."""

    visits: int
    reached: int

    @property
    def share(self) -> float:
        """0 to 1; 0 where nobody came."""
        return self.reached / self.visits if self.visits else 0.0


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a figure lies with 95 % confidence."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Uplift:
    """`test` against `base`. `points`: difference of the shares; `ratio`: test's share over base's, None without any.

    `verdict`: "thin" (too little data to tell), "more", "less", or "open" (the interval reaches over nothing at all).
    """

    test: Arm
    base: Arm
    points: float
    points_within: Interval
    ratio: float | None
    ratio_within: Interval | None
    verdict: str


def wilson(arm: Arm) -> Interval:
    """The share of an arm, with 95 % confidence."""
    if not arm.visits:
        return Interval(0.0, 1.0)
    n, p = arm.visits, arm.share
    centre, spread = p + Z * Z / (2 * n), Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    whole = 1 + Z * Z / n
    return Interval(max(0.0, (centre - spread) / whole), min(1.0, (centre + spread) / whole))


def difference(test: Arm, base: Arm) -> Interval:
    """The test arm's share minus the base arm's, with 95 % confidence."""
    one, other = wilson(test), wilson(base)
    points = test.share - base.share
    below = sqrt((test.share - one.low) ** 2 + (other.high - base.share) ** 2)
    above = sqrt((one.high - test.share) ** 2 + (base.share - other.low) ** 2)
    return Interval(points - below, points + above)


def ratio(test: Arm, base: Arm) -> Interval | None:
    """The test arm's share over the base arm's, with 95 % confidence; None where an arm reached nothing."""
    if not test.reached or not base.reached:
        return None
    error = sqrt(1 / test.reached - 1 / test.visits + 1 / base.reached - 1 / base.visits)
    middle = log(test.share / base.share)
    return Interval(exp(middle - Z * error), exp(middle + Z * error))


def compare(test: Arm, base: Arm) -> Uplift:
    """What the test arm brings beyond the base arm."""
    points_within, ratio_within = difference(test, base), ratio(test, base)
    thin = min(test.visits, base.visits) < LEAST_VISITS or min(test.reached, base.reached) < LEAST_REACHED
    if thin:
        verdict = "thin"
    elif points_within.low > 0:
        verdict = "more"
    else:
        verdict = "less" if points_within.high < 0 else "open"
    found = test.share / base.share if base.reached else None
    return Uplift(test, base, test.share - base.share, points_within, found, ratio_within, verdict)
