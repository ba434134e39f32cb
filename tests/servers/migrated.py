"""A database brought to this release once a run: what tests write to begins as a copy of it.

To make one takes a process of seconds, and every worker and every demo would do it.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

# Of the whole run, its workers included; each process has a data folder of its own beside it.
FOLDER = "RINGBACK_TEST_RUN"
FILE = "ringback.sqlite3"
PATTERN = "ringback_pattern"
MIGRATE_SECONDS = 300


def copy_file(path: Path) -> None:
    """Make `path` an SQLite database of this release, with nothing in it."""
    with _alone() as folder:
        pattern = folder / "pattern"
        if not (pattern / "done").exists():
            pattern.mkdir(exist_ok=True)
            _migrate(RINGBACK_DATA=str(pattern))
            (pattern / "done").touch()
    shutil.copyfile(pattern / FILE, path)


def copy_database(server: str, name: str) -> None:
    """Make a database `name` of this release, with nothing in it, on the PostgreSQL that the URL `server` names."""
    with _alone() as folder, psycopg.connect(server, autocommit=True) as connection:
        if not (folder / PATTERN).exists():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(PATTERN)))
            _migrate(RINGBACK_DATA=str(folder), RINGBACK_DATABASE_URL=f"{server.rpartition('/')[0]}/{PATTERN}")
            (folder / PATTERN).touch()
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(command.format(sql.Identifier(name), sql.Identifier(PATTERN)))


@contextmanager
def _alone() -> Iterator[Path]:
    """The folder of the run; the others wait."""
    folder = Path(os.environ[FOLDER])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _migrate(**settings: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RINGBACK_")}
    command = [sys.executable, "-m", "ringback", "manage", "migrate", "--verbosity", "0"]
    done = subprocess.run(
        command, env=kept | settings, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=MIGRATE_SECONDS
    )
    if done.returncode:
        raise RuntimeError(f"no database to copy: {done.stderr[-2000:]}")
