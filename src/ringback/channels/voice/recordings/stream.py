"""One sender's RTP stream: where in time each packet belongs, and which packets never came. Pure."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ringback.channels.voice.recordings.g711 import RATE

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# How far a sender's clock may be ahead of, or behind, what its arrivals say before it is set anew. In samples.
EARLY, LATE = RATE // 25, RATE // 10
# A timestamp that fits neither the sequence numbers nor the arrivals this well has jumped.
FITS_SEQUENCE, FITS_ARRIVAL = RATE // 5, RATE // 2
# A bigger hole in the sequence numbers is a sender that started over, not a loss.
MOST_HOLE = 3000


@dataclass(slots=True)
class Stream:
    """Carries what the next block must know: the last packet's numbers, and the offset from timestamps to samples.

    A packet's place is its timestamp plus an offset; the offset is the smallest difference of arrival and timestamp
    within a second (the packet that was delayed least), and stays as long as later seconds agree. So jitter and
    bursts leave no mark, while pauses without packets, a drifting clock or a restarted phone are followed.
    """

    offset: float | None = None
    highest: int | None = None
    lost: int = 0
    _sequence: int = field(default=0)
    _stamp: int = field(default=0)
    _arrival: float = field(default=0.0)

    def count(self, sequence: Ints) -> None:
        """Take note of the sequence numbers (16 bits, in order of arrival) of all packets, sound or not."""
        if len(sequence) == 0:
            return
        before = int(sequence[0]) - 1 if self.highest is None else self.highest
        numbers = before + np.cumsum(_turns(np.diff(sequence, prepend=before & 0xFFFF), 16))
        highest = np.maximum.accumulate(np.maximum(numbers, before))
        holes = np.diff(highest, prepend=before) - 1
        late = numbers < np.concatenate(([before], highest[:-1]))
        filled = len(np.unique(numbers[late]))
        self.lost += int(holes[(holes > 0) & (holes < MOST_HOLE)].sum()) - filled
        self.highest = int(highest[-1])

    def place(self, arrival: Floats, sequence: Ints, stamp: Ints, length: Ints) -> Ints:
        """The sample each sound packet starts at; never later than its arrival (in samples) plus `EARLY`."""
        first = self.offset is None
        if first:
            self._sequence, self._stamp, self._arrival = int(sequence[0]), int(stamp[0]), float(arrival[0])
        steps = _turns(np.diff(sequence, prepend=self._sequence & 0xFFFF), 16)
        stamps = self._stamp + np.cumsum(_turns(np.diff(stamp, prepend=self._stamp & 0xFFFFFFFF), 32))
        moved = np.diff(stamps, prepend=self._stamp)
        waited = np.diff(arrival, prepend=self._arrival)
        jumped = (np.abs(moved - steps * length) > FITS_SEQUENCE) & (np.abs(moved - waited) > FITS_ARRIVAL)
        self._sequence, self._stamp, self._arrival = int(sequence[-1]), int(stamps[-1]), float(arrival[-1])
        return self._placed(arrival, stamps, jumped)

    def _placed(self, arrival: Floats, stamps: Ints, jumped: npt.NDArray[np.bool_]) -> Ints:
        second = np.floor(arrival / RATE)
        begins = jumped | (np.diff(second, prepend=second[0]) != 0)
        begins[0] = True
        starts = np.flatnonzero(begins)
        least = np.minimum.reduceat(arrival - stamps, starts)
        offsets = np.empty(len(starts))
        offset = self.offset
        for index, candidate in enumerate(least.tolist()):
            if offset is None or jumped[starts[index]] or not -EARLY <= candidate - offset <= LATE:
                offset = candidate
            offsets[index] = offset
        self.offset = offset
        sizes = np.diff(starts, append=len(arrival))
        return np.asarray(np.rint(stamps + np.repeat(offsets, sizes)), np.int64)


def _turns(difference: Ints, bits: int) -> Ints:
    """Differences of numbers that wrap at that many bits, as the shorter way round."""
    half = 1 << (bits - 1)
    return ((difference + half) & ((1 << bits) - 1)) - half
