"""What follows an outcome: always ends, never outside its bounds."""

from datetime import datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ringback.core.promises.rules import (
    NEVER_AGAIN,
    NOT_REACHED_OUT,
    Circumstances,
    Hold,
    Outcome,
    Policy,
    Quiet,
    Step,
    Target,
    To,
    Verdict,
    When,
    asked_until,
    example,
    next_step,
    suiting,
    suits,
)
from tests.unit.promises.made_up import (
    NOON,
    TRIES,
    Windows,
    circumstances,
    contacts,
    instants,
    is_quiet,
    policies,
    windows,
    zones,
)


def berlin() -> tzinfo:
    """A clock on a wall in Berlin."""
    return ZoneInfo("Europe/Berlin")


def test_a_conversation_keeps_the_promise() -> None:
    assert next_step(Policy(), Outcome.DONE, {}, NOON, None).verdict is Verdict.KEPT


def test_what_is_uncertain_is_asked_of_a_person() -> None:
    policy = Policy({Outcome.UNCERTAIN: (1, 1, 1)})
    assert next_step(policy, Outcome.UNCERTAIN, {}, NOON, None).verdict is Verdict.ASK


def test_each_gap_is_used_once_and_in_order() -> None:
    policy = Policy({Outcome.BUSY: (120, 600)})
    first = next_step(policy, Outcome.BUSY, {}, NOON, None)
    second = next_step(policy, Outcome.BUSY, {Outcome.BUSY: 1}, NOON, None)
    third = next_step(policy, Outcome.BUSY, {Outcome.BUSY: 2}, NOON, None)
    assert first.at == NOON + timedelta(seconds=120)
    assert second.at == NOON + timedelta(seconds=600)
    assert third.verdict is Verdict.BROKEN


def test_after_the_last_retry_the_next_manager_then_tomorrow_at_ten() -> None:
    policy = Policy({Outcome.BUSY: (300, 300)}, (Step(Target(To.NEXT)), Step(days=1, at=time(10))))
    handed = next_step(policy, Outcome.BUSY, {"busy": 2}, NOON, None, Circumstances(clock=berlin))
    assert (handed.at, handed.step, handed.target) == (NOON, 1, Target(To.NEXT))
    morning = next_step(policy, Outcome.BUSY, {"busy": 2}, NOON, None, Circumstances(clock=berlin, step=1))
    assert (morning.at, morning.step) == (datetime(2026, 3, 12, 10, tzinfo=berlin()), 2)
    last = next_step(policy, Outcome.BUSY, {"busy": 2}, NOON, None, Circumstances(clock=berlin, step=2))
    assert last.verdict is Verdict.BROKEN


def test_retries_begin_anew_in_every_step() -> None:
    policy = Policy({Outcome.BUSY: (300,)}, (Step(Target(To.NEXT)),))
    again = next_step(policy, Outcome.BUSY, {}, NOON, None, Circumstances(step=1))
    assert (again.verdict, again.step) == (Verdict.AGAIN, 1)


def test_a_step_may_be_for_our_own_failures_alone() -> None:
    policy = Policy({}, (Step(Target(To.GROUP, 4), when=When.OURS), Step(days=1, when=When.THEIRS)))
    assert next_step(policy, Outcome.NOBODY, {}, NOON, None).target == Target(To.GROUP, 4)
    missed = next_step(policy, Outcome.NO_ANSWER, {}, NOON, None)
    assert (missed.step, missed.at) == (2, NOON + timedelta(days=1))


def test_a_time_of_day_that_is_over_is_meant_for_tomorrow() -> None:
    policy = Policy({}, (Step(at=time(10)),))
    found = next_step(policy, Outcome.BUSY, {}, NOON, None)
    assert found.at == NOON + timedelta(hours=22)


def test_tomorrow_at_a_time_the_clock_skips_is_found() -> None:
    eve = datetime(2026, 3, 28, 12, tzinfo=berlin())
    found = next_step(
        Policy({}, (Step(days=1, at=time(2, 30)),)), Outcome.BUSY, {}, eve, None, Circumstances(clock=berlin)
    )
    assert found.at == datetime(2026, 3, 29, 3, 30, tzinfo=berlin())


def test_most_tries_ends_it_whatever_follows() -> None:
    policy = Policy({Outcome.BUSY: (60,) * 9}, (Step(days=1),), most_tries=3)
    assert next_step(policy, Outcome.BUSY, {}, NOON, None, Circumstances(tries=2)).verdict is Verdict.AGAIN
    assert next_step(policy, Outcome.BUSY, {}, NOON, None, Circumstances(tries=3)).verdict is Verdict.BROKEN


def test_call_me_now_permits_that_call_until_they_were_reached() -> None:
    closed = Windows(NOON, [(600, 60)])
    policy = Policy({"nobody": (300,)}, within_hours=True, first_at_once=True)
    until = asked_until(policy, NOON + timedelta(seconds=30), 30)
    at_once = next_step(policy, Outcome.NOBODY, {}, NOON, None, circumstances(closed, [], "UTC", asked_until=until))
    assert at_once.at == NOON + timedelta(minutes=5)
    reached = next_step(policy, Outcome.NOBODY, {}, NOON, None, circumstances(closed, [], "UTC"))
    late = NOON + timedelta(minutes=58)
    later = next_step(policy, Outcome.NOBODY, {}, late, None, circumstances(closed, [], "UTC", asked_until=until))
    assert reached.at == later.at == NOON + timedelta(minutes=600)
    assert asked_until(Policy(within_hours=True), NOON, 0) is None


@given(policies, windows, contacts, zones, st.lists(st.sampled_from(TRIES), min_size=1, max_size=90))
@settings(max_examples=400, deadline=None)
def test_every_run_of_outcomes_ends_within_its_bounds(
    policy: Policy, shape: list[tuple[int, int]], before: list[int], zone: str, outcomes: list[Outcome]
) -> None:
    """A whole life, with the outcomes as they come: it ends, and nothing of it was planned where it must not be."""
    open_at, expires_at = Windows(NOON, shape), NOON + timedelta(days=9)
    earlier: dict[str, int] = {}
    contacted = [NOON - timedelta(minutes=one) for one in before]
    now, step, tries = NOON, 0, 0
    for outcome in outcomes:
        tries += 1
        contacted.append(now)
        around = circumstances(open_at, contacted, zone, step, tries)
        decision = next_step(policy, outcome, earlier, now, expires_at, around)
        assert decision == next_step(policy, outcome, dict(earlier), now, expires_at, around)
        if decision.verdict is not Verdict.AGAIN:
            assert decision.verdict in (Verdict.BROKEN, Verdict.EXPIRED)
            break
        assert decision.at is not None and decision.step is not None
        assert now <= decision.at < expires_at
        assert outcome not in NEVER_AGAIN
        assert not policy.within_hours or open_at.holds(decision.at)
        assert not is_quiet(decision.at, policy.quiet, zone)
        for cap in policy.caps:
            assert sum(decision.at - timedelta(seconds=cap.seconds) < one for one in contacted) < cap.most
        earlier = {**earlier, outcome: earlier.get(outcome, 0) + 1} if decision.step == step else {}
        now, step = decision.at, decision.step
    most = (1 + len(policy.steps)) * (1 + sum(len(gaps) for gaps in policy.retries.values()))
    assert tries <= min(most, policy.most_tries or most)


@given(policies)
def test_a_policy_survives_its_row(policy: Policy) -> None:
    assert Policy.from_json(policy.to_json()) == policy


def test_a_row_of_old_is_still_read() -> None:
    assert Policy.from_json({"retries": {"busy": [60]}}) == Policy({"busy": (60,)})
    assert Policy({"busy": (60,)}).to_json() == {"retries": {"busy": [60]}}
    assert Policy.from_json({}) == Policy()


def test_what_a_member_has_to_keep_stays_theirs_where_the_policy_says_nothing() -> None:
    theirs = Circumstances(by_person=True)
    assert next_step(Policy(), Outcome.NO_ANSWER, {}, NOON, None, theirs).at == NOON
    assert next_step(Policy(most_tries=1), Outcome.NO_ANSWER, {}, NOON, None, theirs).verdict is Verdict.BROKEN
    assert next_step(Policy(), Outcome.WRONG_NUMBER, {}, NOON, None, theirs).verdict is Verdict.BROKEN


@given(policies, windows, contacts, zones, instants)
@settings(max_examples=300, deadline=None)
def test_what_is_said_to_stand_in_the_way_does(
    policy: Policy, shape: list[tuple[int, int]], before: list[int], zone: str, at: datetime
) -> None:
    """The reasons people read are those of the decision: each held at its instant, and none held where none is said."""
    open_at, contacted = Windows(NOON, shape), [at - timedelta(minutes=one) for one in before]
    around = circumstances(open_at, contacted, zone)
    found = suiting(at, policy, around)
    assert found.at == suits(at, policy, around)
    assert (found.at == at) == (not found.held)
    for hold, since in found.held:
        assert since >= at
        if hold is Hold.HOURS:
            assert policy.within_hours and not open_at.holds(since)
        elif hold is Hold.QUIET:
            assert is_quiet(since, policy.quiet, zone)
        else:
            assert any(
                sum(at - timedelta(seconds=cap.seconds) < one for one in contacted) >= cap.most for cap in policy.caps
            )


def test_the_holidays_of_a_whole_year_are_passed_in_a_few_turns() -> None:
    away = Quiet(first_day=NOON.date(), last_day=NOON.date() + timedelta(days=364))
    later = Quiet(first_day=NOON.date() + timedelta(days=365), last_day=NOON.date() + timedelta(days=700))
    found = suits(NOON, Policy(quiet=(away, later)), Circumstances(clock=berlin))
    assert found == datetime.combine(NOON.date() + timedelta(days=701), time(), tzinfo=berlin())


def test_quiet_dates_stand_apart_in_the_row_for_keepers_that_do_not_know_them() -> None:
    day = NOON.date()
    policy = Policy(quiet=(Quiet(time(20), time(9)), Quiet(first_day=day, last_day=day)))
    kept = policy.to_json()
    assert kept["quiet"] == [["20:00", "09:00", []]]
    assert kept["quiet_dates"] == [["00:00", "00:00", [], "2026-03-11", "2026-03-11"]]


@given(policies, windows, zones, st.sampled_from(TRIES))
@settings(max_examples=200, deadline=None)
def test_an_example_is_what_would_happen(
    policy: Policy, shape: list[tuple[int, int]], zone: str, outcome: Outcome
) -> None:
    """Its tries go forward, lie within every bound, and are as many as the policy allows."""
    open_at = Windows(NOON, shape)
    tries = example(policy, outcome, NOON, circumstances(open_at, [], zone))
    again = [one for one in tries if one.verdict is Verdict.AGAIN]
    assert [one.at for one in again] == sorted(one.at for one in again)
    assert len(again) <= min(20, policy.most_tries or 20)
    wished = NOON + timedelta(hours=1) if policy.first_at_once else None
    reached = outcome not in NOT_REACHED_OUT
    for number, one in enumerate(again):
        if wished is not None and one.at < wished and not (reached and number):
            continue
        assert not policy.within_hours or open_at.holds(one.at)
        assert not is_quiet(one.at, policy.quiet, zone)
    assert tries[-1].verdict is not Verdict.AGAIN or len(tries) == 20
