"""Files of a backup: copied, or linked to the backup before where they have not changed, each with its checksum.

Rows name files, and a file is written before its row and removed after it. So files are copied before the rows are and
again after: whatever a row of the backup names is then in it. What vanished in between and is named by no row of the
backup is dropped from it: it was deleted on purpose, perhaps with the person it belonged to.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from ringback.project.backups.manifest import BackupError

INDEX = "files.jsonl"
FILES = "files"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of a backup: its name ("files/recordings/…"), and what it was when it was copied."""

    name: str
    bytes: int
    changed_ns: int
    sha256: str


class Tree:
    """The files of the backup being made in `folder`. `roots`: where the house keeps them, by their folder here."""

    def __init__(self, folder: Path, roots: dict[str, Path], before: Path | None) -> None:
        self._folder = folder
        self._roots = roots
        self._before = before
        self._earlier = {kept.name: kept for kept in read_index(before)} if before is not None else {}
        self.kept: dict[str, Kept] = {}

    def copy(self) -> set[str]:
        """Bring what is new or has changed; the names of all that is there now."""
        seen = set()
        for name, path in self._there():
            try:
                facts = path.stat()
                known = self.kept.get(name)
                if known is None or (known.bytes, known.changed_ns) != (facts.st_size, facts.st_mtime_ns):
                    self.kept[name] = self._bring(name, path, facts)
            except FileNotFoundError:
                continue
            seen.add(name)
        return seen

    def drop(self, names: Iterable[str]) -> None:
        """Take files out of the backup again."""
        for name in names:
            del self.kept[name]
            (self._folder / FILES / name).unlink()

    def write_index(self) -> None:
        """List the files beside them."""
        with (self._folder / INDEX).open("w") as file:
            file.writelines(json.dumps(asdict(self.kept[name])) + "\n" for name in sorted(self.kept))
            file.flush()
            os.fsync(file.fileno())

    def _there(self) -> Iterator[tuple[str, Path]]:
        for root, place in self._roots.items():
            for folder, _, names in os.walk(place):
                for name in names:
                    path = Path(folder, name)
                    if path.is_file() and not path.is_symlink():
                        yield f"{root}/{path.relative_to(place).as_posix()}", path

    def _bring(self, name: str, path: Path, facts: os.stat_result) -> Kept:
        place = self._folder / FILES / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        earlier = self._earlier.get(name)
        if earlier is not None and (earlier.bytes, earlier.changed_ns) == (facts.st_size, facts.st_mtime_ns):
            assert self._before is not None
            try:
                os.link(self._before / FILES / name, place)
            except OSError:
                pass  # gone, or on a file system without links: copied then
            else:
                return earlier
        count, digest = copy(path, place)
        return Kept(name, count, facts.st_mtime_ns, digest)


def copy(source: Path, place: Path) -> tuple[int, str]:
    """Copy a file to the disk; how many bytes it had, and its SHA-256."""
    digest, count = sha256(), 0
    with source.open("rb") as whence, place.open("wb") as whither:
        while chunk := whence.read(_CHUNK):
            digest.update(chunk)
            whither.write(chunk)
            count += len(chunk)
        whither.flush()
        os.fsync(whither.fileno())
    return count, digest.hexdigest()


def read_index(folder: Path) -> Iterator[Kept]:
    """The files of a backup, as its index has them. Raises BackupError."""
    try:
        with (folder / INDEX).open() as file:
            for line in file:
                kept = Kept(**json.loads(line))
                if Path(kept.name).is_absolute() or ".." in Path(kept.name).parts:
                    raise BackupError(f"{folder / INDEX} names a file outside the backup: {kept.name!r}.")
                yield kept
    except (OSError, ValueError, TypeError) as error:
        raise BackupError(f"{folder / INDEX} cannot be read: {type(error).__name__}. Use another backup.") from None


def bring_back(folder: Path, target: Path) -> int:
    """Copy all files of the backup in `folder` under `target`, each checked; how many. Raises BackupError."""
    count = 0
    shutil.rmtree(target, ignore_errors=True)
    for kept in read_index(folder):
        source, place = folder / FILES / kept.name, target / kept.name
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            found = copy(source, place)
        except FileNotFoundError:
            raise BackupError(f"{source} is missing. Use another backup.") from None
        if found != (kept.bytes, kept.sha256):
            raise BackupError(f"{source} is damaged: its checksum is not the index's. Use another backup.")
        os.utime(place, ns=(kept.changed_ns, kept.changed_ns))  # so that the next backup knows it again
        count += 1
    return count
