"""Recordings that were cut off, damaged or never were any: what is there is converted, or a clear error; never more."""

import random
import struct
import tracemalloc
from pathlib import Path
from unittest.mock import patch

import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ringback.channels.voice.recordings import convert as conversion
from ringback.channels.voice.recordings.capture import RecordingError
from ringback.channels.voice.recordings.convert import convert
from tests.unit.media import captures
from tests.unit.media.captures import AGENT_PORT, SIDES, VISITOR_PORT, Sent, capture, talk


def call(folder: Path, seconds: float = 2.0) -> Path:
    return capture(folder / "call.pcap", talk(AGENT_PORT, 440, seconds) + talk(VISITOR_PORT, 1000, seconds, source=2))


def test_a_recording_cut_off_in_a_packet_gives_what_is_there(tmp_path: Path) -> None:
    pcap = call(tmp_path)
    pcap.write_bytes(pcap.read_bytes()[: 24 + 230 * 100 + 77])
    facts = convert(pcap, tmp_path / "call.flac", SIDES)
    assert (facts.agent_packets, facts.visitor_packets) == (50, 50)
    assert not facts.complete
    assert pcap.exists()


@pytest.mark.parametrize("tail", [bytes(5000), b"\xff" * 5000, b"nonsense" * 99])
def test_a_damaged_end_gives_what_is_before_it(tmp_path: Path, tail: bytes) -> None:
    pcap = call(tmp_path)
    pcap.write_bytes(pcap.read_bytes() + tail)
    facts = convert(pcap, tmp_path / "call.flac", SIDES)
    assert facts.agent_packets == 100
    assert not facts.complete


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "empty"), (b"RIFF" * 10, "no pcap"), (b"\xd4\xc3\xb2\xa1", "no pcap"), (bytes(1000), "no pcap")],
)
def test_what_is_no_recording_is_said_to_be_none(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "x.pcap").write_bytes(content)
    with pytest.raises(RecordingError, match=why):
        convert(tmp_path / "x.pcap", tmp_path / "x.flac", SIDES)
    assert not (tmp_path / "x.flac").exists()


def test_a_missing_file_and_an_unknown_link_type_are_clear(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be read: No such file"):
        convert(tmp_path / "gone.pcap", tmp_path / "x.flac", SIDES)
    (tmp_path / "wifi.pcap").write_bytes(captures.HEADER[:20] + struct.pack("<I", 105))
    with pytest.raises(RecordingError, match="link type 105"):
        convert(tmp_path / "wifi.pcap", tmp_path / "x.flac", SIDES)


def test_an_older_file_survives_a_conversion_that_fails(tmp_path: Path) -> None:
    convert(call(tmp_path), tmp_path / "call.flac", SIDES)
    (tmp_path / "bad.pcap").write_bytes(b"bad")
    with pytest.raises(RecordingError):
        convert(tmp_path / "bad.pcap", tmp_path / "call.flac", SIDES)
    assert soundfile.info(tmp_path / "call.flac").frames > 0


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), flips=st.integers(1, 400), head=st.booleans())
def test_any_damage_ends_in_a_file_or_a_clear_error(tmp_path: Path, seed: int, flips: int, head: bool) -> None:
    chance = random.Random(seed)
    content = bytearray(call(tmp_path, 0.4).read_bytes())
    for _ in range(flips):
        content[chance.randrange(0 if head else 24, len(content))] = chance.randrange(256)
    broken = tmp_path / "broken.pcap"
    broken.write_bytes(content)
    try:
        with patch.object(conversion, "MOST_SECONDS", 600):  # damaged times make pauses of hours
            facts = convert(broken, tmp_path / "broken.flac", SIDES)
    except RecordingError:
        return
    assert 0 < facts.duration_seconds <= 600 + 60
    assert facts.lost_packets >= 0


def test_hostile_numbers_cannot_make_the_file_longer_than_the_call(tmp_path: Path) -> None:
    chance = random.Random(7)
    packets = [
        Sent(n * 0.02, AGENT_PORT, chance.randrange(65536), chance.randrange(2**32), bytes(160), 0, n % 50)
        for n in range(500)
    ]
    assert convert(capture(tmp_path / "x.pcap", packets), tmp_path / "x.flac", SIDES).duration_seconds < 10.2


def test_endless_pauses_come_to_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A packet an hour for two days: a file of minutes in size must not become one of days in length."""
    monkeypatch.setattr(conversion, "MOST_SECONDS", 5000)
    packets = [Sent(n * 3600.0, AGENT_PORT, n, n * 160, bytes(160)) for n in range(48)]
    facts = convert(capture(tmp_path / "x.pcap", packets), tmp_path / "x.flac", SIDES)
    assert facts.duration_seconds <= 5000 + 60
    assert not facts.complete


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    def most(seconds: float) -> int:
        pcap = call(tmp_path, seconds)
        tracemalloc.start()
        convert(pcap, tmp_path / "x.flac", SIDES)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert most(600) < most(120) * 1.3
