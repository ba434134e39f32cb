"""Calls in words, ranges of bytes, the order of a group, figures on the page."""

import pytest

from ringback.channels.voice import words
from ringback.channels.voice.engine.facts import CallOutcome, LegCause
from ringback.channels.voice.views.groups import reordered
from ringback.channels.voice.views.recordings import parse_range
from ringback.desk.templatetags.desk import duration, spent


@pytest.mark.parametrize("outcome", list(CallOutcome))
def test_every_outcome_has_words(outcome: str) -> None:
    assert str(words.OUTCOMES[outcome].label)


@pytest.mark.parametrize("cause", list(LegCause))
def test_every_cause_has_words(cause: str) -> None:
    assert cause in words._CAUSES


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-99", (0, 99)),
        ("bytes=900-", (900, 999)),
        ("bytes=-100", (900, 999)),
        ("bytes=-5000", (0, 999)),
        ("bytes=500-5000", (500, 999)),
        ("bytes=1000-", None),
        ("bytes=9-3", None),
        ("bytes=-0", None),
        ("bytes=0-1,5-6", (0, 999)),
        ("lines=1-2", (0, 999)),
        ("bytes=-", (0, 999)),
        ("bytes=²-", (0, 999)),
    ],
)
def test_ranges(header: str, span: tuple[int, int] | None) -> None:
    assert parse_range(header, 1000) == span


def test_an_empty_file_has_no_range() -> None:
    assert parse_range("bytes=0-", 0) is None
    assert parse_range("bytes=-5", 0) is None


def test_moving_at_the_ends_changes_nothing() -> None:
    places = [(1, 15), (2, 15)]
    assert reordered(places, "up", 1, 0) == places
    assert reordered(places, "down", 2, 0) == places
    assert reordered(places, "up", 9, 0) == places
    assert reordered(places, "dance", 1, 0) == places


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, "–"), (0, "0:00"), (7.4, "0:07"), (245, "4:05"), (3723, "1:02:03")]
)
def test_durations(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(None, "–"), (0.42, "0.4 s"), (12.2, "12 s"), (125, "2 min 5 s")])
def test_short_whiles(seconds: float | None, text: str) -> None:
    assert spent(seconds) == text
