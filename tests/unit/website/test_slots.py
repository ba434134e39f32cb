"""Which times are offered, against a plain reading of the rule; and by hand where clocks are set."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ringback.core.hours.rules import Party, Week, Who, first_permitted, same_every_day
from ringback.doors.website.slots import links
from ringback.doors.website.slots.rules import LENGTHS, Permitted, Terms, beginnings, offers, places

BERLIN, LONDON, NEW_YORK, KATHMANDU = (
    ZoneInfo(name) for name in ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kathmandu")
)
NOON = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)
# Beyond all that is offered here: hours that never meet would be searched for a year, again and again.
LOOKS_AHEAD_DAYS = 16


def hours(week: Week, *zones: ZoneInfo) -> Permitted:
    """As `hours` gives it to the door: all of them must be open. Each minute is asked for once, by many times."""
    parties = [Party(Who.WE, zone, week) for zone in zones]
    return cache(lambda at: first_permitted(at, parties, LOOKS_AHEAD_DAYS))


def open_throughout(permitted: Permitted, at: datetime, minutes: int) -> bool:
    # All hours here begin and end at a quarter of an hour, wherever they are: between them nothing can change.
    return all(permitted(at + minute * A_MINUTE) == at + minute * A_MINUTE for minute in range(0, minutes, 15))


@settings(max_examples=25, deadline=None)
@given(
    now=some.datetimes(datetime(2026, 3, 25), datetime(2026, 11, 3), timezones=some.just(UTC)),
    zone=some.sampled_from([BERLIN, NEW_YORK, KATHMANDU]),
    minutes=some.sampled_from(LENGTHS),
    share=some.integers(1, 100),
    opens=some.integers(0, 16).map(lambda quarter: 360 + 30 * quarter),
    lasting=some.integers(1, 12).map(lambda half: 30 * half),
    crew=some.lists(some.tuples(some.integers(0, 20), some.integers(1, 6)), max_size=3),
    promised=some.lists(some.integers(0, 2 * 24 * 4), max_size=8),
)
def test_a_time_is_offered_just_when_both_sides_have_time_and_a_place_is_left(
    now: datetime,
    zone: ZoneInfo,
    minutes: int,
    share: int,
    opens: int,
    lasting: int,
    crew: Sequence[tuple[int, int]],
    promised: Sequence[int],
) -> None:
    """Each agent works from an hour for some hours; the group and the visitor keep `opens` and `lasting`."""
    terms = Terms(minutes=minutes, share_percent=share, notice_minutes=15, days=2)
    window = hours(same_every_day(opens, opens + lasting), zone, BERLIN)
    agents = [hours(same_every_day(60 * begins, 60 * (begins + long)), BERLIN) for begins, long in crew]
    due = [now + timedelta(minutes=15 * quarter) for quarter in promised]
    found = offers(now, terms, BERLIN, window, agents, due)
    assert found == sorted(set(found))
    quarter = now.replace(minute=0, second=0, microsecond=0)
    for at in (quarter + timedelta(minutes=15 * number) for number in range(4 * 50)):
        wall = at.astimezone(BERLIN)
        expected = (
            now + timedelta(minutes=15) <= at <= now + timedelta(days=2)
            and (60 * wall.hour + wall.minute) % minutes == 0
            and open_throughout(window, at, minutes)
            and sum(at <= one < at + timedelta(minutes=minutes) for one in due)
            < places(sum(open_throughout(one, at, minutes) for one in agents), share)
        )
        assert (at in found) == expected, at


@pytest.mark.parametrize(
    ("since", "walls"),
    [
        (datetime(2026, 3, 29, 0, 0, tzinfo=UTC), ["01:00", "01:30", "03:00", "03:30"]),
        (datetime(2026, 10, 25, 0, 0, tzinfo=UTC), ["02:00", "02:30", "02:00", "02:30"]),
    ],
)
def test_an_hour_that_is_skipped_is_not_offered_and_one_that_comes_twice_is_twice(
    since: datetime, walls: list[str]
) -> None:
    found = list(beginnings(since, since + timedelta(minutes=119), 30, BERLIN))
    assert [at.astimezone(BERLIN).strftime("%H:%M") for at in found] == walls
    assert len(set(found)) == 4


def test_a_zone_of_three_quarters_begins_on_its_own_half_hours() -> None:
    found = list(beginnings(NOON, NOON + timedelta(hours=1), 30, KATHMANDU))
    assert [at.astimezone(KATHMANDU).minute for at in found] == [0, 30]


@pytest.mark.parametrize(("agents", "share", "held"), [(0, 50, 0), (1, 50, 1), (2, 50, 1), (3, 50, 2), (4, 100, 4)])
def test_a_time_holds_a_share_of_the_agents(agents: int, share: int, held: int) -> None:
    assert places(agents, share) == held


def test_a_link_is_good_for_its_own_request_until_it_expires() -> None:
    text = links.write(2**35 + 7, "watching", NOON, "secret")
    link = links.read(text)
    assert len(text) == 32
    assert link is not None and (link.request_id, link.expires_at) == (2**35 + 7, NOON)
    assert links.is_good(link, "watching", NOON - A_MINUTE, "secret")
    assert not links.is_good(link, "watching", NOON, "secret")
    assert not links.is_good(link, "another", NOON - A_MINUTE, "secret")
    assert not links.is_good(link, "watching", NOON - A_MINUTE, "other secret")


@given(some.text(max_size=40))
def test_what_is_no_link_is_nothing(text: str) -> None:
    link = links.read(text)
    assert link is None or not links.is_good(link, "watching", NOON, "secret")
