"""From rtpengine's pcap of a call to a stereo FLAC: the agent on the left, the visitor on the right."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ringback.channels.voice.engine.sides import Sides, read_note
from ringback.channels.voice.recordings.capture import Capture, Packets, RecordingError
from ringback.channels.voice.recordings.flac import FlacFile
from ringback.channels.voice.recordings.g711 import DECODE, RATE
from ringback.channels.voice.recordings.timeline import PATIENCE, STRETCH, Side, Timeline

# A step of the clock between two packets beyond these (seconds) is the machine's clock being set, not a pause.
BACK_SECONDS, PAUSE_SECONDS = 1.0, 3700.0
MOST_SECONDS = 12 * 3600
# The first packets may turn out to be late ones: where they belong is before their arrival.
LEAD = PATIENCE


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """What a conversion found. Packets are those that carried sound.

    `complete` is False when the pcap ended in the middle of a packet, was damaged, or is longer than twelve hours;
    `sides_known` is False when neither the caller nor a note said which port is whose, and the first to send was
    taken for the agent.
    """

    duration_seconds: float
    agent_packets: int
    visitor_packets: int
    lost_packets: int
    complete: bool = True
    sides_known: bool = True


def convert(pcap_path: Path, out_path: Path, sides: Sides | None = None) -> RecordingFacts:
    """Write the FLAC of a recording, which need not be finished; the pcap is left where it is.

    `sides` defaults to the note beside the pcap. Gaps become silence; time is that of the arrivals at rtpengine.
    Memory is bounded whatever the length. `RecordingError` when there is nothing that can be heard, when the file is
    no pcap, or when the disk is full: then there is no file at `out_path` (an older one is left).
    """
    note = sides or read_note(pcap_path)
    try:
        with pcap_path.open("rb") as file, FlacFile(out_path) as flac:
            return _Conversion(Capture(file), Timeline(flac.write), note).run()
    except OSError as error:
        raise RecordingError(f"the recording cannot be read: {error.strerror}") from error


class _Conversion:
    def __init__(self, capture: Capture, timeline: Timeline, note: Sides | None) -> None:
        self._capture, self._timeline = capture, timeline
        self._note = note
        self._ports = [] if note is None else [note.agent_port, note.visitor_port]
        self._sides = (Side(timeline, 0), Side(timeline, 1))
        self._last_at: float | None = None
        self._last_arrival = float(LEAD)
        self._too_long = False

    def run(self) -> RecordingFacts:
        for block in self._capture.blocks():
            for packets, arrival in self._stretches(block):
                self._take(packets, arrival)
            if self._too_long:
                break
        self._timeline.finish()
        agent, visitor = self._sides
        if agent.packets + visitor.packets == 0:
            raise RecordingError("the recording holds no sound of either side", final=True)
        return RecordingFacts(
            duration_seconds=self._timeline.frames / RATE,
            agent_packets=agent.packets,
            visitor_packets=visitor.packets,
            lost_packets=agent.lost + visitor.lost,
            complete=self._capture.complete and not self._too_long,
            sides_known=self._note is not None,
        )

    def _stretches(self, block: Packets) -> list[tuple[Packets, npt.NDArray[np.float64]]]:
        """The block with arrivals in samples, cut so that no piece is longer than the timeline's buffer."""
        if len(block) == 0:
            return []
        arrival = self._arrivals(block.at)
        longest = MOST_SECONDS * RATE
        if arrival[-1] > longest:
            self._too_long = True
        stretch = np.floor(np.maximum.accumulate(arrival) / STRETCH)
        cuts = np.flatnonzero(np.diff(stretch)) + 1
        bounds = [0, *cuts.tolist(), len(arrival)]
        pieces = [slice(*pair) for pair in pairwise(bounds)]
        return [(block.only(piece), arrival[piece]) for piece in pieces if arrival[piece.start] <= longest]

    def _arrivals(self, at: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        waited = np.diff(at, prepend=at[0] if self._last_at is None else self._last_at)
        waited[(waited < -BACK_SECONDS) | (waited > PAUSE_SECONDS)] = 0
        arrival = self._last_arrival + np.cumsum(waited) * RATE
        self._last_at, self._last_arrival = float(at[-1]), float(arrival[-1])
        return arrival

    def _take(self, packets: Packets, arrival: npt.NDArray[np.float64]) -> None:
        self._timeline.advance(int(arrival.min()) - PATIENCE)
        if self._note is None and len(self._ports) < 2:
            self._guess_ports(packets)
        for port, side in zip(self._ports, self._sides, strict=False):
            mine = packets.port == port
            if mine.any():
                side.take(packets.only(mine), arrival[mine])

    def _guess_ports(self, packets: Packets) -> None:
        sound = packets.port[np.isin(packets.kind, tuple(DECODE))]
        found, first = np.unique(sound, return_index=True)
        for port in found[np.argsort(first)].tolist():
            if port not in self._ports and len(self._ports) < 2:
                self._ports.append(port)
