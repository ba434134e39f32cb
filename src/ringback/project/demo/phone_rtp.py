"""RTP packets as bytes: speech of 20 ms, key presses as telephone events (RFC 4733), and G.711."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FRAME_SAMPLES = 160
FRAME_SECONDS = 0.02
KEY_FRAMES = 8
KEY_ENDS = 3
_EVENTS = "0123456789*#"
_VOLUME = 10


@dataclass(frozen=True, slots=True)
class Packet:
    """One RTP packet taken apart."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    payload: bytes


def pack(payload_type: int, marker: bool, sequence: int, timestamp: int, source: int, payload: bytes) -> bytes:
    """An RTP packet of version 2 with neither padding, extension nor contributing sources."""
    second = payload_type | (0x80 if marker else 0)
    return struct.pack("!BBHII", 0x80, second, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, source) + payload


def unpack(data: bytes) -> Packet | None:
    """The packet in `data`; None when it is no RTP."""
    if len(data) < 12 or data[0] >> 6 != 2:
        return None
    start = 12 + 4 * (data[0] & 0x0F)
    if data[0] & 0x10:
        if len(data) < start + 4:
            return None
        start += 4 + 4 * int(struct.unpack_from("!H", data, start + 2)[0])
    end = len(data) - (data[-1] if data[0] & 0x20 else 0)
    second, sequence, timestamp = struct.unpack_from("!BHI", data, 1)
    return Packet(second & 0x7F, bool(second & 0x80), sequence, timestamp, data[start:end])


def key_payloads(key: str) -> Iterator[tuple[bool, bytes]]:
    """The packets of one key press, one each 20 ms: (marker of the first packet, payload).

    The duration grows; the end is sent three times, since any packet may be lost (RFC 4733 2.5.1.4).
    """
    event = _EVENTS.index(key)
    for frame in range(1, KEY_FRAMES + 1):
        yield frame == 1, struct.pack("!BBH", event, _VOLUME, frame * FRAME_SAMPLES)
    for _ in range(KEY_ENDS):
        yield False, struct.pack("!BBH", event, 0x80 | _VOLUME, KEY_FRAMES * FRAME_SAMPLES)


def _mu_law() -> NDArray[np.int16]:
    code = ~np.arange(256) & 0xFF
    size = (((code & 0x0F) << 3) + 0x84 << ((code >> 4) & 7)) - 0x84
    return np.where(code & 0x80, -size, size).astype(np.int16)


def _a_law() -> NDArray[np.int16]:
    code = np.arange(256) ^ 0x55
    step, low = (code >> 4) & 7, (code & 0x0F) << 4
    size = np.where(step == 0, low + 8, (low + 0x108) << np.maximum(step - 1, 0))
    return np.where(code & 0x80, size, -size).astype(np.int16)


_LEVELS = {"PCMU": _mu_law(), "PCMA": _a_law()}


def decode(codec: str, payload: bytes) -> NDArray[np.int16]:
    """16-bit samples at 8 kHz of a G.711 payload."""
    return _LEVELS[codec][np.frombuffer(payload, dtype=np.uint8)]


def encode(codec: str, samples: NDArray[np.int16]) -> bytes:
    """The G.711 payload whose levels are nearest to `samples`."""
    order = np.argsort(_LEVELS[codec], kind="stable")
    levels = _LEVELS[codec][order].astype(np.int32)
    nearest = np.searchsorted((levels[1:] + levels[:-1]) // 2, samples)
    return order[nearest].astype(np.uint8).tobytes()


def loudness(samples: NDArray[np.int16]) -> float:
    """How loud `samples` are, 0 (below -54 dBFS) to 1 (-6 dBFS and above), as an ear judges it."""
    if not len(samples):
        return 0.0
    power = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    return float(np.clip((20 * np.log10(max(power, 1.0) / 32768) + 54) / 48, 0.0, 1.0))
