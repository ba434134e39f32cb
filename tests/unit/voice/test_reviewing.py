"""Scores, scorecards and points of a recording, from plain values."""

from decimal import Decimal

import pytest

from ringback.base.kit.errors import FieldError
from ringback.channels.voice.reviewing import rules
from ringback.channels.voice.reviewing.rules import Criterion

CARD = [Criterion("Start", weight=1), Criterion("Clarity", weight=3)]


@pytest.mark.parametrize(
    ("marks", "score"),
    [((1, 1), "0.0"), ((5, 5), "100.0"), ((5, 1), "25.0"), ((1, 5), "75.0"), ((None, 3), "50.0"), ((2, 2), "25.0")],
)
def test_a_score_is_the_weighted_share_of_what_could_be_reached(marks: tuple[int | None, ...], score: str) -> None:
    assert rules.score(CARD, marks, 5) == Decimal(score)


@pytest.mark.parametrize("marks", [(None, None), (0, 1), (6, 1)])
def test_marks_that_are_none_are_refused(marks: tuple[int | None, ...]) -> None:
    with pytest.raises(FieldError):
        rules.score(CARD, marks, 5)


def test_a_card_has_one_to_ten_things_of_different_names() -> None:
    assert rules.checked([Criterion("  Pace  of "), Criterion("")]) == [Criterion("Pace of")]
    assert rules.read(rules.stored(CARD)) == CARD
    for wrong in ([], [Criterion(" ")], [Criterion("Pace"), Criterion("pace")], [Criterion("x", weight=11)]):
        with pytest.raises(FieldError):
            rules.checked(wrong)
    with pytest.raises(FieldError):
        rules.checked([Criterion(str(number)) for number in range(11)])


@pytest.mark.parametrize(
    ("text", "seconds"), [("", None), ("1:05", 65), ("0:01:05", 65), ("65.5", 65.5), ("7", 7), ("90:00", 5400)]
)
def test_a_point_is_read_as_people_type_it(text: str, seconds: float | None) -> None:
    assert rules.seconds(text) == seconds


@pytest.mark.parametrize("text", ["-1", "soon", "1:5", "1:2:3:4", "1e3"])
def test_what_is_no_point_is_refused(text: str) -> None:
    with pytest.raises(FieldError):
        rules.seconds(text)
