"""Phones of which nothing is heard any more: their call is ended; whoever is heard, or on hold, is left alone."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.machine import joining, talking
from tests.servers.rtpengine import Rtpengine
from tests.telephony.baresip import BaresipPhone
from tests.telephony.house import House
from tests.telephony.sipp import HELD, SippPhone, invited, pause, receive_response, request, until_bye
from tests.telephony.sound import Handset
from tests.telephony.test_engine_sound import speak
from tests.waiting import until

Phone = Callable[..., SippPhone]
LIMIT = 1.5


@pytest.fixture(autouse=True)
def counted_often(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (joining, talking):
        monkeypatch.setattr(module, "COUNT_EVERY_SECONDS", 0.2)


@pytest.fixture
def handset() -> Iterator[Handset]:
    made = Handset(500)
    yield made
    made.close()


def test_whole_phones_that_vanish_without_a_word_are_given_up(
    house: House, rtpengine: Rtpengine, tmp_path: Path
) -> None:
    """One that is left is company enough; when it is gone as well, nobody is there."""
    with BaresipPhone(tmp_path, 500) as agent, BaresipPhone(tmp_path, 700) as visitor:
        engine = house.start(rtpengine.config)
        house.call([agent.uri], visitor.uri, max_silent_seconds=LIMIT)
        house.wait_for(facts.Bridged)
        visitor.vanish()
        since = time.monotonic()
        until(lambda: time.monotonic() > since + 2 * LIMIT)
        assert house.said(facts.CallEnded) == []
        agent.vanish()
        assert house.outcome() == "connected"
    assert house.causes() == [(2, "silent"), (1, "silent")]
    assert LIMIT <= house.said(facts.FellSilent)[0].seconds < LIMIT + 2
    assert engine.active() == 0


def test_two_silent_phones_are_hung_up_with_a_bye(house: House, phone: Phone, rtpengine: Rtpengine) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(invited() + until_bye())
    house.start(rtpengine.config)
    house.call([agent.uri], visitor.uri, max_silent_seconds=LIMIT)
    assert house.outcome() == "connected"
    assert house.said(facts.FellSilent)
    until(lambda: agent.finished() and visitor.finished())


def test_a_side_that_speaks_keeps_the_call_and_its_sound_flowing(
    house: House, phone: Phone, rtpengine: Rtpengine, handset: Handset
) -> None:
    agent, visitor = phone(invited() + until_bye(), media_port=handset.port), phone(invited() + until_bye())
    house.start(rtpengine.config)
    house.call([agent.uri], visitor.uri, max_silent_seconds=LIMIT)
    speak(handset, agent)
    house.wait_for(facts.Bridged)
    began = time.monotonic()
    until(lambda: time.monotonic() > began + 3 * LIMIT)
    assert house.said(facts.CallEnded) == []
    handset.close()
    assert house.outcome() == "connected"
    assert house.said(facts.CallEnded)[0].talk_seconds > 3 * LIMIT


def test_a_call_on_hold_is_left_alone(house: House, phone: Phone, rtpengine: Rtpengine) -> None:
    held = request("INVITE", 1, HELD) + receive_response(100) + receive_response(200) + request("ACK", 1)
    over = pause(int(4000 * LIMIT)) + request("BYE", 2) + receive_response(200)
    agent, visitor = phone(invited() + until_bye()), phone(invited() + pause(200) + held + over)
    house.start(rtpengine.config)
    house.call([agent.uri], visitor.uri, max_silent_seconds=LIMIT)
    house.wait_for(facts.HeldChanged)
    assert house.outcome(20) == "connected"
    assert house.said(facts.FellSilent) == []
    until(lambda: agent.finished() and visitor.finished())


def test_a_media_server_that_does_not_answer_in_time_ends_nothing(
    house: House, phone: Phone, rtpengine: Rtpengine
) -> None:
    """Nothing can be counted for longer than the limit; then the phones are joined directly, and go on."""
    agent, visitor = phone(invited() + until_bye()), phone(invited() + until_bye())
    engine = house.start(rtpengine.config)
    plan = house.call([agent.uri], visitor.uri, max_silent_seconds=LIMIT)
    house.wait_for(facts.Bridged)
    rtpengine.freeze()
    house.wait_for(facts.MediaLost, 20)
    since = time.monotonic()
    until(lambda: time.monotonic() > since + 2 * LIMIT)
    assert house.said(facts.CallEnded) == []
    engine.hang_up(plan.call_id, "enough")
    assert house.outcome() == "connected"
    assert house.said(facts.FellSilent) == []
