"""Policies in words: what people read before they save one."""

from datetime import date, time

import pytest
from django.utils import translation
from hypothesis import given

from ringback.core.promises.rules import Cap, Policy, Quiet, Step, Target, To, When
from ringback.core.promises.words import duration, words
from tests.unit.promises.made_up import policies

ANNA, SALES = Target(To.MEMBER, 7), Target(To.GROUP, 3)
NAMES = {ANNA: "Anna Berg", SALES: "Sales"}
NEXT = Step(Target(To.NEXT))
MORNING = Step(days=1, at=time(10))

SAID = {
    "Twice after 5 minutes if busy, then the next manager, then tomorrow at 10:00.": Policy(
        {"busy": (300, 300)}, (NEXT, MORNING)
    ),
    "Tried once.": Policy(),
    "Once after 1 minute if busy.": Policy({"busy": (60,)}),
    "Once at once if it fails.": Policy({"failed": (0,)}),
    "3 times (after 1 minute, then 5 minutes, then 15 minutes) if none of us is free.": Policy(
        {"nobody": (60, 300, 900)}
    ),
    "Twice (after 2 minutes, then 10 minutes) if busy or nobody answers;"
    " once after 1 hour and 30 minutes if it fails.": Policy(
        {"busy": (120, 600), "no_answer": (120, 600), "failed": (5400,)}
    ),
    "Then once more at once.": Policy(steps=(Step(),)),
    "Then Anna Berg after 30 minutes.": Policy(steps=(Step(ANNA, after_seconds=1800),)),
    "Then the group “Sales” in 3 days at 09:30.": Policy(steps=(Step(SALES, days=3, at=time(9, 30)),)),
    "Then a lead at 17:00.": Policy(steps=(Step(Target(To.LEAD), at=time(17)),)),
    "Then a member who has left.": Policy(steps=(Step(Target(To.MEMBER, 99)),)),
    "Then the next manager if it was our side, then tomorrow at 10:00 if they were not reached.": Policy(
        steps=(Step(Target(To.NEXT), when=When.OURS), Step(days=1, at=time(10), when=When.THEIRS))
    ),
    "Tried once. Never more than 1 try.": Policy(most_tries=1),
    "Tried once. Never more than 4 tries.": Policy(most_tries=4),
    "Tried once. One person is contacted at most once a day, all doors together."
    " One person is contacted at most 3 times a week, all doors together.": Policy(
        caps=(Cap(1, 86_400), Cap(3, 604_800))
    ),
    "Tried once. One person is contacted at most 2 times within 3 days, all doors together.": Policy(
        caps=(Cap(2, 259_200),)
    ),
    "Tried once. Nobody is contacted between 20:00 and 09:00. Nobody is contacted on Saturday and Sunday.": Policy(
        quiet=(Quiet(time(20), time(9)), Quiet(time(), time(), (5, 6)))
    ),
    "Tried once. Nobody is contacted between 12:00 and 13:00 on Friday.": Policy(
        quiet=(Quiet(time(12), time(13), (4,)),)
    ),
    "Tried once. Nobody is contacted from 24 Dec 2026 to 1 Jan 2027. Nobody is contacted on 8 Mar 2027."
    " Nobody is contacted between 12:00 and 13:00 on Monday from 1 Dec 2026 to 31 Dec 2026.": Policy(
        quiet=(
            Quiet(first_day=date(2026, 12, 24), last_day=date(2027, 1, 1)),
            Quiet(first_day=date(2027, 3, 8), last_day=date(2027, 3, 8)),
            Quiet(time(12), time(13), (0,), date(2026, 12, 1), date(2026, 12, 31)),
        )
    ),
    "Tried once. Only at hours that suit both sides."
    " The first try is made at once, since they asked for it then.": Policy(within_hours=True, first_at_once=True),
    "Tried once. Whoever has it is reminded 1 day and 1 hour before."
    " A lead hears of it when it is 10 minutes overdue. Dropped after 1 hour.": Policy(
        remind_before_seconds=(3600, 86_400), escalate_after_seconds=600, expires_after_seconds=3600
    ),
    "Tried once. A lead hears of it as soon as it is overdue.": Policy(escalate_after_seconds=0),
}


@pytest.mark.parametrize(("said", "policy"), SAID.items(), ids=lambda value: str(value)[:50])
def test_a_policy_is_said_as_people_say_it(said: str, policy: Policy) -> None:
    with translation.override("en"):
        assert words(policy, NAMES) == said


@given(policies)
def test_every_policy_can_be_said(policy: Policy) -> None:
    with translation.override("en"):
        said = words(policy)
    assert said.endswith(".")
    assert "%" not in said and "  " not in said
    assert said[0] == said[0].upper()


@given(policies)
def test_what_differs_is_said_differently_where_it_matters(policy: Policy) -> None:
    """The number of tries, the steps and the caps can be counted in the words."""
    with translation.override("en"):
        said = words(policy)
    assert said.count(", then ") + said.startswith("Then ") >= len(policy.steps)
    assert said.count("One person is contacted") == len(policy.caps)
    assert said.count("Nobody is") == len(policy.quiet)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (61, "1 minute and 1 second"),
        (3600, "1 hour"),
        (90_061, "1 day, 1 hour, 1 minute and 1 second"),
    ],
)
def test_durations_are_exact_and_in_the_right_number(seconds: int, said: str) -> None:
    with translation.override("en"):
        assert duration(seconds) == said
