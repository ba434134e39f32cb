"""Work on what strangers sent, in a process of its own: so many at once, with so much memory and time, and no more."""

import os
import resource
import subprocess
import sys
import threading
from collections.abc import Mapping

from ringback.base.kit.errors import RingbackError


class BusyError(RingbackError):
    """Others are being worked on, and no turn came in time."""


class TooLongError(RingbackError):
    """It took longer than it may."""


class Confined:
    """`python -m module arguments`, fed by its standard input; the module calls `confine` before it reads.

    `seconds` is how long to wait, for a turn and for the end; `environment` is added to ours.
    """

    def __init__(
        self, module: str, *, seconds: float, at_once: int, environment: Mapping[str, str] | None = None
    ) -> None:
        self._module = module
        self._seconds = seconds
        self._environment = dict(environment or {})
        self._turns = threading.BoundedSemaphore(at_once)

    def run(self, given: bytes, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        """What came of it: its `returncode`, and what it wrote to `stdout`. Raises BusyError, TooLongError."""
        if not self._turns.acquire(timeout=self._seconds):
            raise BusyError("Others are being worked on.")
        try:
            return subprocess.run(
                [sys.executable, "-m", self._module, *arguments],
                input=given,
                capture_output=True,
                timeout=self._seconds,
                check=False,
                env=os.environ | self._environment,
            )
        except subprocess.TimeoutExpired as error:
            raise TooLongError("It took too long.") from error
        finally:
            self._turns.release()


def confine(*, cpu_seconds: int, memory: int) -> None:
    """Let this process have no more than that: seconds of a processor, and bytes of memory."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
