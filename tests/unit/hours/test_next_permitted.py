"""The next permitted instant against a minute-by-minute oracle, and by hand where clocks are set."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from ringback.core.hours.rules import (
    ALWAYS,
    NEVER,
    Party,
    Special,
    Week,
    Who,
    Why,
    next_permitted,
    open_until,
    same_every_day,
)
from tests.unit.hours.oracle import first_open, is_open

# Clocks that are set, odd offsets, half hours of summer time, either side of the date line, Ramadan, midnight changes.
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Vladivostok",
    "Africa/Casablanca",
    "America/Havana",
    "America/Santiago",
    "Asia/Beirut",
    "Africa/Cairo",
    "UTC",
)
# Around these the clocks of some zone above are set.
CHANGES = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 5, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, tzinfo=UTC),
    datetime(2026, 2, 15, 2, tzinfo=UTC),
    datetime(2026, 3, 22, 2, tzinfo=UTC),
    datetime(2026, 4, 5, 3, tzinfo=UTC),
    datetime(2026, 9, 6, 4, tzinfo=UTC),
    datetime(2026, 3, 28, 22, tzinfo=UTC),
    datetime(2026, 4, 23, 22, tzinfo=UTC),
    datetime(2011, 12, 30, 10, tzinfo=UTC),
)


@some.composite
def spans(draw: some.DrawFn) -> tuple[tuple[int, int], ...]:
    """Up to three spans of a day that do not overlap; the last may reach into the next day."""
    marks = sorted(draw(some.sets(some.integers(0, 1439), max_size=6)))
    pairs = list(zip(marks[::2], marks[1::2], strict=False))
    over_midnight: bool = draw(some.booleans())
    if pairs and over_midnight:
        pairs[-1] = (pairs[-1][0], draw(some.integers(pairs[-1][0] + 1, pairs[-1][0] + 1440)))
    return tuple(pairs)


@some.composite
def parties(draw: some.DrawFn, near: datetime) -> Party:
    """Somebody with hours, an exception, a holiday and an absence, all about `near`."""
    days = some.integers(-1, 4).map(lambda number: near.date() + timedelta(days=number))
    closed = draw(some.dictionaries(days, some.just("Holiday"), max_size=2))
    start = near + timedelta(minutes=draw(some.integers(-600, 2000)))
    away = [(start, start + timedelta(minutes=draw(some.integers(1, 2000))))] if draw(some.booleans()) else []

    def holidays(_year: int) -> Mapping[date, str]:
        return closed

    return Party(
        Who.WE,
        ZoneInfo(draw(some.sampled_from(ZONES))),
        tuple(draw(spans()) for _ in range(7)),
        exceptions=draw(some.dictionaries(days, spans().map(Special), max_size=2)),
        holidays=holidays,
        away=tuple(away),
    )


@some.composite
def cases(draw: some.DrawFn) -> tuple[datetime, list[Party]]:
    """An instant near a change of clocks, and one to three parties."""
    near = draw(some.sampled_from(CHANGES))
    at = near + timedelta(seconds=draw(some.integers(-36 * 3600, 12 * 3600)))
    return at, [draw(parties(near)) for _ in range(draw(some.integers(1, 3)))]


@given(cases())
@settings(max_examples=150, deadline=None)
def test_it_is_what_the_oracle_finds(case: tuple[datetime, list[Party]]) -> None:
    at, both = case
    assert next_permitted(at, both, days=3).at == first_open(at, both, at + timedelta(days=3))


@given(cases())
@settings(max_examples=60, deadline=None)
def test_reasons_are_given_exactly_for_those_who_are_closed(case: tuple[datetime, list[Party]]) -> None:
    at, both = case
    reasons = next_permitted(at, both, days=3).reasons
    assert len(reasons) == sum(not is_open(party, at) for party in both)


@given(cases())
@settings(max_examples=60, deadline=None)
def test_they_stay_open_until_they_close(case: tuple[datetime, list[Party]]) -> None:
    asked_for, both = case
    at = next_permitted(asked_for, both, days=3).at
    assume(at is not None)
    assert at is not None
    until = open_until(at, both, days=2)
    last = at + timedelta(days=2) if until is None else until
    minutes = range(1, int((last - at) / timedelta(minutes=1)))
    assert all(is_open(party, at + timedelta(minutes=minute)) for minute in minutes for party in both)
    assert until is None or not all(is_open(party, until) for party in both)


FROM_EIGHT_TO_TEN = same_every_day(8 * 60, 22 * 60)


def called(zone: str, week: Week = FROM_EIGHT_TO_TEN) -> Party:
    return Party(Who.THEY, ZoneInfo(zone), week)


def test_nobody_is_woken_nine_time_zones_away() -> None:
    at = datetime(2026, 3, 11, 19, 30, tzinfo=UTC)
    answer = next_permitted(at, [called("Asia/Vladivostok")])
    assert answer.at == datetime(2026, 3, 11, 22, 0, tzinfo=UTC)
    assert [(reason.why, f"{reason.local_at:%H:%M}") for reason in answer.reasons] == [(Why.EARLY, "05:30")]


def test_an_hour_that_is_skipped_is_never_open() -> None:
    night = called("Europe/Berlin", same_every_day(2 * 60, 3 * 60))
    at = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # 1:30; at 2:00 it is 3:00
    assert next_permitted(at, [night]).at == datetime(2026, 3, 30, 0, 0, tzinfo=UTC)


def test_hours_that_begin_within_the_gap_begin_after_it() -> None:
    night = called("Europe/Berlin", same_every_day(2 * 60 + 30, 5 * 60))
    assert next_permitted(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), [night]).at == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_open_twice() -> None:
    night = called("Europe/Berlin", same_every_day(2 * 60, 2 * 60 + 30))
    first = next_permitted(datetime(2026, 10, 24, 23, tzinfo=UTC), [night]).at
    assert first == datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    second = next_permitted(first + timedelta(minutes=30), [night]).at
    assert second == datetime(2026, 10, 25, 1, 0, tzinfo=UTC)


def test_a_day_that_never_was_is_passed_over() -> None:
    """Samoa went from 29 to 31 December 2011: Friday's hours did not come that week."""
    fridays = called("Pacific/Apia", tuple(((600, 700),) if day == 4 else () for day in range(7)))
    at = datetime(2011, 12, 29, 12, tzinfo=UTC)
    found = next_permitted(at, [fridays]).at
    assert found is not None
    assert found.astimezone(ZoneInfo("Pacific/Apia")).isoformat() == "2012-01-06T10:00:00+14:00"


def test_a_night_shift_goes_on_into_a_holiday() -> None:
    def holidays(_year: int) -> Mapping[date, str]:
        return {date(2026, 3, 12): "Day of Rest"}

    night = Party(Who.WE, ZoneInfo("UTC"), same_every_day(22 * 60, 26 * 60), holidays=holidays)
    assert next_permitted(datetime(2026, 3, 12, 1, tzinfo=UTC), [night]).reasons == ()
    answer = next_permitted(datetime(2026, 3, 12, 23, tzinfo=UTC), [night])
    assert answer.at == datetime(2026, 3, 13, 22, tzinfo=UTC)
    assert [(reason.why, reason.note) for reason in answer.reasons] == [(Why.HOLIDAY, "Day of Rest")]


@pytest.mark.parametrize("hour", [6, 9])
def test_all_zones_of_a_number_count(hour: int) -> None:
    """Kaliningrad to Kamchatka: ten hours apart leave four of the fourteen."""
    both = [called("Europe/Kaliningrad"), called("Asia/Kamchatka")]
    assert next_permitted(datetime(2026, 3, 11, hour, tzinfo=UTC), both).reasons == ()
    late = next_permitted(datetime(2026, 3, 11, hour + 4, tzinfo=UTC), both)
    assert late.at == datetime(2026, 3, 12, 6, tzinfo=UTC)


def test_hours_that_never_meet_have_no_instant() -> None:
    morning, evening = same_every_day(8 * 60, 9 * 60), same_every_day(18 * 60, 19 * 60)
    at = datetime(2026, 3, 11, 12, tzinfo=UTC)
    assert next_permitted(at, [called("UTC", morning), called("UTC", evening)]).at is None
    assert next_permitted(at, [called("UTC", NEVER)]).at is None
    assert next_permitted(at, [called("UTC", ALWAYS)]).at == at


def test_a_long_closure_is_skipped_to_its_end() -> None:
    shut = {date(2026, 3, 11) + timedelta(days=number): Special() for number in range(200)}
    party = Party(Who.WE, ZoneInfo("Europe/Berlin"), same_every_day(9 * 60, 18 * 60), exceptions=shut)
    found = next_permitted(datetime(2026, 3, 11, 12, tzinfo=UTC), [party]).at
    assert found == datetime(2026, 9, 27, 7, tzinfo=UTC)


def test_an_instant_in_another_zone_is_the_same_instant() -> None:
    at = datetime(2026, 3, 28, 23, tzinfo=ZoneInfo("Europe/Berlin"))
    assert next_permitted(at, [called("Europe/Berlin")]).at == datetime(2026, 3, 29, 6, tzinfo=UTC)
