"""When a call is over because nobody is heard any more, and when it is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringback.channels.voice.engine import effects as ef
from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.events import MediaStep, Timer
from ringback.channels.voice.engine.silence import COUNT_EVERY_SECONDS, MOST_HELD_SECONDS
from tests.unit.engine.test_conversation import HELD, talking
from tests.unit.engine.world import AGENT_SDP, CALL_ID, VISITOR_SDP, World

LIMIT = 45.0


def count(world: World, packets: int) -> World:
    """The next count, with that result."""
    return world.tell(ev.TimerFired(Timer.sound), ev.SoundCounted(CALL_ID, packets))


def silent_for(world: World, seconds: float, packets: int = 0) -> World:
    """Counts that find nothing new, for that long."""
    until = world.seconds + seconds
    while world.seconds < until and not world.ended:
        count(world, packets)
    return world


def test_two_of_whom_nothing_is_heard_any_more_are_hung_up() -> None:
    world = count(talking(), 100)
    heard_at = world.seconds
    silent_for(world, 2 * LIMIT, 100)
    assert world.outcome == "connected"
    assert world.causes() == {1: "silent", 2: "silent"}
    assert LIMIT <= world.seconds - heard_at <= LIMIT + 2 * COUNT_EVERY_SECONDS
    [silence] = world.said(facts.FellSilent)
    assert isinstance(silence, facts.FellSilent)
    assert silence.seconds == world.seconds - heard_at
    world.check_end()


def test_a_count_that_fails_ends_nothing() -> None:
    world = count(talking(), 100)
    for _ in range(100):
        world.tell(ev.TimerFired(Timer.sound))
    assert not world.ended
    assert (Timer.sound, 0) in world.timers
    world.tell(ev.SoundCounted(CALL_ID, 101))
    assert not world.ended


def test_what_was_sent_while_nothing_could_be_counted_counts() -> None:
    world = count(talking(), 100)
    world.seconds += 10 * LIMIT
    assert not count(world, 101).ended
    world.seconds += 10 * LIMIT
    assert count(world, 101).ended


def test_hold_is_a_silence_that_ends_nothing_for_half_an_hour() -> None:
    world = count(talking(), 100).tell(ev.Reoffered(2, HELD)).media_done()
    assert not silent_for(world, MOST_HELD_SECONDS - 2 * COUNT_EVERY_SECONDS, 100).ended
    assert silent_for(world, 4 * COUNT_EVERY_SECONDS, 100).outcome == "connected"
    world.check_end()


def test_who_comes_back_from_hold_has_the_whole_time_to_be_heard() -> None:
    world = count(talking(), 100).tell(ev.Reoffered(2, HELD)).media_done()
    silent_for(world, 10 * LIMIT, 100)
    world.tell(ev.Reoffered(2, VISITOR_SDP)).media_done()
    assert not silent_for(world, LIMIT - 2 * COUNT_EVERY_SECONDS, 100).ended
    assert silent_for(world, 4 * COUNT_EVERY_SECONDS, 100).ended


def test_phones_that_are_joined_directly_are_not_counted() -> None:
    world = talking(media=False)
    assert (Timer.sound, 0) not in world.timers
    lost = talking().tell(ev.MediaGone("dead"), ev.Reanswered(1, AGENT_SDP), ev.TimerFired(Timer.sound))
    assert lost.did(ef.CountSound) == []
    assert (Timer.sound, 0) not in lost.timers
    assert not lost.tell(ev.SoundCounted(CALL_ID, 0)).ended


def test_a_media_server_that_has_forgotten_the_call_has_the_phones_joined_directly() -> None:
    world = count(talking(), 100).tell(ev.MediaFailed(CALL_ID, MediaStep.sound, "forgotten"))
    assert not world.ended
    assert world.said(facts.MediaLost)
    assert world.did(ef.Reoffer) == [ef.Reoffer(1, VISITOR_SDP)]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from((0, 0, 0, 1, 50)), st.floats(0, 40)), max_size=60))
def test_a_call_ends_exactly_when_a_whole_limit_brought_nothing_new(counts: list[tuple[int, float]]) -> None:
    world = count(talking(), 1)
    packets, heard_at = 1, world.seconds
    for more, waited in counts:
        world.seconds += waited
        packets += more
        was_over = world.ended
        count(world, packets)
        if was_over:
            continue
        if more:
            heard_at = world.seconds
        assert world.ended == (world.seconds - heard_at >= LIMIT)


@pytest.mark.parametrize("packets", [0, 7])
def test_a_count_of_another_round_changes_nothing(packets: int) -> None:
    world = count(talking(), 7)
    world.seconds += 10 * LIMIT
    assert not world.tell(ev.SoundCounted("another", packets)).ended
