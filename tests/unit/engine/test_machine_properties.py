"""The promises of the call machine, whatever comes in whatever order."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import machine
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.plan import Caller, CallPlan, MessagePlan, WaitingPlan
from tests.unit.engine.world import AGENT_SDP, CALL_ID, TRUNK, VISITOR_SDP, World, plan

# Ends what random steps left open: each of these leads a call on, and a call is a finite thing.
MOST_STEPS_TO_THE_END = 1000

CALLER = Caller("theirs@carrier.example", VISITOR_SDP)
MESSAGES = (None, MessagePlan(None, None), MessagePlan("/g.wav", "/b.wav", 60.0))

WAITING = WaitingPlan("/m.wav", 300.0)


def sound(**values: object) -> CallPlan:
    """A plan as the house makes them: who is rung first may wait on the line, and has not called us."""
    first = values.pop("visitor_first") and values["caller"] is None
    if first:
        values |= {"waiting": WAITING, "agents": 0}
    return plan(**values, visitor_first=first)  # type: ignore[arg-type]


plans = st.builds(
    sound,
    agents=st.integers(0, 4),
    together=st.integers(1, 4),
    trunk=st.sampled_from((None, TRUNK)),
    whisper=st.sampled_from((None, "/w.wav")),
    accept_digit=st.sampled_from((None, "1")),
    ringback=st.sampled_from((None, "/r.wav")),
    announcement=st.sampled_from((None, "/a.wav")),
    record=st.booleans(),
    caller=st.sampled_from((None, CALLER)),
    message=st.sampled_from(MESSAGES),
    waiting=st.sampled_from((None, WAITING)),
    visitor_first=st.booleans(),
    browsers=st.one_of(st.just(()), st.sets(st.integers(0, 4))),
)

# Mostly what leads the call on, so that the random walk comes to the later states; often enough anything else.
choices = st.one_of(st.just(0), st.integers(0, 1), st.just(0), st.integers(0, 10_000))


def lead_to_the_end(world: World) -> None:
    """Let time pass: what was asked is answered, then the clocks run out one by one."""
    for _ in range(MOST_STEPS_TO_THE_END):
        if world.ended:
            return
        if world.claims:
            world.tell(ev.Claimed(min(world.claims)))
        elif world.media_asked:
            world.media_done()
        elif world.reoffered & world.up:
            world.tell(ev.Reanswered(min(world.reoffered & world.up), AGENT_SDP))
        elif world.counting:
            world.tell(ev.SoundCounted(world.counting, 0))
        else:
            assert world.timers, f"nothing will ever end {world.state}"
            world.tell(ev.TimerFired(*min(world.timers)))


CALLS_US_WHILE_WE_HUNT = sound(agents=2, together=2, caller=None, waiting=WAITING, visitor_first=False)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans, st.booleans(), st.lists(choices, max_size=40))
@example(CALLS_US_WHILE_WE_HUNT, True, [25])
def test_every_call_ends_once_with_no_leg_left_up(call: object, media: bool, chosen: list[int]) -> None:
    world = World(call, media).tell(ev.Placed())  # type: ignore[arg-type]
    for choice in chosen:
        if world.ended:
            break
        possible = world.possible()
        event = possible[choice % len(possible)]
        if isinstance(event, ev.MediaDone | ev.MediaFailed) and event.step is not MediaStep.sound:
            world.media_asked.remove((event.media_id, event.step, event.leg))
        world.tell(event)
    lead_to_the_end(world)
    world.check_end()


legs = st.integers(0, 6)
sdps = st.sampled_from(("", AGENT_SDP, AGENT_SDP + "a=sendonly\r\n", "nonsense"))
media_ids = st.sampled_from((CALL_ID, f"{CALL_ID}-2", f"{CALL_ID}-3", f"{CALL_ID}-m", "other"))
steps = st.sampled_from(list(MediaStep))
anything = st.one_of(
    st.builds(ev.Placed),
    st.builds(ev.Claimed, legs),
    st.builds(ev.Denied, legs, st.just("no")),
    st.builds(ev.Rang, legs),
    st.builds(ev.EarlyMediaCame, legs, sdps),
    st.builds(ev.Answered, legs, sdps),
    st.builds(ev.Refused, legs, st.integers(300, 699), st.just("no"), st.booleans()),
    st.builds(ev.Redirected, legs, st.just(302), st.just("sip:other@10.0.0.7")),
    st.builds(ev.HungUp, legs),
    st.builds(ev.Reoffered, legs, sdps),
    st.builds(ev.Reanswered, legs, sdps),
    st.builds(ev.ReofferRefused, legs, st.sampled_from((408, 481, 488, 491))),
    st.builds(ev.MediaDone, media_ids, steps, sdps, st.floats(0, 5), legs),
    st.builds(ev.MediaFailed, media_ids, steps, st.just("no"), legs),
    st.builds(ev.MediaGone, st.just("dead")),
    st.builds(ev.SoundCounted, media_ids, st.integers(0, 3)),
    st.builds(ev.DigitPressed, legs, st.sampled_from("123")),
    st.builds(ev.TimerFired, st.sampled_from(list(Timer)), legs),
    st.builds(ev.TellAsked, st.just("/t.wav")),
)


@settings(max_examples=400, deadline=None)
@given(plans, st.booleans(), st.lists(anything, max_size=60))
def test_impossible_events_break_no_promise_either(call: object, media: bool, events: list[ev.Event]) -> None:
    world = World(call, media).tell(ev.Placed(), *events)  # type: ignore[arg-type]
    world.tell(ev.HangUpAsked("enough"))
    world.check_end()
    world.tell(*events)
    world.check_end()


@pytest.mark.parametrize("state", machine.TABLES)
def test_every_event_has_a_defined_result_in_every_state(state: type) -> None:
    assert set(machine.TABLES[state]) == set(ev.EVENTS)
