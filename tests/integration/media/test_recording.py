"""Recordings made by a real rtpengine: each side in its channel, whatever happens to rtpengine."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ringback.channels.voice.engine.media import MediaError
from ringback.channels.voice.prompts import Prompts
from ringback.channels.voice.recordings.convert import RecordingFacts, convert
from ringback.channels.voice.recordings.spool import discard, left_behind, spool_room
from tests.integration.media.g711 import RATE, Samples, loudness
from tests.integration.media.parts import Connected, Conversation, Phone
from tests.waiting import until

AGENT, VISITOR = 440.0, 1000.0
Phones = Callable[..., Phone]


def converted(pcap: Path, folder: Path) -> tuple[RecordingFacts, Samples]:
    facts = convert(pcap, folder / "call.flac")
    sound, rate = soundfile.read(folder / "call.flac", dtype="int16")
    assert rate == RATE
    return facts, sound


def talk(rtpengine: Connected, phone: Phones, agent_codec: int = 0, visitor_codec: int = 8) -> Conversation:
    call = Conversation(rtpengine, phone(AGENT, agent_codec), phone(VISITOR, visitor_codec))
    call.answer_agent()
    call.join_visitor()
    until(lambda: call.agent.hears(VISITOR) and call.visitor.hears(AGENT))
    return call


def hear_more(call: Conversation, seconds: float = 1.5) -> None:
    call.agent.forget()
    until(lambda: len(call.agent.heard()) >= seconds * RATE)


@pytest.mark.parametrize(("agent_codec", "visitor_codec"), [(0, 8), (8, 0), (0, 0)])
def test_each_side_is_in_its_channel(
    rtpengine: Connected, phone: Phones, tmp_path: Path, agent_codec: int, visitor_codec: int
) -> None:
    call = talk(rtpengine, phone, agent_codec, visitor_codec)
    pcap = call.record()
    hear_more(call)
    call.end()
    facts, sound = converted(pcap, tmp_path)
    left, right = sound[800:8000, 0], sound[800:8000, 1]
    assert loudness(left, AGENT) > 6000
    assert loudness(right, VISITOR) > 6000
    assert loudness(left, VISITOR) < 100
    assert loudness(right, AGENT) < 100
    assert facts.sides_known
    assert facts.complete
    assert facts.lost_packets == 0
    assert facts.duration_seconds == pytest.approx(1.6, abs=0.4)
    assert abs(facts.agent_packets - facts.visitor_packets) <= 3


def test_a_whisper_is_not_in_the_recording(rtpengine: Connected, phone: Phones, tmp_path: Path) -> None:
    """Only what the parties say is recorded, not what we play to them."""
    call = talk(rtpengine, phone)
    pcap = call.record()
    folder = rtpengine.folder / "prompts"
    rtpengine.ask(rtpengine.plane.play, call.call_id, "M", str(Prompts(folder).beep()), repeat=20)
    until(lambda: call.agent.hears(1400, within=0.1))
    hear_more(call)
    call.end()
    _, sound = converted(pcap, tmp_path)
    assert loudness(sound[:, 0], 1400) < 50
    assert loudness(sound[:, 1], 1400) < 50


def test_a_recording_of_a_killed_rtpengine_is_converted_as_far_as_it_goes(
    rtpengine: Connected, phone: Phones, tmp_path: Path
) -> None:
    call = talk(rtpengine, phone)
    pcap = call.record()
    until(lambda: pcap.stat().st_size > 40_000)
    rtpengine.kill()
    facts, sound = converted(pcap, tmp_path)
    assert facts.sides_known
    assert facts.duration_seconds > 1.0
    assert loudness(sound[800:, 0], AGENT) > 6000
    assert left_behind(rtpengine.spool, quiet_seconds=0) == [pcap]


def test_a_running_recording_can_be_converted_without_disturbing_it(
    rtpengine: Connected, phone: Phones, tmp_path: Path
) -> None:
    call = talk(rtpengine, phone)
    pcap = call.record()
    until(lambda: pcap.stat().st_size > 30_000)
    early, _ = converted(pcap, tmp_path)
    hear_more(call)
    call.end()
    late, _ = converted(pcap, tmp_path)
    assert late.duration_seconds > early.duration_seconds + 0.5
    assert late.lost_packets == 0


def test_a_recording_can_be_stopped_while_the_call_goes_on(rtpengine: Connected, phone: Phones, tmp_path: Path) -> None:
    call = talk(rtpengine, phone)
    pcap = call.record()
    hear_more(call, 0.5)
    rtpengine.ask(rtpengine.plane.stop_recording, call.call_id)
    size = pcap.stat().st_size
    hear_more(call, 0.5)
    assert pcap.stat().st_size == size
    assert converted(pcap, tmp_path)[0].complete


def test_the_spool_is_empty_after_discarding(rtpengine: Connected, phone: Phones) -> None:
    call = talk(rtpengine, phone)
    pcap = call.record()
    hear_more(call, 0.3)
    call.end()
    assert spool_room(rtpengine.spool, 10_000_000) < 10_000_000
    discard(pcap)
    assert [path for path in rtpengine.spool.rglob("*") if path.is_file()] == []
    assert spool_room(rtpengine.spool, 10_000_000) == 10_000_000


def test_a_folder_rtpengine_does_not_write_to_is_a_failed_recording(rtpengine: Connected, phone: Phones) -> None:
    call = talk(rtpengine, phone)
    rtpengine.plane._recording_dir = rtpengine.folder / "elsewhere"
    with pytest.raises(MediaError, match="wrote no file"):
        call.record()


def test_a_key_press_during_the_talk_is_no_loss(rtpengine: Connected, phone: Phones, tmp_path: Path) -> None:
    call = talk(rtpengine, phone)
    pcap = call.record()
    call.visitor.press(5)
    assert rtpengine.presses.get(timeout=5)[1:] == ("V", "5")
    hear_more(call)
    call.end()
    facts, sound = converted(pcap, tmp_path)
    assert facts.lost_packets == 0
    assert np.abs(sound[:, 1]).max() < 9000
