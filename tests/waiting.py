"""Waiting for what other processes do, with a limit and without sleeping longer than needed."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")

# Limits are written for a quiet machine; a busy one, which has other work, gets this many times as long.
PATIENCE = 4.0

_pause = threading.Event()


def until(question: Callable[[], Value], seconds: float = 10.0, every: float = 0.02) -> Value:
    """Ask until the answer is truthy, and return it. Fails with the last answer after `seconds` of a quiet machine."""
    deadline = time.monotonic() + seconds * PATIENCE
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(
                f"still {answer!r} after {seconds * PATIENCE} s: {getattr(question, '__name__', question)}"
            )
        _pause.wait(every)
