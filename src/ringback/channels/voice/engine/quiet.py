"""sippy kept quiet: what it would print about peers' mistakes is counted, and told once in a while."""

import logging
import sys
import time
from typing import Any

log = logging.getLogger(__name__)

EVERY_SECONDS = 30.0


class NoLog:
    """Stands where sippy wants a logger of every message."""

    def write(self, *args: object, **kwargs: object) -> None:
        """Nothing: a message costs more to log than to handle."""


class Complaints:
    """Tracebacks sippy would dump: the first, and then a count every half minute."""

    def __init__(self) -> None:
        self.count = 0
        self._told_at = -EVERY_SECONDS
        self._untold = 0

    def dump_exception(self, message: str, f: Any = None, extra: Any = None) -> None:
        """In place of sippy's function of that name."""
        self.count += 1
        self._untold += 1
        now = time.monotonic()
        if now - self._told_at >= EVERY_SECONDS:
            error = sys.exc_info()[1]
            log.warning("sippy: %s: %r (%d since the last such line)", message, error, self._untold)
            self._told_at, self._untold = now, 0

    def print(self, *args: object, **kwargs: object) -> None:
        """In place of `print` in sippy's modules."""
        self.count += 1


complaints = Complaints()


def hush() -> None:
    """Put our functions in place of sippy's in every module of it that is loaded."""
    for name, module in list(sys.modules.items()):
        if name.startswith("sippy."):
            if hasattr(module, "dump_exception"):
                module.__dict__["dump_exception"] = complaints.dump_exception
            module.__dict__["print"] = complaints.print
