"""What makes an opening vague (MISSION H27)."""

from decimal import Decimal

import pytest

from ringback.doors.hiring.openings import rules
from ringback.doors.hiring.openings.rules import Complaint, Text

GOOD = Text(
    "You answer forty letters of customers a day, find out what went wrong with their order, and mend it by phone.",
    ["Two years with customers by phone", "German at C1"],
    Decimal(2800),
    Decimal(3400),
)


def kinds(text: Text) -> set[tuple[str, str]]:
    return {(one.field, one.kind) for one in rules.complaints(text)}


def test_a_plain_opening_has_no_complaints() -> None:
    assert rules.complaints(GOOD) == []


@pytest.mark.parametrize(
    ("duties", "kind"),
    [("", "missing"), ("   \n", "missing"), ("Office work", "short"), ("管理客户关系", "short")],
)
def test_duties_that_paint_no_picture(duties: str, kind: str) -> None:
    assert ("duties", kind) in kinds(Text(duties, GOOD.requirements, GOOD.pay_from, GOOD.pay_to))


@pytest.mark.parametrize(
    "words",
    ["various tasks", "and so on", "verschiedene Aufgaben", "разные задачи", "otras tareas", "competitive", "等等"],
)
def test_words_that_say_nothing_are_named(words: str) -> None:
    found = rules.complaints(Text(f"{GOOD.duties} {words}.", GOOD.requirements, GOOD.pay_from, GOOD.pay_to))
    assert found == [Complaint("duties", "hollow", words.casefold())]


def test_requirements_nobody_can_check() -> None:
    assert ("requirements", "missing") in kinds(Text(GOOD.duties, ["  "], GOOD.pay_from, GOOD.pay_to))
    found = rules.complaints(Text(GOOD.duties, ["Team player", "stress-resistant"], GOOD.pay_from, GOOD.pay_to))
    assert found == [Complaint("requirements", "hollow", "team player, stress-resistant")]


@pytest.mark.parametrize(
    ("pay_from", "pay_to", "kind"),
    [(None, None, "missing"), (2000, None, "half"), (None, 2000, "half"), (1000, 5000, "wide")],
)
def test_pay_that_says_little(pay_from: int | None, pay_to: int | None, kind: str) -> None:
    ends = [None if end is None else Decimal(end) for end in (pay_from, pay_to)]
    assert kinds(Text(GOOD.duties, GOOD.requirements, *ends)) == {("pay", kind)}
