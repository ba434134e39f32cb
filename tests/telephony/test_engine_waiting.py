"""Visitors who wait on the line, between sipp phones: rung first, music, a word in between, and joined."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.plan import AgentTarget, CallPlan, Destination, WaitingPlan
from tests.servers.rtpengine import Rtpengine
from tests.telephony.house import CALLER, House
from tests.telephony.sipp import SippPhone, bye, invited, refuse, rings_until_cancelled, until_bye
from tests.telephony.sound import Handset, tone, tones_in, write_wav
from tests.telephony.test_engine_incoming import speak
from tests.waiting import until

Phone = Callable[..., SippPhone]
AGENT, VISITOR, MUSIC, WORD = 500.0, 700.0, 900.0, 1300.0
EVERY = (AGENT, VISITOR, MUSIC, WORD)


@pytest.fixture
def handsets() -> Iterator[list[Handset]]:
    pair = [Handset(AGENT), Handset(VISITOR)]
    yield pair
    for one in pair:
        one.close()


def fetch(house: House, folder: Path, visitor: str, **changes: Any) -> CallPlan:
    """Ring the visitor first, who is to hear music."""
    music = write_wav(folder / "music.wav", tone(MUSIC, 1.0))
    return house.call([], visitor, visitor_first=True, waiting=WaitingPlan(music, 60.0), **changes)


def offer(house: House, plan: CallPlan, *agents: SippPhone, first: int = 2) -> None:
    waves = tuple(
        (AgentTarget(number, Destination(phone.uri, None, CALLER), 5.0),) for number, phone in enumerate(agents, 1)
    )
    assert house.engine is not None
    house.engine.hunt(plan.call_id, waves, first)


def hears(handset: Handset, hertz: float) -> None:
    until(lambda: hertz in tones_in(handset.heard()[-8000:], EVERY))


def test_the_visitor_hears_music_and_their_place_and_is_joined_with_who_is_free(
    house: House, phone: Phone, rtpengine: Rtpengine, handsets: list[Handset]
) -> None:
    agent_set, visitor_set = handsets
    visitor = phone(invited() + until_bye(), media_port=visitor_set.port)
    deaf, agent = phone(refuse(486, "Busy Here")), phone(invited() + until_bye(), media_port=agent_set.port)
    engine = house.start(rtpengine.config)
    plan = fetch(house, rtpengine.folder, visitor.uri, record=True)
    house.wait_for(facts.BeganToWait)
    speak(visitor_set, visitor, 0)
    hears(visitor_set, MUSIC)
    engine.tell_waiting(plan.call_id, write_wav(rtpengine.folder / "word.wav", tone(WORD, 0.5)))
    hears(visitor_set, WORD)
    hears(visitor_set, MUSIC)
    offer(house, plan, deaf, agent)
    speak(agent_set, agent, 0)
    house.wait_for(facts.Bridged)
    speak(visitor_set, visitor, 1)
    hears(visitor_set, AGENT)
    hears(agent_set, VISITOR)
    assert MUSIC not in tones_in(agent_set.heard(), EVERY)
    engine.hang_up(plan.call_id, "enough")
    assert house.outcome() == "connected"
    until(lambda: agent.finished() and visitor.finished())
    assert house.said(facts.RecordingStarted)


def test_nobody_takes_it_and_the_visitor_waits_on_until_they_hang_up(
    house: House, phone: Phone, rtpengine: Rtpengine
) -> None:
    visitor, deaf = phone(invited() + bye(2500)), phone(refuse(486, "Busy Here"))
    house.start(rtpengine.config)
    plan = fetch(house, rtpengine.folder, visitor.uri)
    house.wait_for(facts.BeganToWait)
    offer(house, plan, deaf)
    house.wait_for(facts.BeganToWait, count=2)
    assert house.outcome() == "caller_left"
    assert house.causes() == [(2, "busy"), (1, "cancelled")]
    until(visitor.finished)


def test_a_visitor_who_leaves_silences_the_agent_rung_for_them(
    house: House, phone: Phone, rtpengine: Rtpengine
) -> None:
    visitor, agent = phone(invited() + bye(1500)), phone(rings_until_cancelled())
    house.start(rtpengine.config)
    plan = fetch(house, rtpengine.folder, visitor.uri)
    house.wait_for(facts.BeganToWait)
    offer(house, plan, agent)
    assert house.outcome() == "caller_left"
    until(lambda: visitor.finished() and agent.finished())


def test_nobody_is_let_wait_without_a_media_server(house: House, phone: Phone, tmp_path: Path) -> None:
    house.start()
    fetch(house, tmp_path, "sip:nobody@127.0.0.1:9")
    assert house.outcome() == "nobody_answered"
    assert house.claims == []
