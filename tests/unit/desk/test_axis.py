"""A call's legs on a time axis."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.voice.axis import draw

START = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@dataclass
class Leg:
    role: str
    dialled_at: datetime
    answered_at: datetime | None = None
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    name: str = ""
    address: str = ""
    cause: str = ""


def test_bars_follow_one_another_without_gaps() -> None:
    agent = Leg("agent", at(0), at(20), at(25), at(100))
    visitor = Leg("visitor", at(25), at(40), None, at(100))
    axis = draw([agent, visitor], START, at(40), at(100))
    assert [(bar.kind, bar.x, bar.width) for bar in axis.rows[0].bars] == [
        ("ringing", 0, 20),
        ("whisper", 20, 5),
        ("waiting", 25, 15),
        ("talking", 40, 60),
    ]
    assert [bar.kind for bar in axis.rows[1].bars] == ["ringing", "talking"]
    assert axis.joined_x == 40
    assert axis.talk == (40, 100)


def test_who_never_answered_only_rang() -> None:
    axis = draw([Leg("agent", at(0), ended_at=at(15))], START, None, at(30))
    assert [bar.kind for bar in axis.rows[0].bars] == ["ringing"]
    assert axis.talk is None


def test_a_leg_under_way_reaches_to_now() -> None:
    (row,) = draw([Leg("agent", at(0))], START, None, at(8)).rows
    assert row.bars[0].width == 100


def test_what_is_too_short_to_see_is_still_drawn_within_the_picture() -> None:
    axis = draw([Leg("agent", at(3600), ended_at=at(3600))], START, None, at(3600))
    (bar,) = axis.rows[0].bars
    assert bar.width > 0
    assert bar.x + bar.width <= 100


@pytest.mark.parametrize("seconds", [1, 9, 61, 600, 7200])
def test_ticks_are_few_and_round(seconds: int) -> None:
    ticks = draw([], START, None, at(seconds)).ticks
    assert 1 <= len(ticks) <= 9
    assert all(0 <= tick.x <= 100 for tick in ticks)


@given(moments=st.lists(st.floats(0, 5000), min_size=6, max_size=6), whole=st.floats(0, 6000))
def test_nothing_is_ever_drawn_outside(moments: list[float], whole: float) -> None:
    dialled, answered, accepted, ended, joined, _ = (at(one) for one in sorted(moments))
    leg = Leg("agent", dialled, answered, accepted, ended)
    for bar in draw([leg], START, joined, at(whole)).rows[0].bars:
        assert -1e-6 <= bar.x <= 100
        assert 0 < bar.width <= 100 + 1e-6
