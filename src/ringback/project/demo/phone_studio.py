"""The sound thread: paces every call's RTP at 20 ms, reads what comes in, and lets the page listen."""

import selectors
import socket
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock, Thread

import numpy as np
from numpy.typing import NDArray

from ringback.base.kit import clock
from ringback.project.demo.phone_rtp import FRAME_SECONDS
from ringback.project.demo.phone_sound import Ear, Stream
from ringback.project.demo.sound import Voice, samples_of, visitor_voice

_LATE_SECONDS = 0.2
_MOST_WORDS = 40


class Studio:
    """Opens and closes the calls' streams; one thread moves them all."""

    def __init__(self, host: str, voices: dict[str, Voice]) -> None:
        self._host = host
        self._voices = voices
        self._words: dict[str, Future[NDArray[np.int16]]] = {}
        self._speakers = ThreadPoolExecutor(1, thread_name_prefix="speech")
        self._streams: dict[str, Stream] = {}
        self._ears: dict[str, list[Ear]] = {}
        self._lock = Lock()
        self._selector = selectors.DefaultSelector()
        self._bell, self._door = socket.socketpair()
        self._door.setblocking(False)
        self._changes: list[Callable[[], object]] = []
        self._running = True
        self._thread = Thread(target=self._run, name="sound", daemon=True)

    def start(self, phone_ids: Iterable[str]) -> None:
        """Start the thread, and have the words of `phone_ids` spoken ahead of their first call."""
        for phone_id in phone_ids:
            self._prepare(phone_id)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close every stream."""
        self._running = False
        self._bell.send(b".")
        self._thread.join()
        self._speakers.shutdown(wait=False, cancel_futures=True)
        for stream in self._streams.values():
            stream.socket.close()
        self._selector.close()
        self._bell.close()
        self._door.close()

    def open(self, phone_id: str) -> Stream:
        """A new stream for a call of `phone_id`; silent until it is told where to send."""
        stream = Stream(phone_id, self._host, self._prepare(phone_id), lambda data: self._tell(phone_id, data))
        with self._lock:
            self._streams[phone_id] = stream
        self._change(lambda: self._selector.register(stream.socket, selectors.EVENT_READ, stream))
        return stream

    def close(self, stream: Stream) -> None:
        """The call is over: no packet of it leaves any more."""
        with self._lock:
            if self._streams.get(stream.phone_id) is stream:
                del self._streams[stream.phone_id]
        self._change(lambda: self._drop(stream))

    def levels(self) -> dict[str, dict[str, float]]:
        """For each phone in a call, how loud it `hears` and `says` just now (0 to 1)."""
        with self._lock:
            streams = list(self._streams.values())
        return {stream.phone_id: {"hears": round(stream.hears, 2), "says": round(stream.says, 2)} for stream in streams}

    def listen(self, phone_id: str, ear: Ear) -> Callable[[], None]:
        """Give `ear` what the phone hears (16-bit little-endian mono at 8 kHz), on the sound thread.

        Lasts over several calls; gives the function that ends it.
        """
        with self._lock:
            self._ears.setdefault(phone_id, []).append(ear)
        return lambda: self._deafen(phone_id, ear)

    def _deafen(self, phone_id: str, ear: Ear) -> None:
        with self._lock:
            self._ears[phone_id].remove(ear)

    def _drop(self, stream: Stream) -> None:
        self._selector.unregister(stream.socket)
        stream.socket.close()

    def _tell(self, phone_id: str, data: bytes) -> None:
        with self._lock:
            ears = tuple(self._ears.get(phone_id, ()))
        for ear in ears:
            ear(data)

    def _prepare(self, phone_id: str) -> "Future[NDArray[np.int16]]":
        if phone_id not in self._words:
            voice = self._voices.get(phone_id) or visitor_voice(phone_id)
            self._words[phone_id] = self._speakers.submit(samples_of, voice)
            for stale in [known for known in self._words if known not in self._voices][:-_MOST_WORDS]:
                del self._words[stale]
        return self._words[phone_id]

    def _change(self, change: Callable[[], object]) -> None:
        """Have the sound thread do it: a selector may not change under its feet."""
        with self._lock:
            self._changes.append(change)
        self._bell.send(b".")

    def _run(self) -> None:
        self._selector.register(self._door, selectors.EVENT_READ, None)
        due = clock.monotonic()
        while self._running:
            for key, _ in self._selector.select(self._wait(due)):
                if isinstance(key.data, Stream):
                    key.data.hear()
                else:
                    self._obey()
            now = clock.monotonic()
            if now >= due:
                self._tick()
                # After a stall the missed frames are left out: a burst would only fill the far side's buffer.
                due = due + FRAME_SECONDS if now - due < _LATE_SECONDS else now + FRAME_SECONDS

    def _wait(self, due: float) -> float | None:
        """Seconds until the next frame; None (until the bell) while nobody is in a call."""
        return max(0.0, due - clock.monotonic()) if self._streams else None

    def _obey(self) -> None:
        self._door.recv(4096)
        with self._lock:
            changes, self._changes = self._changes, []
        for change in changes:
            change()

    def _tick(self) -> None:
        with self._lock:
            streams = tuple(self._streams.values())
        for stream in streams:
            stream.tick()
