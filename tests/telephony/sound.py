"""Sound on the wire: a handset that speaks a tone over RTP, and an ear that tells which tones it heard."""

import socket
import threading
import time
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 8000
FRAME = 160
PCMU = 0
EVENT = 101
BIAS = 132
MOST = 32635

Samples = NDArray[np.int16]


def tone(hertz: float, seconds: float, loudness: float = 8000) -> Samples:
    """A sine."""
    moments = np.arange(int(RATE * seconds)) / RATE
    return (loudness * np.sin(2 * np.pi * hertz * moments)).astype(np.int16)


def write_wav(path: Path, samples: Samples) -> str:
    """As the media server wants it: 8 kHz mono, readable by it."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    path.chmod(0o644)
    return str(path)


def encode(samples: Samples) -> bytes:
    """G.711 mu-law, by its definition: a sign, the position of the highest bit, and the four bits after it."""
    wide = samples.astype(np.int32)
    sign = np.where(wide < 0, 0x80, 0)
    magnitude = np.minimum(np.abs(wide), MOST) + BIAS
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    return bytes((~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8))


def decode(payload: bytes) -> Samples:
    """The inverse of `encode`."""
    code = ~np.frombuffer(payload, np.uint8).astype(np.int32) & 0xFF
    exponent, mantissa = (code >> 4) & 0x07, code & 0x0F
    magnitude = (((mantissa << 3) + BIAS) << exponent) - BIAS
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def tones_in(samples: Samples, candidates: tuple[float, ...]) -> set[float]:
    """Which of those frequencies are really there: a tenth of a second of them within all that was heard."""
    found: set[float] = set()
    window = RATE // 10
    for start in range(0, len(samples) - window + 1, window):
        piece = samples[start : start + window].astype(float)
        energy = float(np.mean(piece**2))
        if energy < 100.0**2:
            continue
        moments = np.arange(window) / RATE
        for hertz in candidates:
            amplitude = 2 * abs(np.mean(piece * np.exp(-2j * np.pi * hertz * moments)))
            if amplitude**2 / 2 > 0.5 * energy:
                found.add(hertz)
    return found


class Handset:
    """One end of a conversation: sends its tone to where it is told, keeps what it hears and from where."""

    def __init__(self, hertz: float) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(0.005)
        self.port: int = self.socket.getsockname()[1]
        self.sources: set[tuple[str, int]] = set()
        self._heard: list[tuple[float, bytes, bytes]] = []
        self._voice = encode(tone(hertz, 1.0))
        self._peer: tuple[str, int] | None = None
        self._digit: int | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def speak_to(self, host: str, port: int) -> None:
        self._peer = (host, port)

    def press(self, digit: int) -> None:
        """Send a key press (RFC 2833)."""
        self._digit = digit

    def heard(self, since: float = 0.0, until: float = float("inf")) -> Samples:
        """All sound that arrived between those moments of the monotonic clock."""
        payloads = [payload for at, _, payload in list(self._heard) if since <= at <= until]
        return decode(b"".join(payloads)) if payloads else np.zeros(0, np.int16)

    def close(self) -> None:
        self._stop.set()
        self._thread.join(2)
        self.socket.close()

    def _run(self) -> None:
        sequence, stamp, due = 0, 0, time.monotonic()
        while not self._stop.is_set():
            self._listen()
            if time.monotonic() < due or self._peer is None:
                continue
            due = max(due + FRAME / RATE, time.monotonic() - 0.1)
            sequence, stamp = sequence + 1, stamp + FRAME
            offset = stamp % (RATE - FRAME)
            self._send(PCMU, sequence, stamp, self._voice[offset : offset + FRAME])
            if self._digit is not None:
                sequence = self._send_digit(sequence, stamp, self._digit)
                self._digit = None

    def _listen(self) -> None:
        try:
            packet, source = self.socket.recvfrom(2000)
        except (TimeoutError, ConnectionRefusedError):
            return
        if len(packet) > 12 and packet[1] & 0x7F == PCMU:
            self.sources.add(source)
            self._heard.append((time.monotonic(), packet[8:12], packet[12:]))

    def _send_digit(self, sequence: int, stamp: int, digit: int) -> int:
        for step in range(1, 7):
            over = 0x80 if step > 3 else 0
            duration = min(step, 4) * FRAME
            payload = bytes((digit, over | 10)) + duration.to_bytes(2, "big")
            sequence += 1
            self._send(EVENT, sequence, stamp, payload, marker=step == 1)
        return sequence

    def _send(self, kind: int, sequence: int, stamp: int, payload: bytes, marker: bool = False) -> None:
        head = bytes((0x80, kind | (0x80 if marker else 0))) + (sequence & 0xFFFF).to_bytes(2, "big")
        head += (stamp & 0xFFFFFFFF).to_bytes(4, "big") + self.port.to_bytes(4, "big")
        assert self._peer is not None
        try:
            self.socket.sendto(head + payload, self._peer)
        except OSError:
            return
