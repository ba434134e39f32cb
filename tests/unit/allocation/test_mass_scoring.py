"""Points of very many are the very points that each one's own lines say."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ringback.doors.allocation.campaigns.rules import Asked, Condition, Value, score
from ringback.doors.allocation.reviewing.rules.mass import totals

POINTS = st.decimals(-20, 20, places=2)
KEYS = ("a", "b", "c")


@st.composite
def questions(draw: st.DrawFn) -> list[Asked]:
    found: list[Asked] = []
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["yes_no", "choice", "several", "number", "text", "date", "file"]))
        names = {"yes_no": ["yes", "no"], "number": ["each", "most"], "several": [*KEYS, "most"], "choice": [*KEYS]}
        weights = draw(st.dictionaries(st.sampled_from(names.get(kind, ["given"])), POINTS))
        shown_if = None
        other = draw(st.sampled_from([None, *found]))
        if other is not None:
            among = draw(st.lists(st.sampled_from(["yes", "no", *KEYS]), min_size=1))
            shown_if = Condition(other.key, tuple(among))
        choices = tuple((key, key.upper()) for key in KEYS) if kind in ("choice", "several") else ()
        found.append(Asked(f"q{number}", kind, f"Question {number}", "", False, choices, weights, shown_if))
    return found


@st.composite
def answers(draw: st.DrawFn, asked: list[Asked]) -> dict[str, Value]:
    said: dict[str, st.SearchStrategy[Value]] = {
        "yes_no": st.sampled_from(["yes", "no"]),
        "choice": st.sampled_from(KEYS),
        "several": st.lists(st.sampled_from(KEYS), min_size=1, unique=True),
        "number": st.decimals(0, 99, places=1).map(str),
    }
    given_ones = draw(st.lists(st.sampled_from(asked), unique_by=lambda one: one.key))
    return {one.key: draw(said.get(one.kind, st.just("2026-05-12"))) for one in given_ones}


@given(st.data())
def test_the_sums_are_the_same(data: st.DataObject) -> None:
    asked = data.draw(questions())
    many = [data.draw(answers(asked)) for _one in range(3)]
    assert totals(asked, enumerate(many)) == [(number, score(asked, one).total) for number, one in enumerate(many)]


def test_a_hidden_question_gives_no_points_whatever_was_answered() -> None:
    asked = [
        Asked("club", "yes_no", "In a club?", weights={"yes": Decimal(2)}),
        Asked("years", "number", "Since?", weights={"each": Decimal(1)}, shown_if=Condition("club", ("yes",))),
    ]
    many = [(1, {"club": "no", "years": "9"}), (2, {"club": "yes", "years": "9"})]
    assert totals(asked, many) == [(1, Decimal(0)), (2, Decimal(11))]
