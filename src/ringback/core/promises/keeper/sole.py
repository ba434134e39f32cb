"""Beside SQLite there is one keeper: a second one waits for the first to end."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from django.db import connection

LOOK_SECONDS = 0.5

log = structlog.get_logger(__name__)


@contextmanager
def alone(stop: threading.Event) -> Iterator[bool]:
    """Wait until this is the only keeper, where there may be only one. False when `stop` was set before.

    The system releases the lock with the process, however that ends.
    """
    if connection.vendor != "sqlite":
        yield True
        return
    path = Path(f"{connection.settings_dict['NAME']}.keeper")
    with path.open("a+") as file:
        granted = _lock(file.fileno())
        if not granted:
            log.warning("another keeper has this SQLite database; this one waits until it ends", process=_holder(path))
        while not granted and not stop.wait(LOOK_SECONDS):
            granted = _lock(file.fileno())
        if granted:
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
        yield granted


def _lock(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(path: Path) -> str:
    return path.read_text(errors="replace")[:20]
