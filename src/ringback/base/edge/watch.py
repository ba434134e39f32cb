"""Who waits for news of what: one thread reads for all watchers of this process, once for each thing watched.

A bell says which thing changed, and a look at everything watched each second makes up for lost bells.
"""

import asyncio
import threading
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass

import structlog
from django.db import connection

from ringback.base.database import doorbell
from ringback.base.kit import clock

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One piece of news, encoded once for all who watch. Frames of the same `version` say the same."""

    data: bytes
    version: Hashable
    final: bool = False


class Subscription:
    """One watcher's end, used on its event loop. Only the newest frame is kept: news, not history."""

    def __init__(self, key: int, leave: Callable[["Subscription"], None]) -> None:
        self.key = key
        self._leave = leave
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._frame: Frame | None = None

    def put(self, frame: Frame) -> None:
        """Hand over `frame`, from any thread."""
        try:
            self._loop.call_soon_threadsafe(self._take, frame)
        except RuntimeError:
            self.close()  # its loop has ended

    def _take(self, frame: Frame) -> None:
        self._frame = frame
        self._news.set()

    async def next(self, seconds: float) -> Frame | None:
        """The newest frame not yet given out, or None when there was none for `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return None
        self._news.clear()
        return self._frame

    def close(self) -> None:
        self._leave(self)


class Watch(doorbell.BellThread):
    """Watches rows named by whole numbers. `read` gives their frames in one query; it runs on the watch's thread.

    `topic` is the doorbell's, and `detail` the name under which its rings carry numbers.
    """

    def __init__(self, topic: str, detail: str, read: Callable[[Collection[int]], Mapping[int, Frame]]) -> None:
        super().__init__([topic], "edge-watch")
        self._detail = detail
        self._read = read
        self._lock = threading.Lock()
        self._watchers: dict[int, set[Subscription]] = {}
        self._last: dict[int, Hashable] = {}

    def __len__(self) -> int:
        with self._lock:
            return sum(len(watchers) for watchers in self._watchers.values())

    def subscribe(self, key: int) -> Subscription:
        """Watch `key` from now on; the caller closes what it got. The first frame comes at once."""
        subscription = Subscription(key, self._leave)
        with self._lock:
            self._watchers.setdefault(key, set()).add(subscription)
            self._last.pop(key, None)  # so that the newcomer is told where things stand
        if self._bell is not None:
            self._bell.wake()
        return subscription

    def _leave(self, subscription: Subscription) -> None:
        with self._lock:
            watchers = self._watchers.get(subscription.key, set())
            watchers.discard(subscription)
            if not watchers:
                self._watchers.pop(subscription.key, None)
                self._last.pop(subscription.key, None)

    def _run(self) -> None:
        assert self._bell is not None
        looked_at = clock.monotonic()
        try:
            while not self._closing.is_set():
                rings = self._heard(self._bell)
                due = clock.monotonic() - looked_at >= LOOK_SECONDS
                rung = {key for ring in rings for key in ring.detail.get(self._detail, ())}
                self._look(None if due else rung)
                if due:
                    looked_at = clock.monotonic()
        finally:
            connection.close()

    def _heard(self, bell: doorbell.Bell) -> list[doorbell.Ring]:
        try:
            return bell.wait(LOOK_SECONDS)
        except Exception as error:
            log.warning("the doorbell does not work", error=type(error).__name__)
            self._closing.wait(LOOK_SECONDS)
            return []

    def _look(self, rung: Collection[object] | None) -> None:
        with self._lock:
            keys = [key for key in self._watchers if rung is None or key in rung or key not in self._last]
        if not keys:
            return
        try:
            frames = self._read(keys)
        except Exception as error:
            log.warning("watched rows could not be read", error=type(error).__name__)
            connection.close()
            return
        for key, frame in frames.items():
            self._tell(key, frame)

    def _tell(self, key: int, frame: Frame) -> None:
        with self._lock:
            if self._last.get(key) == frame.version:
                return
            if key in self._watchers:
                self._last[key] = frame.version
            watchers = list(self._watchers.get(key, ()))
        for watcher in watchers:
            watcher.put(frame)
