"""The phones of the media benchmark: a process that talks RTP on many sockets and counts what it hears.

Spoken to in JSON lines: it says its ports, is told where each phone's sound goes, is told for how long to talk, and
says how many packets each phone sent and heard. Its own cost is none of the product's and is not counted.
"""

import json
import secrets
import select
import socket
import struct
import sys
import time
from typing import Any

import numpy as np
import numpy.typing as npt

HOST = "127.0.0.1"
FRAME_SECONDS, FRAME = 0.02, 160
GROUPS = 20  # phones do not all speak on the same millisecond
QUIET_SECONDS, DRAIN_SECONDS = 0.5, 15.0
LOOP_FRAMES = 500


class Phone:
    """One end of one conversation."""

    def __init__(self, frames: list[bytes]) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind((HOST, 0))
        self.port: int = self.socket.getsockname()[1]
        self.source = secrets.randbits(32)
        self.sent = self.heard = 0
        self._frames, self._first = frames, secrets.randbelow(len(frames))
        self._stamp = secrets.randbits(31)

    def call(self, port: int) -> None:
        self.socket.connect((HOST, port))

    def speak(self) -> None:
        number = self.sent
        head = struct.pack("!BBHII", 0x80, 0, number & 0xFFFF, self._stamp + number * FRAME, self.source)
        self.socket.send(head + self._frames[(self._first + number) % LOOP_FRAMES])
        self.sent = number + 1

    def listen(self) -> None:
        try:
            while True:
                self.socket.recv(2048)
                self.heard += 1
        except BlockingIOError:
            return


def speech() -> list[bytes]:
    """Ten seconds that cost an encoder what talk costs: a voice-like buzz in syllables, over a quiet noise. PCMU."""
    rate, chance = 8000, np.random.default_rng(20)
    at = np.arange(LOOP_FRAMES * FRAME) / rate
    pitch = 120 + 25 * np.sin(2 * np.pi * 0.4 * at)
    buzz = np.sign(np.sin(2 * np.pi * np.cumsum(pitch) / rate)) * 4000
    syllables = np.clip(np.sin(2 * np.pi * 3.3 * at), 0, 1) * (np.sin(2 * np.pi * 0.21 * at) > -0.5)
    sound = buzz * syllables + chance.normal(0, 60, len(at)) * (1 + 8 * syllables)
    encoded = mu_law(np.clip(sound, -30_000, 30_000).astype(np.int64))
    return [encoded[start : start + FRAME].tobytes() for start in range(0, len(encoded), FRAME)]


def mu_law(samples: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Samples as G.711 µ-law bytes."""
    biased = np.minimum(np.abs(samples) + 132, 32767)
    exponent = np.floor(np.log2(biased)).astype(np.int64) - 7
    mantissa = (biased >> (exponent + 3)) & 15
    code: npt.NDArray[np.int64] = ~((samples < 0) * 128 | exponent << 4 | mantissa) & 0xFF
    return code.astype(np.uint8)


def converse(phones: list[Phone], seconds: float) -> None:
    """Every phone speaks a frame each 20 ms for so long, and then listens to what is still on its way."""
    poll = select.epoll()
    by_file = {phone.socket.fileno(): phone for phone in phones}
    for file in by_file:
        poll.register(file, select.EPOLLIN)
    turn, began = 0, time.monotonic()
    turns = int(seconds / FRAME_SECONDS) * GROUPS
    while turn < turns:
        due = began + turn * FRAME_SECONDS / GROUPS
        for file, _ in poll.poll(max(0.0, due - time.monotonic()), 64):
            by_file[file].listen()
        if time.monotonic() >= due:
            for phone in phones[turn % GROUPS :: GROUPS]:
                phone.speak()
            turn += 1
    drain(poll, by_file)


def drain(poll: select.epoll, by_file: dict[int, Phone]) -> None:
    """Listen until it has been quiet for a while: on a busy machine sound is under way for longer than one thinks."""
    until = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < until:
        ready = poll.poll(QUIET_SECONDS, len(by_file))
        if not ready:
            return
        for file, _ in ready:
            by_file[file].listen()


def say(what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    frames = speech()
    phones = [Phone(frames) for _ in range(int(sys.argv[1]))]
    say([phone.port for phone in phones])
    for phone, port in zip(phones, json.loads(sys.stdin.readline()), strict=True):
        phone.call(port)
    say("ready")
    converse(phones, float(json.loads(sys.stdin.readline())))
    say([[phone.sent, phone.heard] for phone in phones])


if __name__ == "__main__":
    main()
