"""Questions: what is shown, what is read, and what it is worth."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.doors.allocation.campaigns.rules import Asked, Condition, Problem, Why, most_points, read, score, visible

OWNED = Asked("q1", "yes_no", "Do you own one of ours?", required=True, weights={"yes": Decimal(10), "no": Decimal(0)})
HOW_MANY = Asked(
    "q2", "number", "How many?", required=True, weights={"each": Decimal("2.5"), "most": Decimal(10)},
    shown_if=Condition("q1", ("yes",)),
)  # fmt: skip
TRACK = Asked(
    "q3", "choice", "Where do you drive it?", choices=(("c1", "On the track"), ("c2", "On the road")),
    weights={"c1": Decimal(5)}, shown_if=Condition("q2", ("3",)),
)  # fmt: skip
CLUBS = Asked(
    "q4", "several", "Which clubs?", choices=(("a", "Owners"), ("b", "Racers"), ("c", "Historic")),
    weights={"a": Decimal(3), "b": Decimal(3), "c": Decimal(-1), "most": Decimal(4)},
)  # fmt: skip
WHY = Asked("q5", "text", "Why you?", weights={"given": Decimal(1)})
SINCE = Asked("q6", "date", "Since when?")
ALL = [OWNED, HOW_MANY, TRACK, CLUBS, WHY, SINCE]


def test_points_come_with_their_reasons() -> None:
    given = {"q1": "yes", "q2": 7, "q4": ["b", "a"], "q5": "I race.", "q6": "2001-02-03"}
    result = score(ALL, read(ALL, given).answers)
    assert [(line.question, line.answer, line.points, line.why) for line in result.lines] == [
        ("q1", "yes", Decimal(10), Why.ANSWER),
        ("q2", "7", Decimal(10), Why.CAPPED),
        ("q4", "Owners, Racers", Decimal(4), Why.CAPPED),
        ("q5", "I race.", Decimal(1), Why.GIVEN),
        ("q6", "2001-02-03", Decimal(0), Why.NO_WEIGHT),
    ]
    assert result.total == Decimal(25)
    assert [most_points(one) for one in ALL] == [10, 10, 5, 4, 1, 0]


def test_a_hidden_question_asks_nothing_counts_nothing_and_shows_nothing_else() -> None:
    given = {"q1": "no", "q2": "3", "q3": "c1"}
    found = read(ALL, given)
    assert found.answers == {"q1": "no"} and not found.problems
    assert [one.key for one in visible(ALL, {"q1": "no", "q2": "3"})] == ["q1", "q4", "q5", "q6"]
    assert score(ALL, {"q1": "no", "q2": "3", "q3": "c1"}).total == 0


@pytest.mark.parametrize(
    ("key", "given", "problem"),
    [
        ("q1", None, Problem.MISSING),
        ("q1", "maybe", Problem.NO_CHOICE),
        ("q1", ["yes"], Problem.NO_CHOICE),
        ("q2", "many", Problem.NO_NUMBER),
        ("q2", "-1", Problem.NO_NUMBER),
        ("q2", "NaN", Problem.NO_NUMBER),
        ("q2", "1e99999", Problem.NO_NUMBER),
        ("q2", "9" * 40, Problem.NO_NUMBER),
        ("q4", ["a", "x"], Problem.NO_CHOICE),
        ("q4", {"a": 1}, Problem.NO_CHOICE),
        ("q5", "x" * 4001, Problem.TOO_LONG),
        ("q6", "12 May", Problem.NO_DATE),
    ],
)
def test_what_is_wrong_is_named_by_its_question(key: str, given: Any, problem: Problem) -> None:
    assert read(ALL, {"q1": "yes", "q2": "1", key: given}).problems == {key: problem}


def test_a_draft_may_lack_answers_but_has_no_wrong_ones() -> None:
    assert not read(ALL, {}, draft=True).problems
    assert read(ALL, {"q6": "never"}, draft=True).problems == {"q6": Problem.NO_DATE}


shapes = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([one.key for one in ALL]), shapes))
def test_anything_that_is_sent_is_read_to_answers_that_can_be_scored_and_read_again(given: dict[str, Any]) -> None:
    found = read(ALL, given, draft=True)
    shown = {one.key for one in visible(ALL, found.answers)}
    assert set(found.answers) <= shown and set(found.problems) <= shown
    assert read(ALL, found.answers, draft=True).answers == found.answers
    result = score(ALL, found.answers)
    assert result.total == sum(line.points for line in result.lines)
    assert all(
        (most_points(one) or 0) >= line.points for one in ALL for line in result.lines if line.question == one.key
    )
