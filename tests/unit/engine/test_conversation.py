"""The visitor's leg and the talk: answers, refusals, hold, a media server that dies, and every end."""

import pytest

from ringback.channels.voice.engine import effects as ef
from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.events import MediaStep, Timer
from tests.unit.engine.world import AGENT_SDP, BRIDGE_SDP, CALL_ID, TRUNK, VISITOR_SDP, World, plan

HELD = VISITOR_SDP + "a=sendonly\r\n"


def accepted(media: bool = True, **changes: object) -> World:
    """The agent accepted; the visitor is being claimed."""
    world = World(plan(**changes), media).tell(ev.Placed())  # type: ignore[arg-type]
    world.media_done().tell(ev.Claimed(1), ev.Answered(1, AGENT_SDP))
    return world.media_done() if media else world


def ringing(media: bool = True, **changes: object) -> World:
    """The visitor's phone rings."""
    return accepted(media, **changes).media_done().tell(ev.Claimed(2), ev.Rang(2))


def talking(media: bool = True, **changes: object) -> World:
    """Agent and visitor talk."""
    world = ringing(media, **changes).tell(ev.Answered(2, VISITOR_SDP))
    return world.media_done() if media else world.tell(ev.Reanswered(1, AGENT_SDP))


def test_the_facts_of_a_whole_call_in_their_order() -> None:
    world = talking(record=True).media_done().tell(ev.HungUp(2))
    assert world.names() == [
        "CallStarted",
        "LegDialled",
        "LegAnswered",
        "LegAccepted",
        "LegDialled",
        "LegRinging",
        "LegAnswered",
        "Bridged",
        "RecordingStarted",
        "LegEnded",
        "LegEnded",
        "CallEnded",
    ]
    assert world.outcome == "connected"
    world.check_end()


def test_talk_seconds_run_from_the_bridge() -> None:
    world = talking()
    world.seconds += 60
    [end] = world.tell(ev.HungUp(1)).said(facts.CallEnded)
    assert isinstance(end, facts.CallEnded)
    assert end.talk_seconds == 60.5


def test_the_agent_hears_the_ringing_tone_until_the_answer() -> None:
    world = ringing(ringback="/r.wav")
    [tone] = [effect for effect in world.did(ef.Play) if isinstance(effect, ef.Play)]
    assert (tone.path, tone.repeat > 10) == ("/r.wav", True)
    assert world.did(ef.StopPlaying) == []
    assert world.tell(ev.Answered(2, VISITOR_SDP)).did(ef.StopPlaying)


def test_early_media_is_joined_once_and_the_answer_with_the_same_description_bridges_at_once() -> None:
    world = ringing().tell(ev.EarlyMediaCame(2, VISITOR_SDP), ev.EarlyMediaCame(2, VISITOR_SDP))
    assert len(world.said(facts.LegEarlyMedia)) == 1
    world.media_done().tell(ev.Answered(2, VISITOR_SDP))
    assert world.said(facts.Bridged)


def test_an_answer_without_a_description_takes_that_of_the_early_media() -> None:
    world = ringing().tell(ev.EarlyMediaCame(2, VISITOR_SDP)).media_done().tell(ev.Answered(2, ""))
    assert world.said(facts.Bridged)


@pytest.mark.parametrize(
    ("code", "direct", "through_trunk"),
    [
        (486, "visitor_busy", "visitor_busy"),
        (600, "visitor_busy", "visitor_busy"),
        (603, "visitor_declined", "visitor_declined"),
        (404, "visitor_wrong_number", "visitor_wrong_number"),
        (484, "visitor_wrong_number", "visitor_wrong_number"),
        (480, "visitor_unreachable", "visitor_unreachable"),
        (403, "visitor_unreachable", "trunk_failed"),
        (503, "visitor_unreachable", "trunk_failed"),
    ],
)
def test_a_refusal_by_its_class(code: int, direct: str, through_trunk: str) -> None:
    for trunk, outcome in ((None, direct), (TRUNK, through_trunk)):
        world = ringing(trunk=trunk).tell(ev.Refused(2, code, "no"))
        assert world.outcome == outcome
        world.check_end()


def test_a_trunk_that_does_not_answer_at_all_has_failed() -> None:
    silent = ev.Refused(2, 408, "Request Timeout", local=True)
    assert ringing(trunk=TRUNK).tell(silent).outcome == "trunk_failed"
    assert ringing().tell(silent).outcome == "visitor_unreachable"


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (ev.TimerFired(Timer.ring, 2), "visitor_no_answer"),
        (ev.HungUp(1), "agent_left"),
        (ev.HangUpAsked("stop"), "cancelled"),
        (ev.HungUp(2), "visitor_unreachable"),
        (ev.Answered(2, ""), "visitor_unreachable"),
    ],
)
def test_ends_while_the_visitor_rings(event: ev.Event, outcome: str) -> None:
    world = ringing().tell(event)
    assert world.outcome == outcome
    world.check_end()


def test_a_visitor_who_may_not_be_called_is_not() -> None:
    world = accepted().tell(ev.Denied(2, "do not call"))
    assert world.outcome == "visitor_denied"
    assert len(world.did(ef.Dial)) == 1
    world.check_end()


def test_a_redirected_visitor_is_claimed_again_and_may_be_denied() -> None:
    world = ringing().tell(ev.Redirected(2, 302, "sip:+499001@trunk.example"))
    assert world.claims == {3}
    assert world.tell(ev.Denied(3, "premium")).outcome == "visitor_denied"


@pytest.mark.parametrize("leg", [1, 2])
@pytest.mark.parametrize("media", [True, False])
def test_either_side_hangs_up_in_talk(leg: int, media: bool) -> None:
    world = talking(media).tell(ev.HungUp(leg))
    assert world.outcome == "connected"
    assert world.causes() == {1: "completed", 2: "completed"}
    world.check_end()


def test_either_side_leaves_while_they_are_being_joined() -> None:
    joining = ringing(media=False).tell(ev.Answered(2, VISITOR_SDP))
    assert joining.tell(ev.HungUp(2)).outcome == "connected"
    joining = ringing().tell(ev.Answered(2, VISITOR_SDP))
    assert joining.tell(ev.HungUp(1)).outcome == "agent_left"
    joining.check_end()


def test_the_talk_limit() -> None:
    world = talking()
    assert world.timers[Timer.talk, 0] == 7200
    assert world.tell(ev.TimerFired(Timer.talk)).outcome == "connected"
    world.check_end()


def test_without_a_media_server_the_two_are_shown_each_other() -> None:
    world = ringing(media=False, record=True).tell(ev.Answered(2, VISITOR_SDP))
    assert world.did(ef.Reoffer) == [ef.Reoffer(1, VISITOR_SDP)]
    world.tell(ev.Reanswered(1, AGENT_SDP))
    assert world.said(facts.Bridged)
    assert world.said(facts.RecordingFailed)
    assert len(world.did(ef.Reoffer)) == 1


def test_an_agents_phone_that_moves_its_sound_at_the_join_is_shown_to_the_visitor() -> None:
    moved = AGENT_SDP.replace("4000", "4002")
    world = ringing(media=False).tell(ev.Answered(2, VISITOR_SDP), ev.Reanswered(1, moved))
    assert world.did(ef.Reoffer)[-1] == ef.Reoffer(2, moved)


def test_a_crossing_reinvite_at_the_join_is_tried_again_and_a_refusal_ends_the_call() -> None:
    world = ringing(media=False).tell(ev.Answered(2, VISITOR_SDP), ev.ReofferRefused(1, 491))
    assert (Timer.rejoin, 0) in world.timers
    world.tell(ev.TimerFired(Timer.rejoin))
    assert len(world.did(ef.Reoffer)) == 2
    assert world.tell(ev.ReofferRefused(1, 488)).outcome == "interrupted"
    world.check_end()


def test_hold_is_settled_with_the_media_server_and_the_other_side_is_left_alone() -> None:
    world = talking().tell(ev.Reoffered(2, HELD))
    [asked] = world.did(ef.Renegotiate)
    assert isinstance(asked, ef.Renegotiate)
    assert "a=recvonly" in asked.other_sdp
    world.media_done()
    assert world.did(ef.AcceptReoffer) == [ef.AcceptReoffer(2, BRIDGE_SDP)]
    world.tell(ev.Reoffered(2, VISITOR_SDP))
    assert [fact.held for fact in world.told if isinstance(fact, facts.HeldChanged)] == [True, False]


def test_hold_without_a_media_server_is_passed_on() -> None:
    world = talking(media=False).tell(ev.Reoffered(2, HELD))
    assert world.did(ef.Reoffer)[-1] == ef.Reoffer(1, HELD)
    world.tell(ev.Reoffered(1, AGENT_SDP))
    assert world.did(ef.RefuseReoffer) == [ef.RefuseReoffer(1, 491)]
    world.tell(ev.Reanswered(1, AGENT_SDP))
    assert world.did(ef.AcceptReoffer) == [ef.AcceptReoffer(2, AGENT_SDP)]


def test_a_media_server_that_dies_in_talk_has_both_phones_told_of_each_other() -> None:
    world = talking().tell(ev.MediaGone("dead"))
    assert world.said(facts.MediaLost)
    assert world.did(ef.Reoffer) == [ef.Reoffer(1, VISITOR_SDP)]
    world.tell(ev.Reanswered(1, AGENT_SDP))
    assert world.did(ef.Reoffer)[-1] == ef.Reoffer(2, AGENT_SDP)
    world.tell(ev.Reanswered(2, VISITOR_SDP), ev.MediaGone("dead"))
    assert world.tell(ev.HungUp(1)).outcome == "connected"
    world.check_end()


def test_a_media_server_that_dies_at_the_join_does_not_keep_them_apart() -> None:
    world = ringing().tell(ev.Answered(2, VISITOR_SDP))
    world.tell(ev.MediaFailed(CALL_ID, MediaStep.visitor_answer, "no answer"), ev.Reanswered(1, AGENT_SDP))
    assert world.said(facts.Bridged)


def test_a_recording_that_fails_is_said_and_the_talk_goes_on() -> None:
    world = talking(record=True).tell(ev.MediaFailed(CALL_ID, MediaStep.recording, "disk full"))
    assert world.said(facts.RecordingFailed)
    assert not world.ended


def test_while_the_announcement_is_played_the_two_do_not_hear_each_other() -> None:
    world = talking(announcement="/a.wav")
    assert len(world.did(ef.BlockTalk)) == 1
    world.media_done(3.0)
    assert world.timers[Timer.announcement, 0] == 3.0
    assert world.did(ef.UnblockTalk) == []
    assert len(world.tell(ev.TimerFired(Timer.announcement)).did(ef.UnblockTalk)) == 1


def test_an_announcement_that_cannot_be_played_does_not_leave_them_deaf() -> None:
    world = talking(announcement="/a.wav")
    assert world.tell(ev.MediaFailed(CALL_ID, MediaStep.announcement, "no file")).did(ef.UnblockTalk)
