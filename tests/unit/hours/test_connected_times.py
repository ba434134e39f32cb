"""Which times of a calendar make its owner busy: series, days, zones, and what is not meant to."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ringback.core.hours.connected.asking import times_in
from ringback.core.hours.connected.times import Appointment, merged, times_of

BERLIN = ZoneInfo("Europe/Berlin")
SINCE, UNTIL = datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 4, 12, tzinfo=UTC)


def entry(*events: tuple[str, ...]) -> str:
    parts = [("BEGIN:VEVENT", "UID:one", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT") for lines in events]
    lines = [line for part in parts for line in part]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", *lines, "END:VCALENDAR", ""])


def busy(*events: tuple[str, ...], own: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What is taken, as "23 09:00" to "23 10:00" by the clock in Berlin."""
    found = merged(times_of(entry(*events), SINCE, UNTIL, BERLIN, own))
    return [(f"{a.astimezone(BERLIN):%d %H:%M}", f"{b.astimezone(BERLIN):%d %H:%M}") for a, b in found]


NINE = ("DTSTART;TZID=Europe/Berlin:20260323T090000", "DTEND;TZID=Europe/Berlin:20260323T100000")


def test_a_series_keeps_its_hour_when_the_clocks_change_without_what_was_struck_out_and_with_what_was_moved() -> None:
    series = (*NINE, "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/Berlin:20260406T090000")
    moved = (
        "RECURRENCE-ID;TZID=Europe/Berlin:20260330T090000",
        "DTSTART;TZID=Europe/Berlin:20260331T140000",
        "DTEND;TZID=Europe/Berlin:20260331T150000",
    )
    assert busy(series) == [("23 09:00", "23 10:00"), ("30 09:00", "30 10:00")]  # the 13th of April is too late
    assert busy(series, moved) == [("23 09:00", "23 10:00"), ("31 14:00", "31 15:00")]


def test_days_and_times_without_a_zone_are_the_members() -> None:
    assert busy(("DTSTART;VALUE=DATE:20260329",)) == [("29 00:00", "30 00:00")]  # 23 hours long
    assert busy(("DTSTART;VALUE=DATE:20260324", "DTEND;VALUE=DATE:20260326")) == [("24 00:00", "26 00:00")]
    assert busy(("DTSTART:20260325T100000", "DURATION:PT30M")) == [("25 10:00", "25 10:30")]
    assert busy(("DTSTART;TZID=America/New_York:20260325T100000", "DURATION:PT1H")) == [("25 15:00", "25 16:00")]


@pytest.mark.parametrize(
    "line",
    [
        "TRANSP:TRANSPARENT",
        "STATUS:CANCELLED",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:Anna@example.org",
    ],
)
def test_what_is_free_called_off_or_declined_makes_nobody_busy(line: str) -> None:
    assert busy((*NINE, line), own=("anna@example.org",)) == []
    assert busy((*NINE, "ATTENDEE;PARTSTAT=DECLINED:mailto:bert@example.org"), own=("anna@example.org",)) != []


def test_a_moment_takes_no_time_and_what_touches_is_one() -> None:
    at = datetime(2026, 3, 23, 9, tzinfo=UTC)
    hour = timedelta(hours=1)
    rows = [
        Appointment("a", at, at + hour, True),
        Appointment("b", at + hour, at + 2 * hour, True),
        Appointment("ours", at + 5 * hour, at + 6 * hour, True),
        Appointment("c", at + 8 * hour, at + 8 * hour, True),
    ]
    assert merged(rows, but=("ours",)) == [(at, at + 2 * hour)]


def test_entries_that_mean_harm_hide_no_other() -> None:
    endless = entry(("DTSTART:20200101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY"))
    impossible = entry(("DTSTART:20200101T000000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"))
    read = times_in([endless, "no calendar", impossible, entry(NINE)], SINCE, UNTIL, BERLIN)
    assert [one.uid for one in read.appointments] == ["one"]
    assert read.unread >= 1
