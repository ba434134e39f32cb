"""Cards, evidence and spread, from plain values."""

import pytest

from ringback.base.kit.errors import FieldError
from ringback.doors.hiring.scoring import rules
from ringback.doors.hiring.scoring.rules import Competence, Given

CARD = [Competence("Care", questions=("What did you find?",)), Competence("Pace", "Names a day.", 2)]


def test_a_card_keeps_its_questions_once_each() -> None:
    typed = Competence(" Care ", " Says  how \n\n and when", 1, ("Why?", " Why? ", ""))
    (kept,) = rules.checked([typed, Competence("")])
    assert kept == Competence("Care", "Says how\nand when", 1, ("Why?",))
    assert rules.read(rules.stored(CARD)) == CARD
    with pytest.raises(FieldError):
        rules.checked([Competence("Care", questions=tuple(map(str, range(9))))])


def test_a_question_of_the_bank_joins_its_competence_or_makes_one() -> None:
    once = rules.with_question(CARD, "care", "And then?", "Reasons aloud.")
    assert once[0].questions == ("What did you find?", "And then?") and once[0].hint == "Reasons aloud."
    assert rules.with_question(once, "Care", "And then?", "Reasons aloud.") == once
    assert [one.title for one in rules.with_question(CARD, "Truth", "Did you?", "")] == ["Care", "Pace", "Truth"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ([Given(4), Given(3, "said so")], "evidence_0"),
        ([Given(4, "found it"), Given(3, " \n")], "evidence_1"),
        ([Given(None, "found it"), Given(3, "said so")], "mark_0"),
        ([Given(6, "found it"), Given(3, "said so")], "marks"),
        ([Given(None), Given(None)], "marks"),
        ([Given(3, "found it")], "marks"),
    ],
)
def test_what_is_wrong_with_marks_is_named(given: list[Given], field: str) -> None:
    with pytest.raises(FieldError) as caught:
        rules.checked_marks(CARD, given, 5)
    assert caught.value.field == field


def test_marks_far_apart_are_said_to_be() -> None:
    close, far = (rules.spread(marks, 5) for marks in ([("A", 3), ("B", 4)], [("A", 2), ("B", 4), ("C", 4)]))
    assert close and far and (close.low, close.middle, close.high, close.far) == (3, 3.5, 4, False)
    assert (far.low, far.middle, far.high, far.far) == (2, 4, 4, True)
    assert rules.spread([], 5) is None
