"""One instant of the database, whichever it is: written into a backup, and asked questions."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

from ringback.project.backups import postgres, sqlite


class Snapshot(Protocol):
    """The database as it was at `at`: `name` is its file in the backup, `server` the version that wrote it."""

    kind: str
    server: str
    name: str
    at: datetime

    def ask(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query written by us."""
        ...

    def columns(self) -> set[tuple[str, str]]:
        """The columns there are, each with its table: a house not migrated yet lacks those of a newer release."""
        ...


class Engine(Protocol):
    """How one kind of database is copied and brought back. All of them raise BackupError."""

    KIND: str

    def snapshot(self, folder: Path) -> AbstractContextManager[Snapshot]:
        """Write the database into `folder` while others go on using it."""
        ...

    def check(self, file: Path, server: str) -> None:
        """Pass if `file`, written by that version, can be brought back here."""
        ...

    def is_empty(self) -> bool:
        """Whether the database at hand has no tables of ours."""
        ...

    def bring_back(self, file: Path, aside: Path, then: str) -> None:
        """Put `file` in the place of the database at hand, which goes `aside` where it can, `then` run on it first."""
        ...


def engine() -> Engine:
    """The engine of the database at hand."""
    return postgres.ENGINE if connection.vendor == "postgresql" else sqlite.ENGINE
