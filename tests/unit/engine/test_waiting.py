"""Visitors who wait on the line: rung first, found somebody for, joined, given up, and put on our own call's line."""

import pytest

from ringback.channels.voice.engine import effects as ef
from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts, machine
from ringback.channels.voice.engine.events import Timer
from ringback.channels.voice.engine.facts import Role
from ringback.channels.voice.engine.plan import Caller, MessagePlan, WaitingPlan
from tests.unit.engine.world import AGENT_SDP, CALL_ID, VISITOR_SDP, World, plan

WAITING = WaitingPlan("/m.wav", 300.0)
HELD = f"{CALL_ID}-w"
CALLER = Caller("theirs@carrier.example", VISITOR_SDP)


def fetched() -> World:
    """The visitor was rung first, is up, and hears music."""
    world = World(plan(0, waiting=WAITING, visitor_first=True)).tell(ev.Placed(), ev.Claimed(1)).media_done()
    return world.tell(ev.Rang(1), ev.Answered(1, VISITOR_SDP)).media_done()


def called() -> World:
    """Somebody called us and has to wait; they are answered to hear music."""
    message = MessagePlan("/g.wav", None)
    world = World(plan(0, waiting=WAITING, caller=CALLER, message=message)).tell(ev.Placed())
    return world.media_done().media_done()


def found(world: World, agents: int = 1, first: int = 2) -> World:
    world.tell(ev.AgentsFound(plan(agents).waves, first), ev.Claimed(first))
    return world.media_done().tell(ev.Answered(first, AGENT_SDP)).media_done()


def played(world: World) -> list[tuple[str, str]]:
    return [(one.media_id, one.path) for one in world.did(ef.Play) if isinstance(one, ef.Play)]


def test_the_visitor_is_dialled_with_a_claim_before_any_agent_and_hears_music() -> None:
    world = fetched()
    assert isinstance(world.state, machine.Waiting)
    assert world.names() == ["CallStarted", "LegDialled", "LegRinging", "LegAnswered", "BeganToWait"]
    assert played(world) == [(HELD, "/m.wav")]
    assert (Timer.wait, 0) in world.timers


@pytest.mark.parametrize("begin", [fetched, called])
def test_who_waits_is_shown_the_agents_sound_and_joined(begin: object) -> None:
    assert callable(begin)
    world = found(begin())
    assert [fact.leg for fact in world.said(facts.LegAccepted)] == [2]  # type: ignore[attr-defined]
    world.media_done()
    assert world.reoffered == {1}
    assert not world.said(facts.Bridged)
    world.tell(ev.Reanswered(1, VISITOR_SDP))
    assert world.said(facts.Bridged)
    assert ef.DeleteMedia(HELD) in world.effects
    assert (Timer.wait, 0) not in world.timers
    world.tell(ev.HungUp(2))
    assert world.outcome == "connected"
    world.check_end()


def test_their_place_is_said_in_place_of_the_music() -> None:
    world = fetched().tell(ev.TellAsked("/t.wav")).media_done(2.0)
    assert world.effects[-3:-1] == [
        ef.StopTimer(Timer.music),
        ef.Play(HELD, ev.MediaStep.told, Role.visitor, "/t.wav"),
    ]
    assert world.timers[Timer.music, 0] == 2.0
    world.tell(ev.TimerFired(Timer.music))
    assert played(world) == [(HELD, "/m.wav"), (HELD, "/t.wav"), (HELD, "/m.wav")]


def test_nobody_takes_it_and_they_wait_on_until_that_has_been_long_enough() -> None:
    world = fetched().tell(ev.AgentsFound(plan(1).waves, 2), ev.Claimed(2)).media_done().tell(ev.Refused(2, 486, "no"))
    assert isinstance(world.state, machine.Waiting)
    assert len(world.said(facts.BeganToWait)) == 2
    world.tell(ev.TimerFired(Timer.wait))
    assert (world.outcome, world.causes()) == ("nobody_answered", {1: "no_answer", 2: "busy"})
    world.check_end()


def test_a_caller_who_has_waited_for_long_enough_may_leave_a_message() -> None:
    world = called().tell(ev.TimerFired(Timer.wait))
    assert played(world)[-1] == (HELD, "/g.wav")
    world.media_done().tell(ev.TimerFired(Timer.greeting)).media_done()
    world.tell(ev.TimerFired(Timer.message))
    assert world.outcome == "message_left"
    world.check_end()


def test_agents_found_too_late_are_given_back() -> None:
    world = found(fetched())
    world.tell(ev.AgentsFound(plan(2, together=2).waves, 3))
    assert world.causes() == {3: "cancelled", 4: "cancelled"}
    world.tell(ev.HangUpAsked("enough"))
    world.check_end()


def test_a_caller_found_somebody_for_before_the_answer_hears_it_ring_on() -> None:
    world = World(plan(0, waiting=WAITING, caller=CALLER)).tell(ev.Placed(), ev.AgentsFound(plan(1).waves, 2))
    assert ef.DeleteMedia(HELD) in world.effects
    world.tell(ev.Claimed(2)).media_done().tell(ev.Answered(2, AGENT_SDP)).media_done().media_done()
    assert world.said(facts.Bridged)
    assert not world.did(ef.Reoffer)


def test_who_calls_us_while_we_ring_for_them_is_put_on_the_line_and_not_dialled() -> None:
    world = World(plan(1)).tell(ev.Placed(), ev.Claimed(1)).media_done().tell(ev.Rang(1), ev.CallerCame(CALLER))
    assert world.ringing == 2
    world.tell(ev.Answered(1, AGENT_SDP)).media_done().media_done()
    assert world.said(facts.Bridged)
    assert not [one for one in world.did(ef.ClaimLeg) if isinstance(one, ef.ClaimLeg) and one.role is Role.visitor]
    world.tell(ev.HungUp(2))
    assert world.outcome == "connected"
    world.check_end()
