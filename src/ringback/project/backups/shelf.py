"""The folder of backups: one folder each, named by its instant; which are finished, and which have had their day."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ringback.project.backups import manifest
from ringback.project.backups.manifest import BackupError

UNFINISHED = ".unfinished-"
_NAME = "%Y-%m-%dT%H%M%S.%fZ"


@contextmanager
def alone(shelf: Path) -> Iterator[None]:
    """Hold the folder, made if need be, against a second backup at the same time. Raises BackupError."""
    try:
        shelf.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(shelf / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise BackupError(f"{shelf} cannot be written: {error.strerror}.") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupError(f"another backup to {shelf} is under way.") from None
    finally:
        os.close(handle)


def finished(shelf: Path) -> list[Path]:
    """The finished backups, oldest first."""
    return sorted(place.parent for place in shelf.glob(f"[0-9]*/{manifest.NAME}"))


def begin(shelf: Path, at: datetime) -> Path:
    """A folder for a backup that is not finished; those that earlier ones left half done are taken away."""
    for left in shelf.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left)
    folder = shelf / f"{UNFINISHED}{at.strftime(_NAME)}"
    folder.mkdir(mode=0o700)
    return folder


def finish(folder: Path) -> Path:
    """Give a backup whose manifest is written its name."""
    place = folder.with_name(folder.name.removeprefix(UNFINISHED))
    folder.rename(place)
    manifest.settle(place.parent)
    return place


def give_up(folder: Path) -> None:
    """Take away a backup that cannot be finished, as far as that goes: the disk may be full because of it."""
    shutil.rmtree(folder, ignore_errors=True)


def expire(shelf: Path, keep: int, before: datetime) -> list[Path]:
    """Take away all but the newest `keep` finished backups, and of these what was made `before`; gives those that
    went. The newest one always stays."""
    there = finished(shelf)
    old = there[:-keep] + [place for place in there[-keep:-1] if _made_at(place, before) < before]
    for place in old:
        (place / manifest.NAME).unlink()  # half gone is not finished
        shutil.rmtree(place)
    return old


def _made_at(place: Path, otherwise: datetime) -> datetime:
    """By its name; one that somebody has named otherwise is theirs to take away."""
    try:
        return datetime.strptime(place.name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return otherwise


def chosen(folder: Path) -> Path:
    """The backup meant by `folder`: itself, or the newest finished one in it. Raises BackupError."""
    if not folder.is_dir():
        raise BackupError(f"{folder} is no folder.")
    if (folder / manifest.NAME).exists():
        return folder
    if within := finished(folder):
        return within[-1]
    raise BackupError(f"{folder} holds no finished backup: there is no {manifest.NAME} in it or one below.")
