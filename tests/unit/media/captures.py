"""Making pcap files as rtpengine writes them, and worse ones."""

import struct
from dataclasses import dataclass, replace
from pathlib import Path

from ringback.channels.voice.engine.sides import Sides
from tests.integration.media import g711

AGENT_PORT, VISITOR_PORT = 40000, 40004
SIDES = Sides("call", AGENT_PORT, VISITOR_PORT)
BEGAN_AT = 1_790_000_000.0
HEADER = struct.Struct("<IHHiIII").pack(0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)


@dataclass(frozen=True)
class Sent:
    """One RTP packet as it arrives at rtpengine; `at` in seconds since the recording began."""

    at: float
    port: int
    sequence: int
    stamp: int
    payload: bytes
    kind: int = 0
    source: int = 1

    def rtp(self, bits: int = 0x80, between: bytes = b"") -> bytes:
        head = struct.pack("!BBHII", bits, self.kind, self.sequence & 0xFFFF, self.stamp & 0xFFFFFFFF, self.source)
        return head + between + self.payload


def talk(
    port: int,
    hertz: float,
    seconds: float,
    kind: int = 0,
    at: float = 0.0,
    sequence: int = 0,
    stamp: int = 0,
    source: int = 1,
) -> list[Sent]:
    """A party's tone, a packet every 20 ms; the tone's phase starts at 0 with the first packet."""
    body = g711.encode(g711.tone(hertz, seconds), kind)
    return [
        Sent(at + n * 0.02, port, sequence + n, stamp + n * 160, body[n * 160 : (n + 1) * 160], kind, source)
        for n in range(len(body) // 160)
    ]


def later(packets: list[Sent], seconds: float) -> list[Sent]:
    return [replace(packet, at=packet.at + seconds) for packet in packets]


def ethernet(rtp: bytes, port: int) -> bytes:
    udp = struct.pack("!HHHH", 30000, port, 8 + len(rtp), 0) + rtp
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, b"\x7f\0\0\1", b"\x7f\0\0\1")
    return bytes(12) + b"\x08\x00" + ip + udp


def ethernet6(rtp: bytes, port: int) -> bytes:
    udp = struct.pack("!HHHH", 30000, port, 8 + len(rtp), 0) + rtp
    ip = struct.pack("!IHBB", 6 << 28, len(udp), 17, 64) + bytes(15) + b"\1" + bytes(15) + b"\1"
    return bytes(12) + b"\x86\xdd" + ip + udp


def record(at: float, frame: bytes) -> bytes:
    seconds, micro = divmod(round((BEGAN_AT + at) * 1_000_000), 1_000_000)
    return struct.pack("<IIII", seconds, micro, len(frame), len(frame)) + frame


def capture(path: Path, packets: list[Sent]) -> Path:
    """All packets in order of arrival."""
    ordered = sorted(packets, key=lambda packet: packet.at)
    path.write_bytes(HEADER + b"".join(record(p.at, ethernet(p.rtp(), p.port)) for p in ordered))
    return path
