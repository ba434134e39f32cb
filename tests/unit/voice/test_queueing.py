"""The queue's rules: nobody overtakes, positions count everybody ahead, and no estimate is made up."""

from collections.abc import Callable, Set

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.voice.queueing.rules import InLine, estimate_seconds, positions, share_out


def _first_of(candidates: frozenset[int]) -> Callable[[Set[int]], Set[int]]:
    return lambda free: set(sorted(candidates & free)[:1])


def _all_of(candidates: frozenset[int]) -> Callable[[Set[int]], Set[int]]:
    return lambda free: candidates & free


def _call(key: int, candidates: set[int], *, may_wait: bool = True, all_at_once: bool = False) -> InLine:
    some = frozenset(candidates)
    return InLine(key, some, may_wait, _all_of(some) if all_at_once else _first_of(some))


def test_the_first_freed_agent_goes_to_the_longest_waiting() -> None:
    line = [_call(1, {1, 2}), _call(2, {1, 2}), _call(3, {1, 2})]
    assert share_out(line, set(), {1, 2}) == {1, 2, 3}
    assert share_out(line, {2}, {1}) == {2, 3}
    assert share_out(line, {1, 2}, set()) == {3}


def test_whoever_cannot_be_served_by_the_freed_agent_does_not_hold_up_the_others() -> None:
    assert share_out([_call(1, {1}), _call(2, {2})], {2}, {1}) == {1}


def test_nobody_waits_where_there_is_nobody_to_wait_for_or_who_may_not() -> None:
    assert share_out([_call(1, {1}), _call(2, {2}, may_wait=False)], set(), {2}) == set()


def test_a_call_that_rings_all_takes_all_who_are_free() -> None:
    assert share_out([_call(1, {1, 2, 3}, all_at_once=True), _call(2, {3})], {1, 3}, {2}) == {2}


agents = st.sets(st.integers(1, 5), min_size=1, max_size=4)
lines = st.lists(st.tuples(agents, st.booleans()), max_size=8)


@given(lines, st.sets(st.integers(1, 5)), st.sets(st.integers(1, 5)))
def test_nobody_is_served_by_an_agent_whom_somebody_ahead_waits_for(
    drawn: list[tuple[set[int], bool]], free: set[int], busy: set[int]
) -> None:
    line = [_call(key, some, all_at_once=both) for key, (some, both) in enumerate(drawn)]
    waits = share_out(line, free, busy - free)
    left = set(free)
    for one in line:
        if one.key in waits:
            assert not one.candidates & left, "an agent was free for somebody who waits"
        else:
            left -= one.first(left)


def test_positions_count_everybody_ahead_whom_the_same_agents_serve() -> None:
    crews = {1: frozenset({1, 2}), 2: frozenset({2, 3}), 3: frozenset({9})}
    line = [(10, 1), (11, 3), (12, 2), (13, 1), (14, 3), (15, 4), (16, 4)]
    assert positions(line, crews) == {10: 1, 11: 1, 12: 2, 13: 3, 14: 2, 15: 1, 16: 2}


@pytest.mark.parametrize(
    ("position", "agents", "handled", "seconds"),
    [
        (1, 1, [120.0] * 5, 120),
        (3, 2, [100.0, 140.0] * 5, 180),
        (1, 4, [100.0] * 20, 25),
        (1, 2, [120.0] * 4, None),
        (2, 0, [120.0] * 9, None),
        (1, 9, [0.0] * 9, 1),
    ],
)
def test_an_estimate_goes_by_recent_calls_or_is_not_made(
    position: int, agents: int, handled: list[float], seconds: int | None
) -> None:
    assert estimate_seconds(position, agents, handled) == seconds
