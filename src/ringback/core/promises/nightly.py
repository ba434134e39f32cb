"""What is swept every night in the whole installation: slices register what has had its day and nobody asks for."""

from collections.abc import Callable

from ringback.base.kit import clock

Sweep = Callable[[], int]
EVERY_SECONDS = 12 * 3600.0

_sweeps: dict[str, Sweep] = {}
_swept: list[float] = []


def every_night(name: str, sweep: Sweep) -> None:
    """Let `sweep()` take away, in transactions of its own, what has had its day; it says how many rows.

    Doing it again is harmless. The same name again takes its place.
    """
    _sweeps[name] = sweep


def sweep_all() -> dict[str, int]:
    """Sweep everything; how many rows of each."""
    return {name: sweep() for name, sweep in _sweeps.items()}


def sweep_once_a_night() -> None:
    """As `sweep_all`, unless this process has done so already: every organisation has a night of its own."""
    at = clock.monotonic()
    if not _swept or at - _swept[-1] >= EVERY_SECONDS:
        sweep_all()
        _swept[:] = [at]
