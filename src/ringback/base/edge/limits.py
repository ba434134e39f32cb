"""Sliding limits in memory: how often one sender may do something. Bounded, whatever is thrown at it."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

from ringback.base.kit import clock
from ringback.base.kit.errors import RingbackError

MOST_KEYS = 50_000


class LimitError(RingbackError):
    """Too many requests: `which` limit it was, and after how many whole seconds another may be made."""

    def __init__(self, which: str, words: str, retry_after_seconds: int) -> None:
        super().__init__(words)
        self.which = which
        self.retry_after_seconds = retry_after_seconds


class SlidingLimit:
    """At most so many within any `seconds`, counted in this window and the fading part of the one before.

    One web process counts for itself: with N of them a sender gets up to N times as much, which is why
    what must hold exactly is counted in the database as well. Safe to call from any thread.
    """

    def __init__(self, seconds: float, most_keys: int = MOST_KEYS) -> None:
        self._seconds = seconds
        self._most_keys = most_keys
        self._counts: OrderedDict[Hashable, tuple[int, int, int]] = OrderedDict()  # window, in it, before it
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._counts)

    def take(self, key: Hashable, most: int) -> int | None:
        """Count one more for `key`. None: it may. Otherwise it is not counted: whole seconds until it may."""
        now = clock.monotonic()
        with self._lock:
            window, inside, before = self._current(key, now)
            passed = now - window * self._seconds
            fading = before * (1 - passed / self._seconds)
            if inside + fading + 1 > most:
                return self._wait(inside, before, passed, most)
            self._counts[key] = (window, inside + 1, before)
            self._counts.move_to_end(key)
            if len(self._counts) > self._most_keys:
                self._counts.popitem(last=False)
            return None

    def give_back(self, key: Hashable) -> None:
        """Take back what `take` counted, for a request that turned out to cost nothing."""
        with self._lock:
            window, inside, before = self._current(key, clock.monotonic())
            if inside > 0:
                self._counts[key] = (window, inside - 1, before)

    def _current(self, key: Hashable, now: float) -> tuple[int, int, int]:
        window = int(now // self._seconds)
        known, inside, before = self._counts.get(key, (window, 0, 0))
        if known == window:
            return window, inside, before
        return window, 0, inside if known == window - 1 else 0

    def _wait(self, inside: int, before: int, passed: float, most: int) -> int:
        """Seconds until the fading part leaves room for one; a full window must end and fade itself."""
        if inside + 1 <= most and before:
            room = (most - inside - 1) / before
            return max(1, round(self._seconds * (1 - room) - passed + 0.5))
        fade = 1 - max(most - 1, 0) / max(inside, 1)
        return max(1, round(self._seconds - passed + self._seconds * fade + 0.5))
