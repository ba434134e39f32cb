"""The mirror of a call's rows: any order of facts ends in one CDR with no leg left up."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.facts import CallOutcome, LegCause, Role
from ringback.channels.voice.models import Stage
from ringback.channels.voice.role.ledger import CallState, Ledger, LegState

CALL = "0" * 32
NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)


def opened(recovered: bool = False) -> tuple[Ledger, CallState]:
    ledger = Ledger()
    legs = {
        1: LegState(11, 1, Role.agent, 7, None, "sip:a@h", "x-1", NOON),
        2: LegState(12, 2, Role.visitor, None, 3, "sip:v@t", "x-2", NOON),
    }
    call = CallState(1, CALL, 1, None, None, recovered=recovered, legs=legs)
    ledger.open(call)
    return ledger, call


_leg = st.sampled_from([1, 2, 3])
_fact = st.one_of(
    st.builds(facts.CallStarted, st.just(CALL), st.just(NOON)),
    st.builds(
        facts.LegDialled,
        st.just(CALL),
        st.just(NOON),
        _leg,
        st.sampled_from(Role),
        st.none(),
        st.just("u"),
        st.just("s"),
    ),
    st.builds(facts.LegRinging, st.just(CALL), st.just(NOON), _leg),
    st.builds(facts.LegAnswered, st.just(CALL), st.just(NOON), _leg),
    st.builds(facts.LegAccepted, st.just(CALL), st.just(NOON), _leg),
    st.builds(facts.LegEnded, st.just(CALL), st.just(NOON), _leg, st.sampled_from(LegCause), st.none(), st.text()),
    st.builds(facts.DialogKept, st.just(CALL), st.just(NOON), _leg, st.just({"kind": "up"})),
    st.builds(facts.Bridged, st.just(CALL), st.just(NOON)),
    st.builds(facts.MediaLost, st.just(CALL), st.just(NOON), st.just("gone")),
    st.builds(facts.FellSilent, st.just(CALL), st.just(NOON), st.just(45.2)),
    st.builds(facts.CallEnded, st.just(CALL), st.just(NOON), st.sampled_from(CallOutcome), st.just(0.0)),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_fact, max_size=25))
def test_any_story_ends_once_with_nothing_left_up(story: list[facts.Fact]) -> None:
    ledger, call = opened()
    for fact in story:
        ledger.apply(fact)
    ledger.apply(facts.CallEnded(CALL, NOON, CallOutcome.cancelled, 0.0))
    assert call.ended_at is not None
    assert call.stage == Stage.ENDED
    assert call.live_legs() == []
    ends = [entry for entry in ledger.timeline if entry.kind == "CallEnded"]
    assert len(ends) == 1
    ledger.apply(facts.Bridged(CALL, NOON))
    assert call.stage == Stage.ENDED
    ledger.written()
    assert ledger.calls == {}
    assert not ledger.unwritten


def test_what_was_not_committed_stays_to_be_written() -> None:
    ledger, call = opened()
    ledger.apply(facts.LegRinging(CALL, NOON, 1))
    assert set(ledger.dirty_legs) == {11}
    ledger.apply(facts.LegRinging(CALL, NOON + timedelta(seconds=1), 1))
    assert call.legs[1].ringing_at == NOON
    assert len(ledger.timeline) == 2


def test_a_call_given_up_does_not_hold_up_the_others() -> None:
    ledger, call = opened()
    ledger.apply(facts.Bridged(CALL, NOON))
    ledger.apply(facts.LegRinging(CALL, NOON, 1))
    ledger.drop(call)
    assert not ledger.unwritten


def test_a_recovered_call_is_judged_by_what_the_tables_say() -> None:
    for story, outcome in (
        ([facts.Bridged(CALL, NOON)], CallOutcome.connected),
        ([], CallOutcome.uncertain),
        ([facts.LegEnded(CALL, NOON, 2, LegCause.busy, 486, "Busy")], CallOutcome.visitor_busy),
    ):
        ledger, call = opened(recovered=True)
        for fact in story:
            ledger.apply(fact)
        ledger.apply(facts.CallEnded(CALL, NOON, CallOutcome.interrupted, 0.0))
        assert call.outcome == outcome
        assert call.detail
