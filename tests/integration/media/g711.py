"""G.711 and tones for test phones: encoding by the nearest value of the decoding table, detection by one DFT bin."""

import numpy as np
import numpy.typing as npt

from ringback.channels.voice.recordings.g711 import DECODE

RATE = 8000
FRAME = 160
Samples = npt.NDArray[np.int16]


def encode(samples: Samples, payload_type: int) -> bytes:
    """Samples as PCMU (0) or PCMA (8)."""
    table = DECODE[payload_type]
    order = np.argsort(table, kind="stable")
    values = table[order].astype(np.int32)
    right = np.clip(np.searchsorted(values, samples), 1, 255)
    nearer = np.where(samples - values[right - 1] <= values[right] - samples, right - 1, right)
    return order[nearer].astype(np.uint8).tobytes()


def decode(payload: bytes, payload_type: int) -> Samples:
    return DECODE[payload_type][np.frombuffer(payload, np.uint8)]


def tone(hertz: float, seconds: float, amplitude: int = 8000) -> Samples:
    at = np.arange(int(seconds * RATE)) / RATE
    return (np.sin(2 * np.pi * hertz * at) * amplitude).astype(np.int16)


def loudness(samples: Samples, hertz: float) -> float:
    """The amplitude of that tone within the samples (0 where it is not there)."""
    if len(samples) == 0:
        return 0.0
    at = np.arange(len(samples)) / RATE
    return float(2 * abs(np.mean(samples * np.exp(-2j * np.pi * hertz * at))))
