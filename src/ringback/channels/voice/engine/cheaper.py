"""sippy made cheaper without changing what it does: the few functions that cost most, in faster words."""

import time
from types import ModuleType

import sippy.Time.MonoTime as mono_time


def install() -> None:
    """Put the faster functions in sippy's place. Again and again does no harm."""
    _fast_clock(mono_time)


def _fast_clock(module: ModuleType) -> None:
    """The same clock by the same number, without going through ctypes."""
    module.__dict__["clock_getdtime"] = time.clock_gettime
