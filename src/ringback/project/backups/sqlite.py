"""Copying a SQLite database that is in use, by its own backup interface, and putting a copy in its place."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from ringback.base.kit import clock
from ringback.project.backups.manifest import BackupError

NAME = "database.sqlite3"
_COLUMNS = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
_BESIDE = ("", "-wal", "-shm")


class SqliteSnapshot:
    """The copy, which is the instant itself."""

    kind = "sqlite"
    name = NAME
    server = sqlite3.sqlite_version

    def __init__(self, copy: sqlite3.Connection, at: datetime) -> None:
        self._copy = copy
        self.at = at

    def ask(self, sql: str) -> Iterator[tuple[Any, ...]]:
        yield from self._copy.execute(sql)

    def columns(self) -> set[tuple[str, str]]:
        return {(str(table), str(name)) for table, name in self.ask(_COLUMNS)}


class SqliteEngine:
    """See `snapshots.Engine`."""

    KIND = "sqlite"

    @contextmanager
    def snapshot(self, folder: Path) -> Iterator[SqliteSnapshot]:
        """All pages in one read transaction: beside a write-ahead log nobody waits for it."""
        at = clock.now()
        try:
            house = sqlite3.connect(f"file:{_place()}?mode=ro", uri=True)
            with closing(house), closing(sqlite3.connect(folder / NAME)) as copy:
                house.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
                _must_be_sound(copy)
                yield SqliteSnapshot(copy, at)
        except sqlite3.Error as error:
            raise BackupError(f"the database cannot be copied: {error}.") from None

    def check(self, file: Path, server: str) -> None:
        """Any SQLite reads what another wrote; that it is sound is looked at."""
        try:
            with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
                _must_be_sound(copy)
        except sqlite3.Error as error:
            raise BackupError(f"{file} is no sound database: {error}. Use another backup.") from None

    def is_empty(self) -> bool:
        """A file without tables is as good as none."""
        if not _place().exists():
            return True
        with closing(sqlite3.connect(_place())) as house:
            return bool(house.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0)

    def bring_back(self, file: Path, aside: Path, then: str) -> None:
        """Beside its place first, so that a disk that is full does no harm; then two renames."""
        connection.close()
        place = _place()
        draft = place.with_name(f"{place.name}.restoring")
        shutil.copyfile(file, draft)
        with closing(sqlite3.connect(draft)) as copy, copy:
            copy.execute("PRAGMA synchronous=FULL")
            if then:
                copy.executescript(then)
        for end in _BESIDE:
            old = Path(f"{place}{end}")
            if old.exists():
                aside.mkdir(parents=True, exist_ok=True, mode=0o700)
                old.rename(aside / old.name)
        draft.rename(place)


def _must_be_sound(copy: sqlite3.Connection) -> None:
    said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise BackupError(f"the copy of the database is damaged: {said}.")


def _place() -> Path:
    return Path(str(connection.settings_dict["NAME"])).absolute()


ENGINE = SqliteEngine()
