"""How a résumé fits an opening, and that nothing is claimed which nobody said (MISSION H26)."""

from decimal import Decimal

import pytest

from ringback.doors.hiring.candidates.matching import rules
from ringback.doors.hiring.candidates.matching.rules import Given, Line, Wanted

WANTED = Wanted(
    ["DATEV", "Three years of bookkeeping", "C++", "Führerschein"], Decimal(4000), "Hamburg", False, "Bookkeeper DATEV"
)
RESUME = "Vera Voss\nBookkeeping at a sail maker, with DATEV\nThree boats\nC and Java"


def test_each_requirement_says_why() -> None:
    found = rules.match(WANTED, Given(RESUME, Decimal(5000), "Hamburg-Altona"))
    assert list(found.lines) == [
        Line("DATEV", "met", "Bookkeeping at a sail maker, with DATEV"),
        Line("Three years of bookkeeping", "unknown", "Bookkeeping at a sail maker, with DATEV"),
        Line("C++", "missing"),
        Line("Führerschein", "missing"),
    ]
    assert (found.over_pay, found.same_place, found.count("met")) == (Decimal(1000), True, 1)
    assert 0 < found.likeness < 1


def test_some_of_the_words_are_for_a_person_to_judge() -> None:
    found = rules.match(WANTED, Given("A year of bookkeeping", None, "Kiel"))
    assert found.lines[1] == Line("Three years of bookkeeping", "unknown", "A year of bookkeeping")
    assert found.over_pay is None and found.same_place is False


def test_without_a_resume_everything_is_unknown() -> None:
    letter = rules.match(WANTED, Given("I would like to work with DATEV", None, "", has_resume=False))
    assert [line.verdict for line in letter.lines] == ["met", "unknown", "unknown", "unknown"]
    found = rules.match(WANTED, Given("", Decimal(3000), ""))
    assert {line.verdict for line in found.lines} == {"unknown"}
    assert (found.over_pay, found.same_place, found.likeness) == (Decimal(0), None, 0.0)


@pytest.mark.parametrize(
    ("requirement", "text"),
    [
        ("Бухгалтерский учёт", "вела бухгалтерский учет"),
        ("Führerschein Klasse B", "Fuhrerschein, Klasse B"),
        ("会计", "会计师"),
    ],
)
def test_other_languages(requirement: str, text: str) -> None:
    wanted = Wanted([requirement], None, "", True, requirement)
    assert rules.match(wanted, Given(text, None, "")).lines[0].verdict == "met"
