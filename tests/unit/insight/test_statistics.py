"""Adding figures up, and how long people waited."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.insight.statistics.rules import (
    STEPS,
    Figures,
    after_month,
    cover,
    first_of_month,
    merged,
    quantile,
    step_of,
    summed,
)

waits = st.lists(st.floats(0.01, 900), min_size=1, max_size=200)


def _counted(seconds: list[float]) -> list[int]:
    counts = [0] * len(STEPS)
    for one in seconds:
        counts[step_of(one)] += 1
    return counts


@given(waits, st.sampled_from([0.5, 0.95]))
def test_a_quantile_lies_in_the_step_of_the_true_one(seconds: list[float], share: float) -> None:
    found = quantile(_counted(seconds), share)
    true = sorted(seconds)[max(0, -(-int(share * 1000) * len(seconds) // 1000) - 1)]
    assert found is not None
    assert abs(step_of(found) - step_of(true)) <= 1


@given(waits)
def test_quantiles_grow_with_their_share(seconds: list[float]) -> None:
    counts = _counted(seconds)
    found = [quantile(counts, share) or 0 for share in (0.0, 0.25, 0.5, 0.75, 0.95, 1.0)]
    assert found == sorted(found) and found[-1] <= STEPS[step_of(max(seconds))]


def test_nothing_has_no_quantile_and_no_share() -> None:
    nothing = Figures()
    assert nothing.waited(0.5) is None and nothing.conversion is None
    assert nothing.answered_share is None and nothing.talk_each is None


@pytest.mark.parametrize(("seconds", "place"), [(0, 0), (5, 0), (5.1, 1), (86_400, 10), (10**9, 10)])
def test_every_wait_has_a_step(seconds: float, place: int) -> None:
    assert step_of(seconds) == place


@given(st.lists(st.tuples(*[st.integers(0, 99)] * 4), max_size=20))
def test_the_whole_is_its_parts_however_they_are_named(parts: list[tuple[int, int, int, int]]) -> None:
    rows = {
        place: Figures(entries=entries, requests=requests, answered=answered, missed=missed)
        for place, (entries, requests, answered, missed) in enumerate(parts)
    }
    names = {place: "even" for place in rows if place % 2 == 0}
    assert summed(merged(rows, names).values()) == summed(rows.values())


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 800), st.sets(st.integers(-1, 30)), st.integers(0, 31)
)
def test_months_and_days_beside_and_away_are_all_days_once(first: date, length: int, which: set[int], end: int) -> None:
    """Months are known from the one before the first to the one of the last day, that one perhaps not to its end."""
    last, months, begin = first + timedelta(days=length), [], first_of_month(first_of_month(first) - timedelta(days=1))
    while begin <= last:
        months.append((begin, after_month(begin)))
        begin = after_month(begin)
    months[-1] = (months[-1][0], min(months[-1][0] + timedelta(days=1 + end), months[-1][1]))
    known = dict(month for place, month in enumerate(months) if place - 1 in which)
    read = cover(first, last, known.items())
    counts: Counter[date] = Counter()
    for begin in read.months:
        counts.update(_days(begin, known[begin] - timedelta(days=1)))
    for stretch in read.beside:
        counts.update(_days(*stretch))
    for stretch in read.away:
        counts.subtract(_days(*stretch))
    assert dict.fromkeys(_days(first, last), 1) == {day: times for day, times in counts.items() if times}
    assert sum(len(_days(*stretch)) for stretch in (*read.beside, *read.away)) <= length + 1


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=place) for place in range((last - first).days + 1)]
