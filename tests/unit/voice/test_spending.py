"""What a day's dialling comes to, and what follows from a limit."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.voice.spending.rules import Limit, Use, near, reached, used

NOON = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)


def _leg(seconds: float | None, ended: bool = True) -> tuple[datetime | None, datetime | None]:
    if seconds is None:
        return None, NOON
    began = NOON - timedelta(seconds=seconds)
    return began, NOON if ended else None


def test_each_begun_minute_of_each_answered_leg_counts() -> None:
    assert used([_leg(None), _leg(1), _leg(60), _leg(61)], NOON) == Use(dials=4, minutes=4)
    assert used([_leg(0)], NOON) == Use(dials=1, minutes=1)
    assert used([_leg(119, ended=False)], NOON) == Use(dials=1, minutes=2)


@pytest.mark.parametrize(
    ("limit", "use", "share"),
    [
        (Limit(), Use(10, 10), 0.0),
        (Limit(minutes=10), Use(99, 5), 0.5),
        (Limit(minutes=10, dials=4), Use(4, 5), 1.0),
    ],
)
def test_the_greater_share_counts(limit: Limit, use: Use, share: float) -> None:
    assert limit.share(use) == share


@given(st.floats(0, 20), st.integers(0, 10))
def test_what_is_reached_was_near_and_each_stop_allows_as_much_again(share: float, stops: int) -> None:
    assert near(share, stops) or not reached(share, stops)
    assert reached(share + 1, stops + 1) == reached(share, stops) or abs(share - round(share)) < 1e-9
