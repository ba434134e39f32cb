"""What a call's end means to its promise, what a crash leaves, who is hunted first."""

from datetime import UTC, datetime, timedelta

import pytest

from ringback.channels.voice import rules
from ringback.channels.voice.engine.facts import CallOutcome, LegCause
from ringback.core.promises.rules import Outcome


def test_every_outcome_of_a_call_means_something_to_its_promise() -> None:
    for outcome in CallOutcome:
        assert isinstance(rules.promise_outcome(outcome, talked=False), Outcome)


@pytest.mark.parametrize("outcome", list(CallOutcome))
def test_who_has_talked_is_never_called_again(outcome: CallOutcome) -> None:
    assert rules.promise_outcome(outcome, talked=True) is Outcome.DONE


def test_a_stop_is_an_interruption_and_a_guard_is_a_failure() -> None:
    stopped = f"{rules.STOPPED}: by the operator"
    assert rules.promise_outcome(CallOutcome.visitor_denied, talked=False, denial=stopped) is Outcome.INTERRUPTED
    assert rules.promise_outcome(CallOutcome.nobody_answered, talked=False, denial=stopped) is Outcome.INTERRUPTED
    assert rules.promise_outcome(CallOutcome.visitor_denied, talked=False, denial="no") is Outcome.FAILED
    assert rules.promise_outcome(CallOutcome.nobody_answered, talked=False) is Outcome.NOBODY


def test_who_asked_not_to_be_called_is_called_off_for_good() -> None:
    for outcome in (CallOutcome.visitor_denied, CallOutcome.nobody_answered):
        assert rules.promise_outcome(outcome, talked=False, denial=rules.NEVER) is Outcome.CANCELLED


def test_after_a_crash_only_what_no_visitor_heard_is_tried_again() -> None:
    """MISSION C2: what must not happen twice happens at most once."""
    assert rules.after_crash(rules.Remains(True, "", True)) is CallOutcome.connected
    assert rules.after_crash(rules.Remains(False, "", False)) is CallOutcome.interrupted
    for cause in ("", *LegCause):
        outcome = rules.after_crash(rules.Remains(True, cause, False))
        again = rules.promise_outcome(outcome, talked=False)
        assert again is not Outcome.INTERRUPTED


def test_a_wrap_up_ends_by_itself() -> None:
    now = datetime(2026, 3, 11, 12, tzinfo=UTC)
    assert rules.takes_calls("available", None, now)
    assert not rules.takes_calls("away", None, now)
    assert not rules.takes_calls("wrap_up", None, now)
    assert not rules.takes_calls("wrap_up", now + timedelta(seconds=1), now)
    assert rules.takes_calls("wrap_up", now, now)
    assert rules.wrap_up_until(now, 0) is None
    assert rules.wrap_up_until(now, 20) == now + timedelta(seconds=20)
