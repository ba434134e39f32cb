"""The arithmetic of uplift against figures that were published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.doors.website.prompts import uplift
from ringback.doors.website.prompts.uplift import Arm

ARMS = st.integers(1, 100_000).flatmap(lambda n: st.builds(Arm, st.just(n), st.integers(0, n)))


@pytest.mark.parametrize(
    ("arm", "low", "high"),
    [  # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
        (Arm(263, 81), 0.2553, 0.3662),
        (Arm(148, 15), 0.0624, 0.1605),
        (Arm(20, 0), 0.0, 0.1611),
        (Arm(29, 1), 0.0061, 0.1718),
    ],
)
def test_one_share(arm: Arm, low: float, high: float) -> None:
    within = uplift.wilson(arm)
    assert (within.low, within.high) == pytest.approx((low, high), abs=0.00005)


@pytest.mark.parametrize(
    ("test", "base", "low", "high"),
    [  # Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10
        (Arm(70, 56), Arm(80, 48), 0.0524, 0.3339),
        (Arm(10, 9), Arm(10, 3), 0.1705, 0.8090),
        (Arm(56, 5), Arm(29, 0), -0.0381, 0.1926),
        (Arm(10, 10), Arm(10, 0), 0.6075, 1.0),
    ],
)
def test_a_difference_of_shares(test: Arm, base: Arm, low: float, high: float) -> None:
    within = uplift.difference(test, base)
    assert (within.low, within.high) == pytest.approx((low, high), abs=0.00005)


def test_a_ratio_of_shares() -> None:
    """The Physicians' Health Study, heart attacks on placebo against aspirin, as Agresti tells it."""
    told = uplift.compare(Arm(11034, 189), Arm(11037, 104))
    assert told.ratio == pytest.approx(1.82, abs=0.005) and told.ratio_within is not None
    assert (told.ratio_within.low, told.ratio_within.high) == pytest.approx((1.43, 2.31), abs=0.005)
    assert told.verdict == "more"


@pytest.mark.parametrize(
    ("test", "base", "verdict"),
    [
        (Arm(99, 50), Arm(10_000, 900), "thin"),
        (Arm(10_000, 900), Arm(1000, 4), "thin"),
        (Arm(0, 0), Arm(0, 0), "thin"),
        (Arm(10_000, 400), Arm(1000, 40), "open"),
        (Arm(10_000, 400), Arm(10_000, 500), "less"),
    ],
)
def test_it_says_when_it_cannot_tell(test: Arm, base: Arm, verdict: str) -> None:
    assert uplift.compare(test, base).verdict == verdict


@given(ARMS, ARMS)
def test_every_interval_holds_its_figure(test: Arm, base: Arm) -> None:
    told = uplift.compare(test, base)
    assert told.points_within.low <= told.points + 1e-9 and told.points <= told.points_within.high + 1e-9
    assert told.points_within.low >= -1 - 1e-9 and told.points_within.high <= 1 + 1e-9
    if told.ratio is not None and told.ratio_within is not None:
        assert told.ratio_within.low <= told.ratio <= told.ratio_within.high
