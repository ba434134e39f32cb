"""The sound of one call: what it sends each 20 ms, what it hears, and how loud both are."""

import secrets
import socket
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future

import numpy as np
from numpy.typing import NDArray

from ringback.base.kit import clock
from ringback.project.demo import phone_rtp
from ringback.project.demo.phone_sdp import CODECS, Sound

Ear = Callable[[bytes], object]
_FADE = 0.75
_QUIET_AFTER_SECONDS = 0.25


class Stream:
    """One RTP socket on loopback. `tick` and `hear` are called by the sound thread only; the rest by any."""

    def __init__(self, phone_id: str, host: str, words: "Future[NDArray[np.int16]]", ear: Ear) -> None:
        self.phone_id = phone_id
        self.socket = _even_socket(host)
        self.port: int = self.socket.getsockname()[1]
        self.says = 0.0
        self._hears = 0.0
        self._heard_at = 0.0
        self._ear = ear
        self._words = words
        self._encoded: dict[str, bytes] = {}
        self._far: Sound | None = None
        self._keys: deque[tuple[bool, bytes]] = deque()
        self._key_timestamp = 0
        self._frame = 0
        self._sequence = secrets.randbelow(1 << 15)
        self._timestamp = secrets.randbelow(1 << 31)
        self._source = secrets.randbits(32)

    def towards(self, far: Sound | None) -> None:
        """Send to `far` from now on; nothing while it holds."""
        self._far = far

    def press(self, key: str) -> bool:
        """Send `key` as a telephone event; False when the far side takes none."""
        if self._far is None or self._far.key_type is None:
            return False
        self._keys.extend(phone_rtp.key_payloads(key))
        return True

    @property
    def hears(self) -> float:
        """How loud the far side is just now, 0 to 1."""
        fresh = clock.monotonic() - self._heard_at < _QUIET_AFTER_SECONDS
        return self._hears if fresh else 0.0

    def tick(self) -> None:
        """Send the next 20 ms: a piece of a key press, or else of the phone's own words."""
        far = self._far
        self._timestamp += phone_rtp.FRAME_SAMPLES
        if far is None or far.held:
            self.says = 0.0
            return
        if self._keys and far.key_type is not None:
            marker, payload = self._keys.popleft()
            if marker:
                self._key_timestamp = self._timestamp
            self._send(far, far.key_type, marker, self._key_timestamp, payload)
            return
        payload = self._next_words(far.codec)
        self._send(far, CODECS[far.codec], self._frame == 1, self._timestamp, payload)
        now = phone_rtp.loudness(phone_rtp.decode(far.codec, payload))
        self.says = max(now, self.says * _FADE)

    def hear(self) -> None:
        """Take one packet from the socket: measure it and give it to whoever listens on the page."""
        try:
            packet = phone_rtp.unpack(self.socket.recv(2048))
        except OSError:
            return
        codec = next((name for name, number in CODECS.items() if packet and packet.payload_type == number), None)
        if packet is None or codec is None:
            return
        samples = phone_rtp.decode(codec, packet.payload)
        self._hears = max(phone_rtp.loudness(samples), self._hears * _FADE)
        self._heard_at = clock.monotonic()
        self._ear(samples.astype("<i2").tobytes())

    def _next_words(self, codec: str) -> bytes:
        if codec not in self._encoded:
            if not self._words.done():
                return phone_rtp.encode(codec, np.zeros(phone_rtp.FRAME_SAMPLES, np.int16))
            self._encoded[codec] = phone_rtp.encode(codec, self._words.result())
        words = self._encoded[codec]
        start = self._frame * phone_rtp.FRAME_SAMPLES % (len(words) - phone_rtp.FRAME_SAMPLES)
        self._frame += 1
        return words[start : start + phone_rtp.FRAME_SAMPLES]

    def _send(self, far: Sound, kind: int, marker: bool, timestamp: int, payload: bytes) -> None:
        self._sequence += 1
        data = phone_rtp.pack(kind, marker, self._sequence, timestamp, self._source, payload)
        try:
            self.socket.sendto(data, (far.host, far.port))
        except OSError:
            # The far side's port may be closed already; the SIP side will tell us that the call is over.
            self.says = 0.0


def _even_socket(host: str) -> socket.socket:
    """A UDP socket on an even port, as RTP expects it."""
    odd: list[socket.socket] = []
    try:
        while True:
            candidate = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            candidate.bind((host, 0))
            if candidate.getsockname()[1] % 2 == 0:
                candidate.setblocking(False)
                return candidate
            odd.append(candidate)
    finally:
        for other in odd:
            other.close()
