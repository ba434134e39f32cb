"""Who hears whom, measured on the wire through a real rtpengine."""

import re
import time
from collections.abc import Callable, Iterator

import pytest

from ringback.channels.voice.engine import facts
from tests.servers.rtpengine import Rtpengine
from tests.telephony.house import House
from tests.telephony.sipp import (
    HELD,
    SDP,
    SippPhone,
    bye,
    confirm,
    invited,
    pause,
    receive,
    receive_response,
    refuse,
    request,
    respond,
    until_bye,
)
from tests.telephony.sound import RATE, Handset, decode, encode, tone, tones_in, write_wav
from tests.waiting import until

Phone = Callable[..., SippPhone]

AGENT, VISITOR, WHISPER, RINGING, ANNOUNCEMENT = 500.0, 700.0, 900.0, 1100.0, 1300.0
EVERY = (AGENT, VISITOR, WHISPER, RINGING, ANNOUNCEMENT)


@pytest.fixture
def agent_set() -> Iterator[Handset]:
    handset = Handset(AGENT)
    yield handset
    handset.close()


@pytest.fixture
def visitor_set() -> Iterator[Handset]:
    handset = Handset(VISITOR)
    yield handset
    handset.close()


def speak(handset: Handset, phone: SippPhone) -> None:
    """Let the handset speak to where the phone's INVITE said."""
    until(lambda: phone.messages() and "m=audio" in phone.messages()[0])
    found = re.search(r"^m=audio (\d+) ", phone.messages()[0], flags=re.MULTILINE)
    assert found is not None
    handset.speak_to("127.0.0.1", int(found.group(1)))


def hears(handset: Handset, hertz: float, seconds: float = 5, since: float = 0.0) -> None:
    until(lambda: hertz in tones_in(handset.heard(since), EVERY), seconds)


def only_hears(handset: Handset, *tones: float, since: float = 0.0, till: float = float("inf")) -> None:
    assert tones_in(handset.heard(since, till), EVERY) <= set(tones)


def test_the_analyser_tells_tones_apart() -> None:
    mixed = decode(encode(tone(WHISPER, 0.5)))
    assert tones_in(mixed, EVERY) == {WHISPER}
    assert tones_in(decode(encode(tone(440, 0.5))), EVERY) == set()
    assert abs(len(mixed) - RATE / 2) < 1


def test_whisper_ringing_tone_announcement_and_talk_reach_who_they_are_for(
    house: House, phone: Phone, rtpengine: Rtpengine, agent_set: Handset, visitor_set: Handset
) -> None:
    whisper = write_wav(rtpengine.folder / "whisper.wav", tone(WHISPER, 0.6))
    ringing = write_wav(rtpengine.folder / "ringing.wav", tone(RINGING, 1.0))
    told = write_wav(rtpengine.folder / "told.wav", tone(ANNOUNCEMENT, 0.6))
    agent = phone(invited() + until_bye(), media_port=agent_set.port)
    visitor = phone(invited(700) + bye(2200), media_port=visitor_set.port)
    house.start(rtpengine.config)
    house.call([agent.uri], visitor.uri, whisper=whisper, ringback=ringing, announcement=told, record=True)
    speak(agent_set, agent)
    accepted = house.wait_for(facts.LegAccepted)
    assert accepted.leg == 1
    hears(agent_set, RINGING)
    house.wait_for(facts.Bridged)
    joined = time.monotonic()
    speak(visitor_set, visitor)
    hears(visitor_set, ANNOUNCEMENT)
    hears(visitor_set, AGENT)
    hears(agent_set, VISITOR)
    assert house.outcome() == "connected"
    assert WHISPER in tones_in(agent_set.heard(), EVERY)
    only_hears(agent_set, WHISPER, RINGING, till=joined)
    only_hears(visitor_set, AGENT, ANNOUNCEMENT)
    assert house.said(facts.RecordingStarted)[0].path.endswith(".pcap")
    until(lambda: agent.finished() and visitor.finished())
    # Trap 3: rtpengine must not change its port towards a party at the bridge.
    assert len(agent_set.sources) == 1


def test_an_agent_must_press_the_key_and_a_voicemail_does_not(
    house: House, phone: Phone, rtpengine: Rtpengine, agent_set: Handset
) -> None:
    whisper = write_wav(rtpengine.folder / "whisper.wav", tone(WHISPER, 0.3))
    voicemail = phone(invited() + until_bye())
    agent, visitor = phone(invited() + until_bye(), media_port=agent_set.port), phone(invited() + bye())
    house.start(rtpengine.config)
    house.call([voicemail.uri, agent.uri], visitor.uri, whisper=whisper, accept_digit="1", accept_seconds=0.7)
    house.wait_for(facts.LegAnswered, count=2)
    assert house.causes() == [(1, "not_accepted")]
    assert visitor.methods() == []
    speak(agent_set, agent)
    hears(agent_set, WHISPER)
    agent_set.press(7)
    agent_set.press(1)
    assert house.outcome() == "connected"
    until(lambda: voicemail.finished() and agent.finished() and visitor.finished())


def test_the_key_may_come_as_an_info_request(house: House, phone: Phone, rtpengine: Rtpengine) -> None:
    pressed = request("INFO", 1, "Signal=1\nDuration=160").replace("application/sdp", "application/dtmf-relay")
    agent = phone(invited() + pause(200) + pressed + receive_response(200) + until_bye())
    visitor = phone(invited() + bye())
    house.start(rtpengine.config)
    house.call([agent.uri], visitor.uri, accept_digit="1")
    assert house.outcome() == "connected"
    until(lambda: agent.finished() and visitor.finished())


def test_the_networks_own_announcement_is_heard_before_the_answer(
    house: House, phone: Phone, rtpengine: Rtpengine, agent_set: Handset, visitor_set: Handset
) -> None:
    ringing = write_wav(rtpengine.folder / "ringing.wav", tone(RINGING, 1.0))
    agent = phone(invited() + until_bye(), media_port=agent_set.port)
    early = receive("INVITE") + respond(183, "Session Progress", SDP) + pause(1500)
    visitor = phone(early + respond(404, "No such number") + receive("ACK"), media_port=visitor_set.port)
    house.start(rtpengine.config)
    house.call([agent.uri], visitor.uri, ringback=ringing)
    speak(agent_set, agent)
    speak(visitor_set, visitor)
    hears(agent_set, VISITOR)
    assert house.outcome() == "visitor_wrong_number"
    assert house.said(facts.LegEarlyMedia)[0].leg == 2
    until(lambda: agent.finished() and visitor.finished())


def test_a_visitor_on_hold_is_answered_and_taken_back(
    house: House, phone: Phone, rtpengine: Rtpengine, agent_set: Handset, visitor_set: Handset
) -> None:
    def reinvite(number: int, sdp: str) -> str:
        return request("INVITE", number, sdp) + receive_response(100) + receive_response(200) + request("ACK", number)

    agent = phone(invited() + until_bye(), media_port=agent_set.port)
    talk = pause(400) + reinvite(1, HELD) + pause(700) + reinvite(2, SDP) + pause(900)
    visitor = phone(invited() + talk + request("BYE", 3) + receive_response(200), media_port=visitor_set.port)
    house.start(rtpengine.config)
    house.call([agent.uri], visitor.uri)
    speak(agent_set, agent)
    speak(visitor_set, visitor)
    house.wait_for(facts.HeldChanged, count=2)
    taken_back = time.monotonic()
    hears(agent_set, VISITOR, since=taken_back)
    assert [fact.held for fact in house.said(facts.HeldChanged)] == [True, False]
    assert house.outcome() == "connected"
    until(lambda: agent.finished() and visitor.finished())
    answers = [message for message in visitor.messages() if message.lstrip().startswith("SIP/2.0 200")]
    assert "a=recvonly" in answers[0]
    assert "a=recvonly" not in answers[1]


def test_a_media_server_killed_in_talk_leaves_the_two_talking_directly(
    house: House, phone: Phone, rtpengine: Rtpengine, agent_set: Handset, visitor_set: Handset
) -> None:
    agent = phone(invited() + until_bye(), media_port=agent_set.port)
    shown = '  <recv request="INVITE"></recv>\n' + confirm(SDP) + receive("ACK")
    visitor = phone(invited() + shown + bye(300), media_port=visitor_set.port)
    house.start(rtpengine.config)
    house.call([agent.uri], visitor.uri, record=True)
    house.wait_for(facts.Bridged)
    rtpengine.kill()
    house.wait_for(facts.MediaLost)
    assert house.outcome() == "connected"
    until(lambda: agent.finished() and visitor.finished())
    assert f"m=audio {visitor_set.port} " in agent.messages()[2]
    assert f"m=audio {agent_set.port} " in visitor.messages()[2]


def test_a_dead_media_server_does_not_keep_two_phones_apart(house: House, phone: Phone, rtpengine: Rtpengine) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(invited() + bye())
    engine = house.start(rtpengine.config)
    rtpengine.kill()
    house.call([agent.uri], visitor.uri, whisper="/nowhere.wav", accept_digit="1", record=True)
    assert house.outcome(15) == "connected"
    assert house.said(facts.RecordingFailed)
    until(lambda: agent.finished() and visitor.finished())
    assert engine.active() == 0


@pytest.mark.parametrize("rings", ["agent", "visitor"])
def test_a_media_server_killed_while_a_phone_rings_does_not_cost_the_call(
    house: House, phone: Phone, rtpengine: Rtpengine, rings: str
) -> None:
    shown = '  <recv request="INVITE"></recv>\n' + confirm(SDP) + receive("ACK") if rings == "visitor" else ""
    agent = phone(invited(1500 if rings == "agent" else 30) + until_bye())
    visitor = phone(invited(1500 if rings == "visitor" else 30) + shown + bye())
    house.start(rtpengine.config)
    house.call([agent.uri], visitor.uri)
    house.wait_for(facts.LegRinging, count=1 if rings == "agent" else 2)
    rtpengine.kill()
    house.wait_for(facts.MediaLost)
    assert house.outcome() == "connected"
    until(lambda: agent.finished() and visitor.finished())
    assert f"m=audio {visitor.media_port} " in agent.messages()[2]


# The media server's silence over this re-INVITE, or the verdict that it is gone: whichever is noticed first.
EITHER_REFUSAL = """  <recv response="488" optional="true" next="9"></recv>
  <recv response="491"></recv>
  <label id="9"/>
"""


def test_a_media_server_that_dies_over_a_reinvite_leaves_nobody_waiting(
    house: House, phone: Phone, rtpengine: Rtpengine
) -> None:
    agent = phone(invited() + until_bye())
    unanswered = request("INVITE", 1, HELD) + receive_response(100) + EITHER_REFUSAL + request("ACK", 1)
    shown = '  <recv request="INVITE"></recv>\n' + confirm(SDP) + receive("ACK")
    visitor = phone(
        invited() + pause(400) + unanswered + shown + pause(100) + request("BYE", 2) + receive_response(200)
    )
    house.start(rtpengine.config)
    house.call([agent.uri], visitor.uri)
    house.wait_for(facts.Bridged)
    rtpengine.freeze()
    assert house.outcome(15) == "connected"
    assert house.said(facts.MediaLost)
    until(lambda: agent.finished() and visitor.finished())


def test_a_whisper_that_cannot_be_played_does_not_cost_the_call(
    house: House, phone: Phone, rtpengine: Rtpengine
) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(invited() + bye())
    house.start(rtpengine.config)
    house.call([agent.uri], visitor.uri, whisper="/no/such/file.wav")
    assert house.outcome() == "connected"


def test_a_busy_visitor_frees_the_media(house: House, phone: Phone, rtpengine: Rtpengine) -> None:
    agent, visitor = phone(invited() + until_bye()), phone(refuse(486, "Busy Here"))
    engine = house.start(rtpengine.config)
    plan = house.call([agent.uri], visitor.uri)
    assert house.outcome() == "visitor_busy"
    answers: list[object] = []
    assert engine.media is not None
    engine.media.query(plan.call_id, lambda activity, error: answers.append(error))
    until(lambda: answers)
    assert "Unknown call" in str(answers[0])
