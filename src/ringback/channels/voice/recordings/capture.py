"""Reading rtpengine's pcap files: RTP packets as numpy columns, a bounded block at a time."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from ringback.base.kit.errors import RingbackError

Ints = npt.NDArray[np.int64]

BLOCK_BYTES = 1 << 20
MOST_RECORD_BYTES = 65_535 + 64
LINK_HEADER_BYTES = {1: 14, 101: 0, 12: 0, 14: 0}  # Ethernet; raw IP under its three numbers
FORMATS = {
    b"\xd4\xc3\xb2\xa1": ("<", 1e-6),
    b"\xa1\xb2\xc3\xd4": (">", 1e-6),
    b"\x4d\x3c\xb2\xa1": ("<", 1e-9),
    b"\xa1\xb2\x3c\x4d": (">", 1e-9),
}
RTP_HEADER = np.dtype([("bits", "u1"), ("kind", "u1"), ("sequence", ">u2"), ("stamp", ">u4"), ("source", ">u4")])
IPV4_BYTES, IPV6_BYTES, UDP_BYTES, RTP_BYTES = 20, 40, 8, 12
UDP = 17


class RecordingError(RingbackError):
    """A recording cannot be converted; says why in a sentence for a person.

    `final`: the file itself is to blame, so that trying again is of no use. Otherwise the disk, the folder or time.
    """

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


@dataclass(frozen=True, slots=True)
class Packets:
    """RTP packets in order of arrival, one entry a packet in every column.

    `at` seconds since the epoch; `port` the destination, which is rtpengine's own port towards the sender; `start`
    and `length` of the payload within `data` (bytes).
    """

    data: npt.NDArray[np.uint8]
    at: npt.NDArray[np.float64]
    port: Ints
    kind: Ints
    sequence: Ints
    stamp: Ints
    source: Ints
    start: Ints
    length: Ints

    def __len__(self) -> int:
        return len(self.at)

    def only(self, which: npt.NDArray[np.bool_] | slice) -> "Packets":
        """Those packets; the data is shared."""
        columns = (self.at, self.port, self.kind, self.sequence, self.stamp, self.source, self.start, self.length)
        return Packets(self.data, *(column[which] for column in columns))  # type: ignore[arg-type]


class Capture:
    """A pcap file that may still be growing, cut off (a killed rtpengine), or not a pcap at all.

    `RecordingError` for what is no pcap; a file cut off or damaged later on gives all packets before that point, and
    `complete` is False afterwards.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.complete = True
        head = file.read(24)
        if len(head) < 24 or head[:4] not in FORMATS:
            raise RecordingError("the file is no pcap recording" if head else "the recording is empty", final=True)
        self._order, self._tick = FORMATS[head[:4]]
        link = struct.unpack(self._order + "I", head[20:24])[0] & 0xFFFF
        if link not in LINK_HEADER_BYTES:
            raise RecordingError(f"the recording has link type {link}, which rtpengine never writes", final=True)
        self._link_bytes = LINK_HEADER_BYTES[link]

    def blocks(self) -> Iterator[Packets]:
        """All RTP packets, about a megabyte of file at a time."""
        left = b""
        while True:
            fresh = self._file.read(BLOCK_BYTES)
            block = left + fresh
            starts, used, sound = self._records(block)
            if starts:
                yield self._packets(block, np.array(starts, np.int64))
            left = block[used:]
            if not fresh or not sound:
                self.complete = sound and not left
                return

    def _records(self, block: bytes) -> tuple[list[int], int, bool]:
        """Where the whole records start, how far they reach, and whether what follows can still be a record."""
        length_of = struct.Struct(self._order + "I").unpack_from
        starts: list[int] = []
        at, end = 0, len(block)
        while at + 16 <= end:
            (length,) = length_of(block, at + 8)
            if not 0 < length <= MOST_RECORD_BYTES:
                return starts, at, False
            if at + 16 + length > end:
                break
            starts.append(at)
            at += 16 + length
        return starts, at, True

    def _packets(self, block: bytes, records: Ints) -> Packets:
        data = np.frombuffer(block, np.uint8)
        seconds, fraction, length = _columns(data, records, np.dtype(f"({3},){self._order}u4"))
        frame, end = records + 16 + self._link_bytes, records + 16 + length
        room = end - frame >= IPV4_BYTES + UDP_BYTES + RTP_BYTES
        at = seconds + fraction * self._tick
        at, frame, end = at[room], frame[room], end[room]
        version = data[frame] >> 4
        after_ip = frame + np.where(version == 6, IPV6_BYTES, (data[frame] & 15) * 4)
        protocol = data[frame + np.where(version == 6, 6, 9)]
        rtp = after_ip + UDP_BYTES
        room = (end - rtp >= RTP_BYTES) & (protocol == UDP) & ((version == 4) | (version == 6))
        return _rtp(data, at[room], after_ip[room], end[room])


def _columns(data: npt.NDArray[np.uint8], at: Ints, layout: np.dtype[Any]) -> tuple[Ints, ...]:
    rows = data[at[:, None] + np.arange(layout.itemsize)]
    values = np.ascontiguousarray(rows).view(layout.base).astype(np.int64)
    return tuple(values.T)


def _rtp(data: npt.NDArray[np.uint8], at: npt.NDArray[np.float64], udp: Ints, end: Ints) -> Packets:
    """Read the RTP headers behind these UDP headers: contributing sources, extension and padding are left out."""
    head = data[udp[:, None] + UDP_BYTES + np.arange(RTP_BYTES)].view(RTP_HEADER)[:, 0]
    bits = head["bits"].astype(np.int64)
    start = udp + UDP_BYTES + RTP_BYTES + (bits & 15) * 4
    extended = (bits & 0x10 != 0) & (start + 4 <= end)
    where = np.where(extended, start, 0)
    start = start + extended * (4 + 4 * (data[where + 2].astype(np.int64) * 256 + data[where + 3]))
    padding = np.where(bits & 0x20 != 0, data[end - 1], 0)
    length = end - start - padding
    fine = (bits >> 6 == 2) & (length > 0)
    port = data[udp + 2].astype(np.int64) * 256 + data[udp + 3]
    columns = (port, head["kind"] & 0x7F, head["sequence"], head["stamp"], head["source"], start, length)
    return Packets(data, at[fine], *(column[fine].astype(np.int64) for column in columns))
