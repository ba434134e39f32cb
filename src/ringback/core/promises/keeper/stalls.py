"""Seeing that a handler keeps the round waiting: it is named in the log, and in a file that `ringback check` reads.

Not in the database: beside SQLite whoever hangs there holds the one write lock.
"""

import os
import threading
from pathlib import Path

import structlog
from django.conf import settings

from ringback.base.kit import clock

LOOK_SECONDS = 1.0
STUCK_SECONDS = 10.0

log = structlog.get_logger(__name__)


class Stalls:
    """Watches, in a thread of its own, for how long the round has been at the same thing: `doing`."""

    def __init__(self) -> None:
        self.doing: tuple[str, int] | None = None
        self._seen: tuple[str, int] | None = None
        self._since = clock.monotonic()
        self._path = _folder() / str(os.getpid())
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="stalls", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join()
        self._path.unlink(missing_ok=True)

    def look(self) -> None:
        """Say once what hangs, and once that it has come back."""
        doing, at = self.doing, clock.monotonic()
        if doing is not self._seen:
            if self._path.exists():
                log.warning("the handler that everybody waited for came back", seconds=round(at - self._since))
                self._path.unlink(missing_ok=True)
            self._seen, self._since = doing, at
        elif doing is not None and at - self._since >= STUCK_SECONDS and not self._path.exists():
            kind, promise_id = doing
            log.error("everybody waits for a handler that does not come back", kind=kind, promise=promise_id)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(f"{kind}, promise {promise_id}")

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            self.look()


def stuck() -> list[str]:
    """What living keepers on this machine hang in: "website.callback, promise 12"."""
    folder = _folder()
    return [path.read_text() for path in sorted(folder.iterdir()) if _lives(path.name)] if folder.is_dir() else []


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "stuck"


def _lives(process: str) -> bool:
    return Path(f"/proc/{process}").exists()
