"""Sliding limits: never more than allowed in any window, and never more memory than allowed."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from ringback.base.edge.limits import SlidingLimit
from ringback.base.kit import clock


def _clock() -> clock.SettableClock:
    return clock.SettableClock(datetime(2026, 1, 1, tzinfo=UTC))


@given(st.lists(st.floats(0, 40), max_size=200), st.integers(1, 8))
def test_the_wait_it_names_is_enough_and_bursts_stay_bounded(gaps: list[float], most: int) -> None:
    limit, now = SlidingLimit(60), _clock()
    taken: list[float] = []
    with clock.use(now):
        for gap in gaps:
            now.advance(gap)
            wait = limit.take("sender", most)
            if wait is None:
                taken.append(now.monotonic())
            else:
                assert 1 <= wait <= 121
    for start in taken:
        assert sum(start <= at < start + 60 for at in taken) <= 2 * most
        assert sum(start <= at < start + 1 for at in taken) <= most


@given(st.integers(1, 6), st.floats(0, 59))
def test_after_the_wait_it_lets_one_in(most: int, offset: float) -> None:
    limit, now = SlidingLimit(60), _clock()
    with clock.use(now):
        now.advance(offset)
        for _ in range(most):
            assert limit.take("sender", most) is None
        wait = limit.take("sender", most)
        assert wait is not None
        now.advance(wait)
        assert limit.take("sender", most) is None


def test_senders_do_not_share_and_what_is_given_back_counts_no_more() -> None:
    limit = SlidingLimit(60)
    assert limit.take("a", 1) is None and limit.take("b", 1) is None
    assert limit.take("a", 1) is not None
    limit.give_back("a")
    assert limit.take("a", 1) is None


def test_a_million_senders_take_the_room_of_a_few() -> None:
    limit = SlidingLimit(60, most_keys=100)
    for number in range(5000):
        limit.take(number, 1)
    assert len(limit) == 100
