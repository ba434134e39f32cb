"""Scores and scorecards, from plain values."""

from decimal import Decimal

import pytest

from ringback.base.kit import marking
from ringback.base.kit.errors import FieldError
from ringback.base.kit.marking import Criterion

CARD = [Criterion("Start", weight=1), Criterion("Clarity", weight=3)]


@pytest.mark.parametrize(
    ("marks", "score"),
    [((1, 1), "0.0"), ((5, 5), "100.0"), ((5, 1), "25.0"), ((1, 5), "75.0"), ((None, 3), "50.0"), ((2, 2), "25.0")],
)
def test_a_score_is_the_weighted_share_of_what_could_be_reached(marks: tuple[int | None, ...], score: str) -> None:
    assert marking.score(CARD, marks, 5) == Decimal(score)


@pytest.mark.parametrize("marks", [(None, None), (0, 1), (6, 1)])
def test_marks_that_are_none_are_refused(marks: tuple[int | None, ...]) -> None:
    with pytest.raises(FieldError):
        marking.score(CARD, marks, 5)


def test_a_card_has_one_to_ten_things_of_different_names() -> None:
    assert marking.checked([Criterion("  Pace  of "), Criterion("")]) == [Criterion("Pace of")]
    assert marking.read(marking.stored(CARD)) == CARD
    for wrong in ([], [Criterion(" ")], [Criterion("Pace"), Criterion("pace")], [Criterion("x", weight=11)]):
        with pytest.raises(FieldError):
            marking.checked(wrong)
    with pytest.raises(FieldError):
        marking.checked([Criterion(str(number)) for number in range(11)])
