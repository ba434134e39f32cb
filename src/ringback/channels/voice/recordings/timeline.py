"""Two parties' sound on one time axis: placed as it arrives, handed on in stretches, memory bounded. Pure."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ringback.channels.voice.recordings.capture import Packets
from ringback.channels.voice.recordings.g711 import DECODE, RATE
from ringback.channels.voice.recordings.stream import Ints, Stream

Samples = npt.NDArray[np.int16]

STRETCH = 60 * RATE
# How long a packet may be late and still get its place.
PATIENCE = 5 * RATE
MOST_STREAMS = 32
MOST_PAYLOAD = 4000


class Timeline:
    """Stereo samples from `done` on; everything before has been handed to `write` as int16 arrays (frames, 2).

    What is handed on begins with the first sample of either side: the silence before it is left out.
    """

    def __init__(self, write: Callable[[Samples], None]) -> None:
        self._write = write
        self._done = 0
        self._end = 0
        self._first: int | None = None
        self._buffer = np.zeros((2, 2 * STRETCH), np.int16)

    @property
    def frames(self) -> int:
        """Length so far, in frames."""
        return 0 if self._first is None else self._end - self._first

    def put(self, side: int, places: Ints, packets: Packets) -> int:
        """Decode these packets of the side (0 left, 1 right) to their places; how many: what is too late is dropped."""
        room = self._done + self._buffer.shape[1]
        usable = (places >= self._done) & (places + packets.length <= room) & (packets.length <= MOST_PAYLOAD)
        key = packets.length * 256 + packets.kind
        if usable.any():
            first = int(places[usable].min())
            self._first = first if self._first is None else min(self._first, first)
        for value in np.unique(key[usable]).tolist():
            length, kind = divmod(value, 256)
            chosen = usable & (key == value)
            sound = DECODE[kind][_rows(packets.data, length)[packets.start[chosen]]]
            _rows(self._buffer[side], length)[places[chosen] - self._done] = sound
            self._end = max(self._end, int(places[chosen].max()) + length)
        return int(usable.sum())

    def advance(self, to: int) -> None:
        """Hand on everything before `to`, in stretches; silence where nothing was put."""
        while self._done < to:
            size = min(to - self._done, STRETCH)
            if self._first is not None and self._first < self._done + size:
                begin = max(0, self._first - self._done)
                self._write(np.ascontiguousarray(self._buffer[:, begin:size].T))
            used = max(0, self._end - self._done)
            kept = max(0, used - size)
            self._buffer[:, :kept] = self._buffer[:, used - kept : used]
            self._buffer[:, kept:used] = 0
            self._done += size
        self._end = max(self._end, self._done)

    def finish(self) -> None:
        """Hand on the rest."""
        self.advance(self._end)


class Side:
    """All streams of one party, a new one whenever its phone changes the SSRC."""

    def __init__(self, timeline: Timeline, number: int) -> None:
        self._timeline, self._number = timeline, number
        self._streams: dict[int, Stream] = {}
        self._gone_lost = 0
        self.packets = 0

    @property
    def lost(self) -> int:
        """Packets that never came, over all streams that carried sound."""
        heard = (stream.lost for stream in self._streams.values() if stream.offset is not None)
        return self._gone_lost + sum(max(0, lost) for lost in heard)

    def take(self, packets: Packets, arrival: npt.NDArray[np.float64]) -> None:
        """Packets of this party with their arrival in samples since the recording's start."""
        sources, sizes = np.unique(packets.source, return_counts=True)
        for source in sources[np.argsort(-sizes)][:MOST_STREAMS].tolist():
            mine = packets.source == source
            self._take_stream(self._stream(source), packets.only(mine), arrival[mine])

    def _stream(self, source: int) -> Stream:
        if source not in self._streams and len(self._streams) >= MOST_STREAMS:
            gone = self._streams.pop(next(iter(self._streams)))
            self._gone_lost += max(0, gone.lost) if gone.offset is not None else 0
        return self._streams.setdefault(source, Stream())

    def _take_stream(self, stream: Stream, packets: Packets, arrival: npt.NDArray[np.float64]) -> None:
        stream.count(packets.sequence)
        sound = np.isin(packets.kind, tuple(DECODE))
        if not sound.any():
            return
        heard = packets.only(sound)
        places = stream.place(arrival[sound], heard.sequence, heard.stamp, heard.length)
        self.packets += self._timeline.put(self._number, places, heard)


def _rows(values: npt.NDArray[np.generic], length: int) -> npt.NDArray[np.generic]:
    """Every run of that length as a row, without a copy: rows picked by their start."""
    return np.lib.stride_tricks.sliding_window_view(values, length, writeable=values.flags.writeable)
