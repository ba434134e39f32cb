"""The media plane's promises, on a real rtpengine and with real sound."""

import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from ringback.channels.voice.engine.media import MediaError
from tests.integration.media import g711
from tests.integration.media.parts import Connected, Conversation, Phone
from tests.waiting import until

AGENT, VISITOR, WHISPER = 440.0, 1000.0, 1700.0

Phones = Callable[..., Phone]


def wav(path: Path, hertz: float, seconds: float) -> str:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(g711.RATE)
        file.writeframes(g711.tone(hertz, seconds).tobytes())
    return str(path)


def talking(rtpengine: Connected, phone: Phones) -> Conversation:
    call = Conversation(rtpengine, phone(AGENT), phone(VISITOR, 8))
    call.answer_agent()
    call.join_visitor()
    until(lambda: call.agent.hears(VISITOR) and call.visitor.hears(AGENT))
    return call


def test_each_side_hears_the_other_across_two_codecs(rtpengine: Connected, phone: Phones) -> None:
    call = talking(rtpengine, phone)
    assert not call.agent.hears(AGENT)
    assert not call.visitor.hears(VISITOR)


def test_a_whisper_reaches_the_agent_and_not_the_visitor(rtpengine: Connected, phone: Phones) -> None:
    call = talking(rtpengine, phone)
    whisper = wav(rtpengine.folder / "whisper.wav", WHISPER, 3)
    call.visitor.forget()
    played = rtpengine.ask(rtpengine.plane.play, call.call_id, "M", whisper)
    assert played["duration"] == 3000
    until(lambda: call.agent.hears(WHISPER))
    until(lambda: len(call.visitor.heard()) > 0.5 * g711.RATE)
    assert g711.loudness(call.visitor.heard(), WHISPER) < 100


def test_ringback_is_repeated_until_it_is_stopped(rtpengine: Connected, phone: Phones) -> None:
    call = Conversation(rtpengine, phone(AGENT), phone(VISITOR, 8))
    call.answer_agent()
    short = wav(rtpengine.folder / "short.wav", WHISPER, 0.4)
    rtpengine.ask(rtpengine.plane.play, call.call_id, "M", short, repeat=100)
    until(lambda: g711.loudness(call.agent.heard()[-3200:], WHISPER) > 2000 and len(call.agent.heard()) > 9600)
    rtpengine.ask(rtpengine.plane.stop_playing, call.call_id, "M")
    call.join_visitor()
    until(lambda: call.agent.hears(VISITOR) and not call.agent.hears(WHISPER, within=1))


@pytest.mark.parametrize(("event", "digit"), [(1, "1"), (10, "*"), (11, "#")])
def test_a_key_press_arrives_with_the_party_that_pressed(
    rtpengine: Connected, phone: Phones, event: int, digit: str
) -> None:
    call = talking(rtpengine, phone)
    call.agent.press(event)
    assert rtpengine.presses.get(timeout=5) == (call.call_id, "M", digit)
    call.visitor.press(event)
    assert rtpengine.presses.get(timeout=5) == (call.call_id, "V", digit)


def test_a_key_press_arrives_before_there_is_a_visitor(rtpengine: Connected, phone: Phones) -> None:
    call = Conversation(rtpengine, phone(AGENT), phone(VISITOR))
    call.answer_agent()
    call.agent.press(1)
    assert rtpengine.presses.get(timeout=5) == (call.call_id, "M", "1")


def test_a_query_tells_whether_sound_flows(rtpengine: Connected, phone: Phones) -> None:
    call = talking(rtpengine, phone)
    first = rtpengine.ask(rtpengine.plane.query, call.call_id)
    assert first.packets > 0
    assert set(first.ports) == {"M", "V"}
    until(lambda: rtpengine.ask(rtpengine.plane.query, call.call_id).packets > first.packets + 10)


def test_refusals_come_in_rtpengines_words(rtpengine: Connected) -> None:
    with pytest.raises(MediaError, match="Unknown call-id"):
        rtpengine.ask(rtpengine.plane.query, "nobody")
    with pytest.raises(MediaError, match="start recording: Unknown call-id"):
        rtpengine.ask(rtpengine.plane.start_recording, "nobody", "")


def test_deleting_an_unknown_call_is_no_error(rtpengine: Connected) -> None:
    assert rtpengine.ask(rtpengine.plane.delete, "nobody")["result"] == "ok"


def test_lost_and_back_are_noticed(rtpengine: Connected) -> None:
    rtpengine.kill()
    rtpengine.wait_for("lost", 5)
    assert rtpengine.plane.up is False
    with pytest.raises(MediaError, match="does not answer"):
        rtpengine.ask(rtpengine.plane.ping)
    rtpengine.start()
    rtpengine.wait_for("back", 5)
    assert rtpengine.ask(rtpengine.plane.ping)["result"] == "pong"


def test_a_restart_between_two_beats_is_noticed(rtpengine: Connected) -> None:
    """The new rtpengine answers at once, but it holds none of the old calls: that must not pass for health."""
    until(lambda: uptime(rtpengine) >= 2, seconds=6)
    rtpengine.kill()
    rtpengine.start()
    rtpengine.wait_for("lost", 5)
    rtpengine.wait_for("back", 5)


def uptime(rtpengine: Connected) -> int:
    return rtpengine.plane._ng._uptime
