"""Agents rung at the same time: the first who takes the call has it, and nobody else's phone goes on."""

import pytest

from ringback.channels.voice.engine import effects as ef
from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.events import MediaStep, Timer
from tests.unit.engine.world import AGENT_SDP, CALL_ID, World, plan

THIRD = f"{CALL_ID}-3"


def ringing(media: bool = True, agents: int = 3, **changes: object) -> World:
    """A call with three phones that ring at once."""
    world = World(plan(agents, together=3, **changes), media).tell(ev.Placed())  # type: ignore[arg-type]
    world.media_done()
    for leg in sorted(world.claims):
        world.tell(ev.Claimed(leg), ev.Rang(leg))
    return world


def test_all_phones_of_a_wave_ring_each_with_a_conversation_of_its_own() -> None:
    world = ringing()
    assert world.calling == {1, 2, 3}
    assert {effect.media_id for effect in world.did(ef.MediaOffer) if isinstance(effect, ef.MediaOffer)} == {
        CALL_ID,
        f"{CALL_ID}-2",
        THIRD,
    }


def test_the_first_who_answers_has_the_call_and_the_others_stop_ringing() -> None:
    world = ringing(whisper="/w.wav").tell(ev.Answered(2, AGENT_SDP))
    assert (world.calling, world.up) == (set(), {2})
    assert world.causes() == {1: "cancelled", 3: "cancelled"}
    world.media_done().media_done().tell(ev.TimerFired(Timer.whisper, 2), ev.Claimed(4))
    assert [fact.leg for fact in world.said(facts.LegAccepted) if isinstance(fact, facts.LegAccepted)] == [2]
    freed = {effect.media_id for effect in world.did(ef.DeleteMedia) if isinstance(effect, ef.DeleteMedia)}
    assert freed == {CALL_ID, THIRD}


def test_where_a_key_is_asked_for_the_others_ring_on_until_it_is_pressed() -> None:
    world = ringing(accept_digit="1").tell(ev.Answered(1, AGENT_SDP), ev.Answered(3, AGENT_SDP)).media_done()
    assert (world.calling, world.up) == ({2}, {1, 3})
    assert {leg for timer, leg in world.timers if timer is Timer.accept} == {1, 3}
    world.tell(ev.DigitPressed(3, "1"))
    assert (world.calling, world.up) == (set(), {3})
    assert world.causes() == {1: "cancelled", 2: "cancelled"}
    visitor = max(world.claims)
    world.tell(ev.MediaDone(THIRD, MediaStep.visitor_offer, AGENT_SDP), ev.Claimed(visitor))
    assert world.calling == {visitor}


def test_a_voicemail_that_answers_takes_the_call_from_nobody() -> None:
    world = ringing(accept_digit="1").tell(ev.Answered(1, AGENT_SDP)).media_done()
    world.tell(ev.TimerFired(Timer.accept, 1))
    assert world.causes() == {1: "not_accepted"}
    assert world.calling == {2, 3}


def test_who_hangs_up_on_the_whisper_leaves_the_call_to_those_whose_phones_had_stopped() -> None:
    world = ringing(whisper="/w.wav").tell(ev.Answered(2, AGENT_SDP)).media_done().tell(ev.HungUp(2))
    assert not world.ended
    asked = [effect.agent_id for effect in world.did(ef.ClaimLeg) if isinstance(effect, ef.ClaimLeg)]
    assert asked == [1, 2, 3, 1, 3]


def test_the_next_wave_is_rung_once_nobody_of_the_first_is_left() -> None:
    world = ringing(agents=5)
    world.tell(ev.Refused(1, 486, "Busy"), ev.TimerFired(Timer.ring, 3))
    assert world.claims == set()
    world.tell(ev.Refused(2, 603, "No"))
    assert world.claims == {4, 5}
    assert len(world.did(ef.MediaOffer)) == 3


def test_after_the_hunts_time_only_who_answered_may_still_accept() -> None:
    world = ringing(accept_digit="1").tell(ev.Answered(1, AGENT_SDP)).media_done().tell(ev.TimerFired(Timer.hunt))
    assert world.causes() == {2: "no_answer", 3: "no_answer"}
    world.tell(ev.DigitPressed(1, "1"))
    assert world.said(facts.LegAccepted)


def test_without_a_media_server_answering_is_accepting() -> None:
    world = ringing(media=False, accept_digit="1").tell(ev.Answered(3, AGENT_SDP))
    assert (world.calling, world.up) == (set(), {3})
    assert world.said(facts.LegAccepted)


def test_two_answers_at_the_same_time_are_one_call_and_one_hang_up() -> None:
    world = ringing(media=False).tell(ev.Answered(1, AGENT_SDP))
    world.up.add(2)
    assert world.tell(ev.Answered(2, AGENT_SDP)).up == {1}


@pytest.mark.parametrize("answered", [False, True])
def test_one_reservation_that_fails_costs_one_phone(answered: bool) -> None:
    world = World(plan(3, together=3, accept_digit="1")).tell(ev.Placed(), ev.Claimed(1), ev.Claimed(2), ev.Claimed(3))
    world.tell(ev.MediaDone(CALL_ID, MediaStep.agent_offer, AGENT_SDP))
    if answered:
        world.tell(ev.Answered(1, AGENT_SDP))
    world.tell(ev.MediaFailed(THIRD, MediaStep.agent_offer, "no ports"))
    assert world.causes() == {3: "failed"}
    assert not world.said(facts.MediaLost)


def test_a_media_server_that_dies_leaves_the_call_to_whoever_had_answered() -> None:
    world = ringing(accept_digit="1").tell(ev.Answered(2, AGENT_SDP)).media_done().tell(ev.MediaGone("dead"))
    assert (world.calling, world.up) == (set(), {2})
    assert world.said(facts.LegAccepted)


@pytest.mark.parametrize("media", [True, False])
def test_no_clock_of_a_phone_that_was_let_go_runs_on(media: bool) -> None:
    world = ringing(media, accept_digit="1", whisper="/w.wav").tell(ev.Answered(1, AGENT_SDP))
    if media:
        world.tell(ev.Answered(2, AGENT_SDP)).media_done().media_done().tell(ev.DigitPressed(1, "1"))
    assert world.said(facts.LegAccepted)
    visitor = max(world.claims)
    assert {leg for _, leg in world.timers} == {visitor}
