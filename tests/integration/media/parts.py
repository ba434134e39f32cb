"""A real rtpengine, phones that send and hear tones over RTP, and a media plane one can wait for."""

import queue
import re
import secrets
import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ringback.channels.voice.engine.media import MediaError, MediaPlane, placeholder_sdp
from tests.integration.media import g711
from tests.servers.rtpengine import HOST, Rtpengine

FRAME_SECONDS = 0.02


class Connected(Rtpengine):
    """An rtpengine, and a plane connected to it."""

    def __init__(self, folder: Path | None = None, ports: tuple[int, int] | None = None) -> None:
        super().__init__(folder, ports=ports)
        self.presses: queue.Queue[tuple[str, str, str]] = queue.Queue()
        self.verdicts: queue.Queue[str] = queue.Queue()
        self.plane = MediaPlane(
            self.config,
            on_digit=lambda *press: self.presses.put(press),
            on_lost=lambda: self.verdicts.put("lost"),
            on_back=lambda: self.verdicts.put("back"),
        )
        self.plane.start()

    def wait_for(self, verdict: str, seconds: float = 10) -> None:
        """Until that verdict is given; earlier ones are passed over."""
        deadline = time.monotonic() + seconds
        while self.verdicts.get(timeout=max(0.01, deadline - time.monotonic())) != verdict:
            pass

    def ask(self, verb: Callable[..., None], *args: Any, seconds: float = 6, **options: Any) -> Any:
        """Call a verb of the plane and wait for its `done`: the result, or the `MediaError` raised."""
        answers: queue.Queue[tuple[Any, MediaError | None]] = queue.Queue()
        verb(*args, done=lambda result, error: answers.put((result, error)), **options)
        result, error = answers.get(timeout=seconds)
        if error is not None:
            raise error
        return result

    def close(self) -> None:
        self.plane.stop()
        super().close()


class Phone:
    """A phone that sends a tone every 20 ms to where its SDP answer pointed, and keeps what it hears."""

    def __init__(self, hertz: float, payload_type: int = 0) -> None:
        self.hertz, self.payload_type = hertz, payload_type
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((HOST, 0))
        self.port = self.socket.getsockname()[1]
        self.sequence, self.stamp, self.ssrc = secrets.randbelow(65000), secrets.randbits(31), secrets.randbits(32)
        self._heard: list[tuple[int, bytes]] = []
        self._target: tuple[str, int] | None = None
        self._digit: int | None = None
        self._sound = g711.tone(hertz, 1.0)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def sdp(self) -> str:
        name = {0: "PCMU", 8: "PCMA"}[self.payload_type]
        return (
            f"v=0\r\no=- 2 2 IN IP4 {HOST}\r\ns=-\r\nc=IN IP4 {HOST}\r\nt=0 0\r\n"
            f"m=audio {self.port} RTP/AVP {self.payload_type} 101\r\n"
            f"a=rtpmap:{self.payload_type} {name}/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
            "a=fmtp:101 0-16\r\na=sendrecv\r\n"
        )

    def talk_to(self, sdp: str) -> None:
        found = re.search(r"^m=audio (\d+)", sdp, re.M)
        assert found is not None
        self._target = (HOST, int(found[1]))

    def press(self, event: int) -> None:
        self._digit = event

    def heard(self) -> g711.Samples:
        """All that arrived so far, as samples."""
        frames = [g711.decode(body, kind) for kind, body in list(self._heard) if kind in (0, 8)]
        return np.concatenate(frames) if frames else np.zeros(0, np.int16)

    def forget(self) -> None:
        self._heard.clear()

    def keys(self) -> str:
        """The keys that were pressed for this phone (RFC 4733): each lasts longer and longer until it is over."""
        pressed, lasted = "", 0
        for body in [body for kind, body in list(self._heard) if kind == 101]:
            event, _end, duration = struct.unpack("!BBH", body[:4])
            pressed += "" if 0 < lasted <= duration else "0123456789*#"[event]
            lasted = duration
        return pressed

    def hears(self, hertz: float, within: float = 0.3) -> bool:
        """Whether the last stretch of what was heard carries that tone."""
        sound = self.heard()[-int(within * g711.RATE) :]
        return len(sound) >= within * g711.RATE and g711.loudness(sound, hertz) > 2000

    def hang_up(self) -> None:
        self._stopping.set()
        self._thread.join()
        self.socket.close()

    def _run(self) -> None:
        due, frame = time.monotonic(), 0
        while not self._stopping.is_set():
            ready, _, _ = select.select([self.socket], [], [], max(0.0, due - time.monotonic()))
            if ready:
                datagram = self.socket.recv(2048)
                self._heard.append((datagram[1] & 0x7F, datagram[12:]))
            if time.monotonic() >= due:
                due += FRAME_SECONDS
                frame = (frame + 1) % 50
                self._send_frame(frame)

    def _send_frame(self, frame: int) -> None:
        if self._target is None:
            return
        if self._digit is not None:
            digit, self._digit = self._digit, None
            for step in range(8):
                ended = 0x80 if step >= 5 else 0
                self._send(101, struct.pack("!BBH", digit, 10 | ended, 160 * (step + 1)), marker=step == 0)
        sound = self._sound[frame * g711.FRAME : (frame + 1) * g711.FRAME]
        self._send(self.payload_type, g711.encode(sound, self.payload_type))
        self.stamp = (self.stamp + g711.FRAME) & 0xFFFFFFFF

    def _send(self, payload_type: int, payload: bytes, *, marker: bool = False) -> None:
        assert self._target is not None
        self.sequence = (self.sequence + 1) & 0xFFFF
        head = struct.pack("!BBHII", 0x80, payload_type | (0x80 if marker else 0), self.sequence, self.stamp, self.ssrc)
        self.socket.sendto(head + payload, self._target)


class Conversation:
    """The contract's order of commands for one call: agent first against a placeholder, then the visitor."""

    def __init__(self, rtpengine: Connected, agent: Phone, visitor: Phone) -> None:
        self.rtpengine, self.agent, self.visitor = rtpengine, agent, visitor
        self.call_id = secrets.token_hex(16)

    def answer_agent(self) -> None:
        ask, plane = self.rtpengine.ask, self.rtpengine.plane
        offered = ask(plane.offer, self.call_id, "V", placeholder_sdp(HOST))
        ask(plane.answer, self.call_id, "V", "M", self.agent.sdp())
        self.agent.talk_to(offered["sdp"])

    def join_visitor(self) -> None:
        ask, plane = self.rtpengine.ask, self.rtpengine.plane
        offered = ask(plane.offer, self.call_id, "M", self.agent.sdp(), to_tag="V", transcode=("PCMA", "PCMU"))
        ask(plane.answer, self.call_id, "M", "V", self.visitor.sdp())
        self.visitor.talk_to(offered["sdp"])

    def record(self) -> Path:
        started = self.rtpengine.ask(self.rtpengine.plane.start_recording, self.call_id, "test:yes")
        return Path(started["path"])

    def end(self) -> None:
        self.rtpengine.ask(self.rtpengine.plane.delete, self.call_id)
