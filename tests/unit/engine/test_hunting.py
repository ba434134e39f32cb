"""The hunt and the whisper: which agent gets the call, and what makes it go on to the next."""

import pytest

from ringback.channels.voice.engine import effects as ef
from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.events import MediaStep, Timer
from tests.unit.engine.world import AGENT_SDP, BRIDGE_SDP, CALL_ID, PLACEHOLDER, World, plan


def ringing(media: bool = True, **changes: object) -> World:
    """A call whose first agent's phone rings."""
    world = World(plan(**changes), media).tell(ev.Placed())  # type: ignore[arg-type]
    return world.media_done().tell(ev.Claimed(1), ev.Rang(1))


def answered(**changes: object) -> World:
    """A call whose first agent answered."""
    return ringing(**changes).tell(ev.Answered(1, AGENT_SDP))  # type: ignore[arg-type]


def test_media_and_the_claim_are_asked_for_at_the_same_time() -> None:
    world = World(plan()).tell(ev.Placed())
    asked = [type(effect) for effect in world.effects]
    assert asked.index(ef.MediaOffer) < asked.index(ef.ClaimLeg)
    assert world.did(ef.Dial) == []
    assert world.tell(ev.Claimed(1)).did(ef.Dial) == []
    [dialled] = world.media_done().did(ef.Dial)
    assert isinstance(dialled, ef.Dial)
    assert (dialled.sdp, dialled.sip_call_id) == (BRIDGE_SDP, f"{CALL_ID}-1@10.0.0.8")


def test_without_a_media_server_the_placeholder_is_shown() -> None:
    world = World(plan(), media=False).tell(ev.Placed(), ev.Claimed(1))
    [dialled] = world.did(ef.Dial)
    assert isinstance(dialled, ef.Dial)
    assert dialled.sdp == PLACEHOLDER


@pytest.mark.parametrize(
    ("event", "cause"),
    [
        (ev.Refused(1, 486, "Busy"), "busy"),
        (ev.Refused(1, 480, "Away"), "unreachable"),
        (ev.Refused(1, 404, "Unknown"), "wrong_number"),
        (ev.Refused(1, 603, "No"), "declined"),
        (ev.Refused(1, 699, "No"), "declined"),
        (ev.Refused(1, 500, "Oops"), "failed"),
        (ev.Refused(1, 408, "Silent", local=True), "unreachable"),
        (ev.TimerFired(Timer.ring, 1), "no_answer"),
        (ev.Answered(1, ""), "failed"),
    ],
)
def test_whoever_cannot_answer_leaves_the_call_to_the_next(event: ev.Event, cause: str) -> None:
    world = ringing().tell(event)
    assert world.causes() == {1: cause}
    assert world.claims == {2}
    assert not world.calling
    assert not world.up


def test_a_denied_agent_is_not_dialled_and_the_next_is_claimed() -> None:
    world = World(plan()).tell(ev.Placed(), ev.Denied(1, "in a call"))
    assert world.causes() == {1: "denied"}
    assert world.claims == {2}


def test_a_claim_nobody_answers_is_a_denial() -> None:
    world = World(plan(agents=1)).tell(ev.Placed(), ev.TimerFired(Timer.claim, 1))
    assert world.outcome == "nobody_answered"
    assert world.tell(ev.Claimed(1)).did(ef.Dial) == []


def test_the_hunt_ends_when_nobody_is_left_or_its_time_is_over() -> None:
    assert ringing(agents=1).tell(ev.Refused(1, 486, "Busy")).outcome == "nobody_answered"
    late = ringing().tell(ev.TimerFired(Timer.hunt))
    assert late.outcome == "nobody_answered"
    late.check_end()


def test_a_call_without_agents_ends_at_once() -> None:
    assert World(plan(agents=0)).tell(ev.Placed()).outcome == "nobody_answered"


def test_a_redirection_is_a_new_claim_and_the_media_is_used_again() -> None:
    world = ringing().tell(ev.Redirected(1, 302, "sip:mobile@10.0.0.7"))
    claim = world.did(ef.ClaimLeg)[-1]
    assert isinstance(claim, ef.ClaimLeg)
    assert (claim.leg, claim.agent_id, claim.destination.uri) == (2, 1, "sip:mobile@10.0.0.7")
    assert world.tell(ev.Claimed(2)).calling == {2}


def test_whisper_then_key_then_visitor() -> None:
    world = answered(whisper="/w.wav", accept_digit="1")
    world.media_done().media_done().tell(ev.TimerFired(Timer.whisper, 1))
    assert world.timers[Timer.accept, 1] == 12
    assert not world.said(facts.LegAccepted)
    world.tell(ev.DigitPressed(1, "5"), ev.DigitPressed(2, "1"))
    assert not world.said(facts.LegAccepted)
    world.tell(ev.DigitPressed(1, "1"))
    assert world.names()[-1] == "LegAccepted"
    assert world.claims == {2}


def test_the_key_may_be_pressed_during_the_whisper() -> None:
    world = answered(whisper="/w.wav", accept_digit="1").media_done().tell(ev.DigitPressed(1, "1"))
    assert world.said(facts.LegAccepted)
    assert world.did(ef.StopPlaying)


def test_a_voicemail_does_not_press_the_key_and_the_next_agent_gets_fresh_media() -> None:
    world = answered(accept_digit="1").media_done().tell(ev.TimerFired(Timer.accept, 1))
    assert world.causes() == {1: "not_accepted"}
    assert world.did(ef.DeleteMedia) == [ef.DeleteMedia(CALL_ID)]
    world.tell(ev.Claimed(2), ev.MediaDone(CALL_ID, MediaStep.agent_offer, "stale"))
    assert world.calling == set()
    world.tell(ev.MediaDone(f"{CALL_ID}-2", MediaStep.agent_offer, BRIDGE_SDP))
    assert world.calling == {2}


def test_an_agent_who_hangs_up_on_the_whisper_leaves_the_call_to_the_next() -> None:
    world = answered(whisper="/w.wav").media_done().tell(ev.HungUp(1))
    assert world.causes() == {1: "not_accepted"}
    assert world.claims == {2}


def test_after_the_hunts_time_an_agent_who_answered_may_still_accept_but_no_other_is_rung() -> None:
    world = answered(accept_digit="1").media_done().tell(ev.TimerFired(Timer.hunt))
    assert not world.ended
    assert world.tell(ev.TimerFired(Timer.accept, 1)).outcome == "nobody_answered"


@pytest.mark.parametrize("event", [ev.MediaGone("dead"), ev.MediaFailed(CALL_ID, MediaStep.agent_answer, "no answer")])
def test_a_dead_media_server_makes_answering_accepting(event: ev.Event) -> None:
    world = answered(whisper="/w.wav", accept_digit="1").tell(event)
    assert [type(fact) for fact in world.told[-2:]] == [facts.MediaLost, facts.LegAccepted]
    assert world.tell(ev.Claimed(2)).calling == {2}


def test_a_failed_offer_rings_the_agent_all_the_same() -> None:
    world = World(plan()).tell(ev.Placed(), ev.Claimed(1), ev.MediaFailed(CALL_ID, MediaStep.agent_offer, "no"))
    assert world.calling == {1}
    assert world.said(facts.MediaLost)


@pytest.mark.parametrize("world", [ringing, answered])
def test_hang_up_from_outside_ends_it(world: type) -> None:
    call: World = world().tell(ev.HangUpAsked("the visitor cancelled"))
    assert call.outcome == "cancelled"
    assert call.causes() == {1: "cancelled"}
    call.check_end()


def test_an_answer_that_crosses_the_cancel_is_hung_up() -> None:
    world = ringing().tell(ev.TimerFired(Timer.ring, 1))
    world.up.add(1)
    assert world.tell(ev.Answered(1, AGENT_SDP)).up == set()
    assert world.said(facts.LegAnswered) == []
