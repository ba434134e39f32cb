"""When the keeper wakes for a promise, and whom it then reminds."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ringback.core.promises.rules import Alarm, Policy, alarms, still_to_ring, wakes_at
from tests.unit.promises.made_up import NOON, policies


def at(seconds: int) -> datetime:
    """So many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


@given(
    st.booleans(),
    st.integers(0, 3600),
    st.none() | st.integers(0, 3600),
    st.integers(0, 3600),
    st.booleans(),
    st.none() | st.integers(0, 7200),
    st.none() | st.integers(0, 7200),
)
def test_the_keeper_wakes_for_the_soonest_of_its_duties(
    automatic: bool, due: int, not_before: int | None, grace: int, missed: bool, expires: int | None, alarm: int | None
) -> None:
    wakes = wakes_at(
        automatic=automatic,
        due_at=at(due),
        not_before_at=None if not_before is None else at(not_before),
        deadline_at=at(due + grace),
        missed=missed,
        expires_at=None if expires is None else at(expires),
        alarm_at=None if alarm is None else at(alarm),
    )
    duties = ([] if missed else [due + grace]) + ([max(due, not_before or 0)] if automatic else [])
    duties += [one for one in (expires, alarm) if one is not None]
    assert wakes == (at(min(duties)) if duties else None)


def ringing(policy: Policy, **values: object) -> list[tuple[int, str]]:
    """What rings, and how many seconds after noon, of a promise due at noon with 30 seconds of grace."""
    given_values = {"automatic": False, "awaited": False, "due_at": NOON, "deadline_at": at(30)} | values
    found = alarms(policy, **given_values)  # type: ignore[arg-type]
    return [(int((one.at - NOON).total_seconds()), one.alarm.value) for one in found]


def test_a_person_is_reminded_when_it_is_due_and_when_it_was_missed() -> None:
    assert ringing(Policy()) == [(0, "due"), (30, "missed")]


def test_without_grace_due_and_missed_are_said_once() -> None:
    assert ringing(Policy(), deadline_at=NOON) == [(0, "due")]


def test_who_must_be_there_hears_of_it_before() -> None:
    assert ringing(Policy(), awaited=True)[0] == (-600, "before")
    assert ringing(Policy(remind_before_seconds=(3600, 60)), awaited=True)[:2] == [(-3600, "before"), (-60, "before")]


def test_what_the_system_keeps_reminds_nobody_but_may_escalate() -> None:
    assert ringing(Policy(), automatic=True) == []
    assert ringing(Policy(escalate_after_seconds=600), automatic=True) == [(630, "escalated")]


@given(policies, st.booleans(), st.integers(0, 3600), st.lists(st.integers(-90_000, 200_000), max_size=8))
def test_every_alarm_rings_once_however_often_it_is_minded(
    policy: Policy, awaited: bool, grace: int, looks: list[int]
) -> None:
    every = alarms(policy, automatic=False, awaited=awaited, due_at=NOON, deadline_at=at(grace))
    made_at, minded_at, rung = at(-100_000), None, []
    for look in sorted([*looks, 300_000]):
        due = [one for one in still_to_ring(every, minded_at, made_at) if one.at <= at(look)]
        rung += due
        minded_at = at(look)
    assert rung == list(every)


def test_nothing_comes_up_before_it_was_promised() -> None:
    every = alarms(Policy(remind_before_seconds=(3600,)), automatic=False, awaited=False, due_at=NOON, deadline_at=NOON)
    assert [one.alarm for one in still_to_ring(every, None, at(-60))] == [Alarm.DUE]
