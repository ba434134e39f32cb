"""What a backup says of itself: written last, so that one without it is known to be half done."""

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

NAME = "manifest.json"
FORMAT = 1


class BackupError(Exception):
    """A backup cannot be made, read or brought back; says what is wrong and, where there is one, the mend."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup, by its name within it, and what it must be."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A finished backup. `made_at` is the instant its rows are of, ISO 8601 with an offset.

    `server` is the version of the database's server or library, `migrations` what the rows had gone through, by
    application, `rows` how many each table has. `index` lists the files with their checksums; `lacking` are files that
    rows name and that were gone already. `keys` are the fingerprints of the sealing keys, newest first.
    """

    ringback: str
    made_at: str
    kind: str
    server: str
    database: Part
    migrations: dict[str, list[str]]
    rows: dict[str, int]
    index: Part
    files: int
    files_bytes: int
    lacking: list[str]
    keys: list[str]
    format: int = field(default=FORMAT)

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def part(folder: Path, name: str) -> Part:
    """Describe a file of the backup in `folder`."""
    with (folder / name).open("rb") as file:
        return Part(name, (folder / name).stat().st_size, file_digest(file, "sha256").hexdigest())


def check(folder: Path, wanted: Part) -> None:
    """Pass if the file is what the manifest says. Raises BackupError."""
    try:
        found = part(folder, wanted.name)
    except OSError as error:
        raise BackupError(f"{folder / wanted.name} cannot be read: {error.strerror}.") from None
    if found != wanted:
        raise BackupError(f"{folder / wanted.name} is damaged: its checksum is not the manifest's. Use another backup.")


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest whole or not at all, after everything else is on the disk."""
    draft = folder / f".{NAME}"
    with draft.open("w") as file:
        json.dump(asdict(manifest), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / NAME)
    settle(folder)


def settle(folder: Path) -> None:
    """Let the names in `folder` reach the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(folder: Path) -> Manifest:
    """The manifest of a finished backup. Raises BackupError, also for one of a newer release."""
    place = folder / NAME
    if not place.exists():
        raise BackupError(f"{folder} is no finished backup: it has no {NAME}.")
    try:
        said: dict[str, Any] = json.loads(place.read_text())
        if said["format"] > FORMAT:
            raise BackupError(
                f"{folder} was made by Ringback {said['ringback']}, which is newer: update this one first."
            )
        return Manifest(**{**said, "database": Part(**said["database"]), "index": Part(**said["index"])})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{place} cannot be read: {type(error).__name__}. Use another backup.") from None
