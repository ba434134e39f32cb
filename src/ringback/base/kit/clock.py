"""The one clock of the house, so that tests can move time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What tells the time: a wall clock that may step, and a monotonic one that may not."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class SettableClock:
    """A clock that stands still until it is moved. For tests."""

    def __init__(self, at: datetime) -> None:
        self._now = at
        self._monotonic = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass on both clocks."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def step(self, seconds: float) -> None:
        """Step the wall clock alone, as an administrator or a time server would."""
        self._now += timedelta(seconds=seconds)


class OffsetClock:
    """The machine's clock with its wall time shifted; the fault tests step a running process with it."""

    def __init__(self, offset_seconds: float = 0.0) -> None:
        self.offset_seconds = offset_seconds

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset_seconds)

    def monotonic(self) -> float:
        return time.monotonic()


_clock: Clock = SystemClock()


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _clock.now()


def monotonic() -> float:
    """Seconds on a clock that never steps; only differences mean anything."""
    return _clock.monotonic()


def current() -> Clock:
    """The clock in use, for those who are handed one at construction."""
    return _clock


@contextmanager
def use(clock: Clock) -> Iterator[None]:
    """Put `clock` in the machine's clock's place while the block runs."""
    global _clock
    before, _clock = _clock, clock
    try:
        yield
    finally:
        _clock = before
