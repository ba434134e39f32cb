"""Conversions of made-up recordings: every oddity of a network must end in sound at its right place."""

import random
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ringback.channels.voice.engine.sides import note_path, write_note
from ringback.channels.voice.recordings.capture import RecordingError
from ringback.channels.voice.recordings.convert import RecordingFacts, convert
from tests.integration.media.g711 import RATE, loudness
from tests.unit.media import captures
from tests.unit.media.captures import AGENT_PORT, SIDES, VISITOR_PORT, Sent, capture, later, talk

AGENT, VISITOR = 440.0, 1000.0
LEFT, RIGHT = 0, 1


class Converted:
    """A converted capture: the facts, and what can be heard when."""

    def __init__(self, folder: Path, packets: list[Sent]) -> None:
        pcap = capture(folder / "call.pcap", packets)
        self.facts = convert(pcap, folder / "call.flac", SIDES)
        self.sound, rate = soundfile.read(folder / "call.flac", dtype="int16")
        assert rate == RATE
        assert self.sound.shape == (round(self.facts.duration_seconds * RATE), 2)

    def heard(self, side: int, hertz: float, begin: float, end: float) -> bool:
        """Whether the tone sounds throughout, but for 10 ms at each end."""
        pieces = self.sound[int((begin + 0.01) * RATE) : int((end - 0.01) * RATE), side].reshape(-1)
        parts = np.array_split(pieces, max(1, len(pieces) // 400))
        return all(loudness(part, hertz) > 6000 for part in parts)

    def silent(self, side: int, begin: float, end: float) -> bool:
        return not self.sound[int((begin + 0.01) * RATE) : int((end - 0.01) * RATE), side].any()


def both(seconds: float = 2.0) -> list[Sent]:
    return talk(AGENT_PORT, AGENT, seconds) + talk(VISITOR_PORT, VISITOR, seconds, kind=8, source=2)


def test_the_agent_is_on_the_left_and_the_visitor_on_the_right(tmp_path: Path) -> None:
    made = Converted(tmp_path, both())
    assert made.heard(LEFT, AGENT, 0, 2)
    assert made.heard(RIGHT, VISITOR, 0, 2)
    assert loudness(made.sound[:, LEFT], VISITOR) < 100
    assert loudness(made.sound[:, RIGHT], AGENT) < 100
    assert made.facts == RecordingFacts(2.0, 100, 100, 0)


def test_sides_come_from_the_note_beside_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "pcaps"
    folder.mkdir()
    pcap = capture(folder / "call.pcap", both())
    write_note(pcap, replace(SIDES, agent_port=VISITOR_PORT, visitor_port=AGENT_PORT))
    assert note_path(pcap) == tmp_path / "sides" / "call.json"
    assert convert(pcap, tmp_path / "call.flac").sides_known
    sound, _ = soundfile.read(tmp_path / "call.flac", dtype="int16")
    assert loudness(sound[:, LEFT], VISITOR) > 6000


def test_without_a_note_the_first_to_send_is_taken_for_the_agent_and_it_is_said(tmp_path: Path) -> None:
    pcap = capture(tmp_path / "call.pcap", later(talk(AGENT_PORT, AGENT, 1), 0.3) + talk(VISITOR_PORT, VISITOR, 1))
    assert not convert(pcap, tmp_path / "call.flac").sides_known
    sound, _ = soundfile.read(tmp_path / "call.flac", dtype="int16")
    assert loudness(sound[:RATE, LEFT], VISITOR) > 6000


def test_a_side_that_begins_later_is_heard_later(tmp_path: Path) -> None:
    made = Converted(tmp_path, talk(AGENT_PORT, AGENT, 3) + talk(VISITOR_PORT, VISITOR, 1, at=1.5, stamp=999_999))
    assert made.silent(RIGHT, 0, 1.5)
    assert made.heard(RIGHT, VISITOR, 1.5, 2.5)
    assert made.silent(RIGHT, 2.5, 3)


def test_lost_packets_are_silence_and_counted(tmp_path: Path) -> None:
    packets = [p for p in both() if not (p.port == AGENT_PORT and 50 <= p.sequence < 60)]
    made = Converted(tmp_path, packets)
    assert made.facts.lost_packets == 10
    assert made.silent(LEFT, 1.0, 1.2)
    assert made.heard(LEFT, AGENT, 1.2, 2.0)
    assert made.heard(RIGHT, VISITOR, 0, 2)


def test_reordered_and_doubled_packets_change_nothing(tmp_path: Path) -> None:
    chance = random.Random(1)
    plain = Converted(tmp_path, both())
    packets = [replace(p, at=p.at + chance.random() * 0.1) for p in both()]
    shuffled = Converted(tmp_path, packets + later(packets[20:40], 0.01))
    assert shuffled.facts.lost_packets == 0
    assert shuffled.heard(LEFT, AGENT, 0.05, 1.9)
    assert abs(len(shuffled.sound) - len(plain.sound)) <= 0.05 * RATE


@pytest.mark.parametrize(("sequence", "stamp"), [(65_500, 2**32 - 1000), (32_760, 2**31 - 800)])
def test_numbers_that_wrap_are_followed(tmp_path: Path, sequence: int, stamp: int) -> None:
    made = Converted(tmp_path, talk(AGENT_PORT, AGENT, 2, sequence=sequence, stamp=stamp))
    assert made.heard(LEFT, AGENT, 0, 2)
    assert made.facts.lost_packets == 0


def test_a_stall_of_the_network_leaves_no_mark(tmp_path: Path) -> None:
    """All packets of 700 ms arrive at once: they belong where they would have been."""
    packets = [replace(p, at=max(p.at, 1.0) if 0.3 < p.at < 1.0 else p.at) for p in talk(AGENT_PORT, AGENT, 2)]
    made = Converted(tmp_path, packets)
    assert made.heard(LEFT, AGENT, 0, 2)
    assert len(made.sound) == pytest.approx(2 * RATE, abs=2)


def test_first_packets_that_were_late_are_not_lost(tmp_path: Path) -> None:
    """The network begins with a stall of half a second."""
    packets = [replace(p, at=max(p.at, 0.5)) for p in talk(AGENT_PORT, AGENT, 2)]
    made = Converted(tmp_path, packets)
    assert made.facts.agent_packets == 100
    assert made.heard(LEFT, AGENT, 0, 2)


def test_a_new_ssrc_goes_on_at_its_time(tmp_path: Path) -> None:
    second = talk(AGENT_PORT, VISITOR, 1, at=1.5, sequence=9, stamp=77, source=5)
    made = Converted(tmp_path, talk(AGENT_PORT, AGENT, 1) + second)
    assert made.heard(LEFT, AGENT, 0, 1)
    assert made.silent(LEFT, 1, 1.5)
    assert made.heard(LEFT, VISITOR, 1.5, 2.5)
    assert made.facts.lost_packets == 0


@pytest.mark.parametrize("jump", [-500_000, 500_000, 160 * 70])
def test_a_timestamp_that_jumps_does_not_move_the_sound(tmp_path: Path, jump: int) -> None:
    first = talk(AGENT_PORT, AGENT, 1.3)
    second = talk(AGENT_PORT, VISITOR, 1.3, at=1.3, sequence=65, stamp=65 * 160 + jump)
    made = Converted(tmp_path, first + second)
    assert made.heard(LEFT, AGENT, 0, 1.3)
    assert made.heard(LEFT, VISITOR, 1.3, 2.6)
    assert len(made.sound) == pytest.approx(2.6 * RATE, abs=2)


def test_a_hold_during_which_the_phone_stops_its_clock_is_a_pause(tmp_path: Path) -> None:
    after = talk(AGENT_PORT, VISITOR, 1, at=21, sequence=50, stamp=50 * 160)
    made = Converted(tmp_path, talk(AGENT_PORT, AGENT, 1) + after)
    assert made.silent(LEFT, 1, 21)
    assert made.heard(LEFT, VISITOR, 21, 22)


def test_silence_suppression_keeps_the_pauses(tmp_path: Path) -> None:
    after = talk(AGENT_PORT, VISITOR, 1, at=6, sequence=50, stamp=6 * 8000)
    made = Converted(tmp_path, talk(AGENT_PORT, AGENT, 1) + after)
    assert made.silent(LEFT, 1, 6)
    assert made.heard(LEFT, VISITOR, 6, 7)


def test_key_presses_are_no_sound_and_no_loss(tmp_path: Path) -> None:
    head, tail = talk(AGENT_PORT, AGENT, 1), talk(AGENT_PORT, VISITOR, 1, at=2, sequence=100, stamp=16_000)
    press = [
        Sent(1 + n * 0.02, AGENT_PORT, 50 + n, 8000, struct.pack("!BBH", 1, 10, n * 160), kind=101) for n in range(50)
    ]
    made = Converted(tmp_path, head + press + tail)
    assert made.facts.lost_packets == 0
    assert made.facts.agent_packets == 100
    assert made.silent(LEFT, 1, 2)
    assert made.heard(LEFT, VISITOR, 2, 3)


def test_a_drifting_clock_stays_in_time(tmp_path: Path) -> None:
    """A phone 900 ppm slow, a packet of 160 ms every two seconds for an hour: three seconds off at the end."""
    slow = [Sent(n * 2.0, AGENT_PORT, n, round(n * 16_000 * (1 - 900e-6)), bytes([0x80]) * 1280) for n in range(1800)]
    made = Converted(tmp_path, slow)
    (starts,) = np.nonzero(np.diff((made.sound[:, LEFT] != 0).astype(int), prepend=0) == 1)
    expected = np.arange(1800) * 2.0 * RATE
    assert len(starts) == 1800
    assert np.abs(starts - expected).max() < 0.15 * RATE


def test_a_step_of_the_machines_clock_is_no_pause(tmp_path: Path) -> None:
    packets = both(1) + later(talk(AGENT_PORT, AGENT, 1, at=1, sequence=50, stamp=8000), 86_400)
    made = Converted(tmp_path, packets)
    assert made.facts.duration_seconds < 2.2


@pytest.mark.parametrize("odd", ["sources", "extension", "padding"])
def test_everything_an_rtp_header_may_hold_is_left_out(tmp_path: Path, odd: str) -> None:
    frames = []
    for p in talk(AGENT_PORT, AGENT, 1):
        if odd == "sources":
            rtp = p.rtp(0x82, bytes(8))
        elif odd == "extension":
            rtp = p.rtp(0x90, b"\xbe\xde\0\2" + bytes(8))
        else:
            rtp = p.rtp(0xA0) + bytes(3) + b"\4"
        frames.append(captures.record(p.at, captures.ethernet(rtp, p.port)))
    (tmp_path / "odd.pcap").write_bytes(captures.HEADER + b"".join(frames))
    convert(tmp_path / "odd.pcap", tmp_path / "odd.flac", SIDES)
    sound, _ = soundfile.read(tmp_path / "odd.flac", dtype="int16")
    assert loudness(sound[400:, LEFT], AGENT) > 7000
    assert abs(int(sound[400:, LEFT].max()) - 8000) < 400


def test_ipv6_is_read(tmp_path: Path) -> None:
    ordered = sorted(both(), key=lambda packet: packet.at)
    frames = [captures.record(p.at, captures.ethernet6(p.rtp(), p.port)) for p in ordered]
    (tmp_path / "six.pcap").write_bytes(captures.HEADER + b"".join(frames))
    facts = convert(tmp_path / "six.pcap", tmp_path / "six.flac", SIDES)
    assert (facts.agent_packets, facts.visitor_packets) == (100, 100)


def test_raw_frames_and_the_other_byte_order_with_nanoseconds_are_read(tmp_path: Path) -> None:
    content = struct.pack(">IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, 101)
    for p in sorted(both(), key=lambda packet: packet.at):
        frame = captures.ethernet(p.rtp(), p.port)[14:]
        nano = round(p.at * 1e9) % 10**9
        content += struct.pack(">IIII", 1_790_000_000 + int(p.at), nano, len(frame), len(frame)) + frame
    (tmp_path / "raw.pcap").write_bytes(content)
    facts = convert(tmp_path / "raw.pcap", tmp_path / "raw.flac", SIDES)
    assert facts == RecordingFacts(2.0, 100, 100, 0)


def test_rtcp_and_other_ports_are_ignored(tmp_path: Path) -> None:
    stray = talk(AGENT_PORT + 1, VISITOR, 2, source=9)
    made = Converted(tmp_path, both() + stray)
    assert loudness(made.sound[:, LEFT], VISITOR) < 100
    assert made.facts.agent_packets == 100


def test_no_sound_at_all_is_an_error_and_leaves_no_file(tmp_path: Path) -> None:
    pcap = capture(tmp_path / "call.pcap", [])
    with pytest.raises(RecordingError, match="no sound"):
        convert(pcap, tmp_path / "call.flac", SIDES)
    assert list(tmp_path.iterdir()) == [pcap]
