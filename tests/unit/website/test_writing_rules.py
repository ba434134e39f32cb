"""When an answer is due, and what a message says in one line."""

from datetime import UTC, datetime, timedelta

import pytest

from ringback.base.kit.errors import FieldError
from ringback.doors.website.writing import rules

MIDNIGHT = datetime(2026, 3, 11, tzinfo=UTC)


def at(hour: float, days: int = 0) -> datetime:
    return MIDNIGHT + timedelta(days=days, hours=hour)


def opens(moment: datetime) -> datetime:
    """Open from 9 to 17 every day."""
    day = moment.replace(hour=0, minute=0)
    begins, ends = day + timedelta(hours=9), day + timedelta(hours=17)
    if moment < begins:
        return begins
    return moment if moment < ends else begins + timedelta(days=1)


def closes(moment: datetime) -> datetime:
    return moment.replace(hour=17, minute=0)


@pytest.mark.parametrize(
    ("written", "hours", "due"),
    [
        (at(10), 4, at(14)),
        (at(2), 4, at(13)),
        (at(16), 4, at(12, days=1)),
        (at(18), 4, at(13, days=1)),
        (at(9), 8, at(17)),
        (at(9), 20, at(13, days=2)),
    ],
)
def test_open_hours_count(written: datetime, hours: int, due: datetime) -> None:
    assert rules.answer_by(written, hours, opens, closes) == due


def test_where_nothing_opens_or_closes_plain_hours_count() -> None:
    assert rules.answer_by(at(2), 4, lambda _: None, closes) == at(6)
    assert rules.answer_by(at(2), 4, lambda moment: moment, lambda _: None) == at(6)


def test_a_message_is_cleaned_and_its_first_words_are_its_subject() -> None:
    assert rules.readable(" a\r\nb\x00\u202e ") == "a\nb"
    assert rules.subject_of("Short\nmore") == "Short"
    assert rules.subject_of("word " * 40) == "word " * 15 + "word …"
    assert len(rules.subject_of("x" * 200)) == 82
    for wrong in ("", " \n", "\u200e", "x" * 4001):
        with pytest.raises(FieldError):
            rules.readable(wrong)
