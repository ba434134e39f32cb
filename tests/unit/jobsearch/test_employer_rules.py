"""Whom to ask first, office hours as people type them, and what ends a candidacy."""

from datetime import time

import pytest

from ringback.doors.jobsearch.employers import rules


def test_one_asks_hr_first_and_the_office_last() -> None:
    ranks = [(1, "office", 0), (2, "secretary", 0), (3, "manager", 0), (4, "interviewer", 2), (5, "hr", 0)]
    assert rules.in_order([*ranks, (6, "interviewer", 1)]) == [5, 6, 4, 3, 1]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("9", time(9)), ("09:00", time(9)), ("9.30", time(9, 30)), ("0930", time(9, 30)), ("17h", time(17))]
    + [(bad, None) for bad in ("", "25", "9:60", "nine", "9:00 am", "-1", "9:0:0", "٩" * 5)],
)
def test_hours_as_people_type_them(typed: str, meant: time | None) -> None:
    assert rules.read_time(typed) == meant


def test_without_hours_the_usual_ones_are_taken() -> None:
    assert rules.hours("", "", "Europe/Berlin") == rules.OfficeHours("Europe/Berlin", time(9), time(17))
    assert rules.hours("18:00", "8:00", "UTC").opens == time(9)
    assert rules.hours("8:30", "16:00", "UTC") == rules.OfficeHours("UTC", time(8, 30), time(16))


def test_what_is_put_aside_has_not_ended() -> None:
    assert {stage for stage in (*rules.COLUMNS, "signed", "refused", "withdrawn", "asleep") if rules.ends(stage)} == {
        "signed",
        "refused",
        "withdrawn",
    }
