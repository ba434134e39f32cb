"""Fisher's exact test against published figures, and what it says in words."""

from fractions import Fraction
from math import comb

import pytest

from ringback.doors.hiring.figures import rules, words
from ringback.doors.hiring.figures.exact import Share, Verdict, compare


@pytest.mark.parametrize(
    ("before", "after", "p"),
    [
        ((3, 4), (1, 4), "0.4857"),  # Fisher's lady tasting tea
        ((1, 10), (11, 14), "0.002759"),  # as R's fisher.test and scipy's fisher_exact give it
        ((2, 7), (8, 10), "0.05841"),
        ((0, 5), (0, 9), "1"),
    ],
)
def test_p_is_what_others_give(before: tuple[int, int], after: tuple[int, int], p: str) -> None:
    found = compare(Share(*before), Share(*after)).p
    assert float(found) == pytest.approx(float(p), rel=1e-3)
    assert compare(Share(*after), Share(*before)).p == found


def test_p_adds_up_every_split_that_is_as_unlikely() -> None:
    whole = comb(30, 9)
    ways = [comb(12, part) * comb(18, 9 - part) for part in range(10)]
    for part in range(10):
        expected = Fraction(sum(one for one in ways if one <= ways[part]), whole)
        assert compare(Share(part, 12), Share(9 - part, 18)).p == expected


def test_few_are_told_from_many_that_differ_little() -> None:
    assert compare(Share(2, 3), Share(0, 3)).verdict == Verdict.TOO_FEW
    assert compare(Share(0, 0), Share(3, 9)).verdict == Verdict.NOTHING
    assert compare(Share(12, 40), Share(9, 41)).verdict == Verdict.CHANCE
    assert compare(Share(20, 60), Share(5, 60)).verdict == Verdict.DIFFERENT
    assert compare(Share(2000, 9000), Share(1500, 9000)).verdict == Verdict.DIFFERENT
    assert "40 of 100" in words.why(compare(Share(2, 3), Share(0, 3)))
    assert "46 of 100" in words.why(compare(Share(12, 40), Share(9, 41)))
    assert compare(Share(0, 31), Share(0, 30)).verdict == Verdict.NOTHING
    assert words.often(Fraction(51, 1000)) == "51 of 1,000 comparisons"
    assert words.often(Fraction(1, 10**9)) == "fewer than 1 of 10,000 comparisons"


def test_an_announced_cancellation_is_no_no_show() -> None:
    counts = rules.Counts()
    for state, reason, count in (("held", "", 6), ("late", "", 1), ("no_show", "traffic", 2), ("declined", "", 4)):
        counts.add(state, reason, count)
    counts.add("booked", "", 3)
    assert (counts.agreed, counts.settled, counts.expected) == (16, 13, 9)
    assert counts.missed == Share(2, 9) and rules.SHARES["declined"](counts) == Share(4, 13)
    assert rules.for_reason(counts, "traffic") == Share(2, 9)
