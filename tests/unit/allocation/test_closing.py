"""When regions close, by their own clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.doors.allocation.campaigns.rules import RegionFacts, closing_instant, is_open

ZONES = ["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo", "Asia/Kolkata", "Pacific/Kiritimati",
         "Africa/Cairo", "America/Havana", "America/Asuncion", "Asia/Beirut", "Australia/Lord_Howe"]  # fmt: skip


def region(day: date, zone: str) -> RegionFacts:
    return RegionFacts(1, "Somewhere", zone, day, closing_instant(day, zone))


@pytest.mark.parametrize(
    ("day", "zone", "instant"),
    [
        (date(2026, 5, 12), "Europe/Berlin", "2026-05-12T22:00+00:00"),
        (date(2026, 5, 12), "America/New_York", "2026-05-13T04:00+00:00"),
        (date(2026, 5, 24), "Asia/Tokyo", "2026-05-24T15:00+00:00"),
        (date(2026, 3, 28), "Europe/Berlin", "2026-03-28T23:00+00:00"),  # the clock moves in the night after
        (date(2026, 3, 29), "Europe/Berlin", "2026-03-29T22:00+00:00"),
        (date(2026, 4, 23), "Africa/Cairo", "2026-04-23T22:00+00:00"),  # there is no midnight
        (date(2026, 10, 31), "America/Havana", "2026-11-01T04:00+00:00"),  # there are two
    ],
)
def test_a_region_closes_at_the_end_of_its_last_day(day: date, zone: str, instant: str) -> None:
    assert closing_instant(day, zone) == datetime.fromisoformat(instant)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.sampled_from(ZONES))
def test_the_instant_before_is_that_day_and_the_instant_itself_is_not(day: date, zone: str) -> None:
    at = closing_instant(day, zone)
    assert at.astimezone(ZoneInfo(zone)).date() > day
    assert (at - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date() <= day


def test_on_the_twentieth_of_may_europe_is_closed_and_some_of_asia_open() -> None:
    at = datetime(2026, 5, 20, 12, tzinfo=UTC)
    europe, asia = region(date(2026, 5, 12), "Europe/Berlin"), region(date(2026, 5, 24), "Asia/Singapore")
    assert (is_open(europe, at), is_open(asia, at)) == (False, True)
    assert is_open(europe, europe.closes_at - timedelta(microseconds=1)) and not is_open(europe, europe.closes_at)
    assert not is_open(asia, at, opens_at=at + timedelta(seconds=1))
