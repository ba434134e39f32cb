"""RTP and G.711 of the demo phones."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from ringback.project.demo.phone_rtp import decode, encode, key_payloads, loudness, pack, unpack

# ITU-T G.711, tables 1a and 2a: the extremes and the smallest steps of each law.
KNOWN = {
    "PCMU": {0x80: 32124, 0x00: -32124, 0xFF: 0, 0x7F: 0, 0xFE: 8, 0x7E: -8},
    "PCMA": {0xAA: 32256, 0x2A: -32256, 0xD5: 8, 0x55: -8, 0xD4: 24, 0x54: -24},
}


@given(some.integers(0, 127), some.booleans(), some.integers(0, 1 << 20), some.integers(0, 1 << 40), some.binary())
def test_a_packet_survives_the_wire(kind: int, marker: bool, sequence: int, timestamp: int, payload: bytes) -> None:
    packet = unpack(pack(kind, marker, sequence, timestamp, 5, payload))
    assert packet is not None
    assert (packet.payload_type, packet.marker, packet.payload) == (kind, marker, payload)
    assert (packet.sequence, packet.timestamp) == (sequence & 0xFFFF, timestamp & 0xFFFFFFFF)


@given(some.binary(max_size=64))
def test_no_datagram_breaks_the_reader(data: bytes) -> None:
    unpack(data)


def test_extension_contributors_and_padding_are_left_out() -> None:
    header = struct.pack("!BBHII", 0x80 | 0x20 | 0x10 | 1, 0, 1, 1, 1)
    data = header + b"CSRC" + struct.pack("!HH", 1, 1) + b"EXTN" + b"sound" + b"\x00\x02"
    packet = unpack(data)
    assert packet is not None
    assert packet.payload == b"sound"


@pytest.mark.parametrize("codec", ["PCMU", "PCMA"])
def test_g711_is_what_the_standard_says(codec: str) -> None:
    codes = bytes(KNOWN[codec])
    assert list(decode(codec, codes)) == list(KNOWN[codec].values())


@pytest.mark.parametrize("codec", ["PCMU", "PCMA"])
@given(sample=some.integers(-32768, 32767))
def test_encoding_takes_the_nearest_level(codec: str, sample: int) -> None:
    levels = decode(codec, bytes(range(256))).astype(int)
    chosen = int(decode(codec, encode(codec, np.array([sample], np.int16)))[0])
    assert abs(chosen - sample) <= np.min(np.abs(levels - sample)) + 1


@pytest.mark.parametrize(("key", "event"), [("0", 0), ("1", 1), ("9", 9), ("*", 10), ("#", 11)])
def test_a_key_press_ends_three_times(key: str, event: int) -> None:
    packets = [payload for _, payload in key_payloads(key)]
    assert {payload[0] for payload in packets} == {event}
    assert [bool(payload[1] & 0x80) for payload in packets][-4:] == [False, True, True, True]
    assert [marker for marker, _ in key_payloads(key)].count(True) == 1


def test_loudness_grows_from_silence_to_full() -> None:
    tone = np.sin(np.arange(800) / 3)
    loud = [loudness((tone * size).astype(np.int16)) for size in (0, 300, 3000, 30000)]
    assert loud[0] == 0
    assert loud == sorted(loud)
    assert loud[-1] > 0.9
    assert loudness(np.zeros(0, np.int16)) == 0
