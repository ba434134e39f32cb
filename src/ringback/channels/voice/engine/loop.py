"""The engine's one thread: sockets, timers and calls from other threads, without polling."""

import collections
import logging
import os
import select
import threading
import time
from collections.abc import Callable
from typing import Any

from sippy.Core.EventDispatcher import ED2
from sippy.Time.MonoTime import MonoTime
from sippy.Time.Timeout import Timeout

log = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 60.0


class Loop:
    """Runs sippy's timers on epoll instead of sippy's own loop, which wakes a hundred times a second.

    sippy keeps its timers in the singleton ED2, which belongs to the thread that imported it; `own` takes it over.
    So one engine runs in a process at a time.
    """

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._readers: dict[int, Callable[[], None]] = {}
        self._calls: collections.deque[tuple[Callable[..., None], tuple[Any, ...]]] = collections.deque()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._ident = 0
        self._bell_lock = threading.Lock()
        self._closed = False
        self._stopping = False
        self.add_reader(self._bell, self._hear_bell)

    def add_reader(self, fd: int, callback: Callable[[], None]) -> None:
        self._readers[fd] = callback
        self._epoll.register(fd, select.EPOLLIN)

    def remove_reader(self, fd: int) -> None:
        if self._readers.pop(fd, None) is not None:
            self._epoll.unregister(fd)

    def call_soon(self, function: Callable[..., None], *arguments: Any) -> None:
        """Have `function` called on the loop's thread. From any thread; after the end nothing is called any more."""
        if threading.get_ident() == self._ident:
            self._calls.append((function, arguments))
            return
        with self._bell_lock:
            if not self._closed:
                self._calls.append((function, arguments))
                os.eventfd_write(self._bell, 1)

    def later(self, seconds: float, function: Callable[..., None], *arguments: Any) -> Callable[[], None]:
        """Call `function` after that long, unless the returned function is called before. Loop's thread only."""
        timer = Timeout(self._guarded, max(0.0, seconds), 1, function, arguments)
        return timer.cancel  # type: ignore[no-any-return]

    def stop(self) -> None:
        """End `run` after the current turn. From any thread."""
        self.call_soon(self._end)

    def own(self) -> None:
        """Make the calling thread the loop's, and sippy's. Before anything of sippy's is made."""
        self._ident = ED2.my_ident = threading.get_ident()

    def run(self) -> None:
        """Serve until `stop`."""
        try:
            while not self._stopping:
                ED2.last_ts = MonoTime()
                ED2.dispatchTimers()
                self._run_calls()
                if self._stopping:
                    break
                for fd, _ in self._epoll.poll(self._wait_seconds()):
                    reader = self._readers.get(fd)
                    if reader is not None:
                        self._guarded(reader, ())
        finally:
            self._close()

    def _wait_seconds(self) -> float:
        if self._calls:
            return 0.0
        timers = ED2.tlisteners
        if ED2.twasted * 2 > len(timers):
            timers[:] = [timer for timer in timers if timer.cb_func is not None]
            timers.sort()
            ED2.twasted = 0
        if not timers:
            return LONGEST_WAIT_SECONDS
        # sippy's monotonic clock is Linux's raw one.
        wait: float = timers[0].etime.monot - time.clock_gettime(time.CLOCK_MONOTONIC_RAW)
        return min(max(wait, 0.0), LONGEST_WAIT_SECONDS)

    def _run_calls(self) -> None:
        for _ in range(len(self._calls)):
            function, arguments = self._calls.popleft()
            self._guarded(function, arguments)

    def _guarded(self, function: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        """One call's fault must not stop the others."""
        try:
            function(*arguments)
        except Exception:
            log.exception("a step of the voice engine failed")

    def _hear_bell(self) -> None:
        os.eventfd_read(self._bell)

    def _end(self) -> None:
        self._stopping = True

    def _close(self) -> None:
        ED2.tlisteners.clear()
        ED2.twasted = 0
        with self._bell_lock:
            self._closed = True
            self._epoll.close()
            os.close(self._bell)
