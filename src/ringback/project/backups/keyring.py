"""The keys of a backup: kept in a place of their own, never beside what they open.

A folder of keys holds one file a sealing key, named by its fingerprint, the signing secret, the key for web push, and
the ledger. Several backups share it; keys that went out of use stay, for older backups.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from ringback.project import keys
from ringback.project.backups.manifest import BackupError, settle

LEDGER = "ledger.jsonl"
_FINGERPRINT = 16


def fingerprint(key: str) -> str:
    """By what a sealing key is known without giving it away: it is random, so that nobody finds it by trying."""
    return sha256(b"ringback key fingerprint: " + key.encode()).hexdigest()[:_FINGERPRINT]


def write(folder: Path, sealing: Iterable[str], named: Mapping[str, str], ledger: Iterable[str]) -> None:
    """Keep the keys in `folder`, for its owner's eyes only: sealing keys, `named` ones, and what the ledger says
    beside what that folder's says already. Raises BackupError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for key in sealing:
            _put(folder / f"seal-{fingerprint(key)}", key + "\n")
        for name, key in named.items():
            _put(folder / name, key + "\n")
        enter(folder / LEDGER, ledger)
        settle(folder)
    except OSError as error:
        raise BackupError(f"the keys cannot be written to {folder}: {error.strerror}.") from None


def find(folder: Path, wanted: Sequence[str]) -> list[str]:
    """Those of the sealing keys with the `wanted` fingerprints that are in `folder`, in that order."""
    found = []
    for name in wanted:
        place = folder / f"seal-{name}"
        key = place.read_text().strip() if place.exists() else ""
        if fingerprint(key) == name:
            found.append(key)
    return found


def install(data: Path, sealing: Sequence[str], folder: Path) -> None:
    """Make the keys of a restored house its own: sealing keys newest first (none where the environment has them),
    the named ones, and the ledger."""
    place = data / "keys"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    if sealing:
        _put(place / keys.SEAL, "\n".join(sealing) + "\n")
    for name in keys.NAMED:
        if (folder / name).exists():
            _put(place / name, (folder / name).read_text())
    enter(place / LEDGER, lines_of(folder / LEDGER))


def enter(ledger: Path, lines: Iterable[str]) -> None:
    """Put `lines` into a ledger, each once, oldest first."""
    ledger.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    every = dict.fromkeys(line.strip() for line in [*lines_of(ledger), *lines])
    _put(ledger, "".join(line + "\n" for line in sorted(every, key=_instant) if line))


def lines_of(ledger: Path) -> list[str]:
    """What a ledger says; nothing where there is none."""
    return ledger.read_text().splitlines() if ledger.exists() else []


def _instant(line: str) -> str:
    try:
        return str(json.loads(line)["at"])
    except (ValueError, KeyError, TypeError):
        return ""  # said to be wrong where it is replayed


def _put(place: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    draft = place.with_name(f".{place.name}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(place)
