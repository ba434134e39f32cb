"""What follows an outcome: always ends, never outside its bounds."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ringback.core.promises.rules import NEVER_AGAIN, Outcome, Policy, Verdict, next_step, wakes_at

NOON = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
TRIES = [outcome for outcome in Outcome if outcome not in (Outcome.DONE, Outcome.UNCERTAIN, Outcome.CANCELLED)]
gaps = st.lists(st.integers(0, 86_400), max_size=4).map(tuple)
policies = st.builds(Policy, st.dictionaries(st.sampled_from(TRIES), gaps, max_size=6))


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


@given(policies, st.lists(st.sampled_from(TRIES), min_size=1, max_size=60))
def test_every_run_of_outcomes_ends_and_never_plans_after_expiry(policy: Policy, outcomes: list[Outcome]) -> None:
    expires_at = NOON + timedelta(days=1)
    earlier: dict[str, int] = {}
    now, tries = NOON, 0
    for outcome in outcomes:
        decision = next_step(policy, outcome, earlier, now, expires_at)
        if decision.verdict is not Verdict.AGAIN:
            break
        assert decision.at is not None
        assert now <= decision.at < expires_at
        assert outcome not in NEVER_AGAIN
        earlier[outcome] = earlier.get(outcome, 0) + 1
        now, tries = decision.at, tries + 1
    assert tries <= sum(len(gaps) for gaps in policy.retries.values())


@given(policies)
def test_a_policy_survives_its_row(policy: Policy) -> None:
    assert Policy.from_json(policy.to_json()) == policy


@given(
    st.booleans(),
    st.integers(0, 3600),
    st.none() | st.integers(0, 3600),
    st.integers(0, 3600),
    st.booleans(),
    st.none() | st.integers(0, 7200),
)
def test_the_keeper_wakes_for_the_soonest_of_its_duties(
    automatic: bool, due: int, not_before: int | None, grace: int, missed: bool, expires: int | None
) -> None:
    def at(seconds: int) -> datetime:
        return NOON + timedelta(seconds=seconds)

    wakes = wakes_at(
        automatic=automatic,
        due_at=at(due),
        not_before_at=None if not_before is None else at(not_before),
        deadline_at=at(due + grace),
        missed=missed,
        expires_at=None if expires is None else at(expires),
    )
    duties = ([] if missed else [due + grace]) + ([max(due, not_before or 0)] if automatic else [])
    duties += [] if expires is None else [expires]
    assert wakes == (at(min(duties)) if duties else None)
