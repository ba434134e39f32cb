"""Copying a PostgreSQL database by pg_dump, from a snapshot that stays open to be asked, and bringing a dump back."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from ringback.base.kit import clock
from ringback.project.backups.manifest import BackupError
from ringback.project.backups.tables import MIGRATIONS, own_tables

NAME = "database.pgdump"
_DEBIAN = Path("/usr/lib/postgresql")
# How libpq's own variables are called where Django's settings and options say it otherwise.
_VARIABLES = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST", "PORT": "PGPORT"}
_OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "service", "passfile", "options")
_COLUMNS = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
# What is neither ours nor a sequence of ours, in our schema; and all other schemas.
_OTHERS = """
    SELECT c.relname FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
       AND NOT c.relname = ANY(%s)
       AND NOT EXISTS (
           SELECT 1 FROM pg_depend d JOIN pg_class own ON own.oid = d.refobjid
            WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
              AND own.relname = ANY(%s))
"""
_OTHER_SCHEMAS = r"""
    SELECT nspname FROM pg_namespace
     WHERE nspname NOT LIKE 'pg\_%' AND nspname NOT IN ('information_schema', current_schema())
"""


class PostgresSnapshot:
    """A transaction that sees the dumped instant until it is left."""

    kind = "postgresql"
    name = NAME

    def __init__(self, reader: BaseDatabaseWrapper, at: datetime) -> None:
        self._reader = reader
        self.server = _server_version()
        self.at = at

    def ask(self, sql: str) -> Iterator[tuple[Any, ...]]:
        with self._reader.cursor() as cursor:
            cursor.execute(sql)
            yield from cursor

    def columns(self) -> set[tuple[str, str]]:
        return {(str(table), str(name)) for table, name in self.ask(_COLUMNS)}


class PostgresEngine:
    """See `snapshots.Engine`."""

    KIND = "postgresql"

    @contextmanager
    def snapshot(self, folder: Path) -> Iterator[PostgresSnapshot]:
        """Dump in PostgreSQL's custom format, while others go on reading and writing."""
        program = _program("pg_dump", _server_version())
        reader = connection.copy()
        at = clock.now()
        try:
            reader.set_autocommit(False)
            with reader.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SELECT pg_export_snapshot()")
                name = cursor.fetchone()[0]
            words = _left_out(reader)
            words += ["--format=custom", "--no-owner", "--no-privileges", "--no-password", f"--snapshot={name}"]
            _run([program, *words, f"--file={folder / NAME}"], "the database cannot be dumped")
            yield PostgresSnapshot(reader, at)
        except DatabaseError as error:
            raise BackupError(f"the database cannot be copied: {error}.") from None
        finally:
            reader.close()

    def check(self, file: Path, server: str) -> None:
        """A dump goes into the same release of PostgreSQL, or a newer one."""
        here = _server_version()
        if _major(here) < _major(server):
            raise BackupError(
                f"{file} is of PostgreSQL {server}, this server is {here}: restore to {_major(server)} or newer."
            )
        _run([_program("pg_restore", here), "--list", str(file)], f"{file} is no sound dump")

    def is_empty(self) -> bool:
        """Whether nothing of ours is there."""
        with connection.cursor() as cursor:
            cursor.execute(_TABLES)
            return {name for (name,) in cursor}.isdisjoint(_ours())

    def bring_back(self, file: Path, aside: Path, then: str) -> None:
        """In one transaction: after a failure the database is what it was.

        Another program's tables stay; where something of its own hangs on one of ours, all of it is refused.
        """
        here = _server_version()
        drop = f"DROP TABLE IF EXISTS {', '.join(map(_quoted, _ours()))}"
        connection.close()
        script = [_program("pg_restore", here), "--no-owner", "--no-privileges", "--file=-", str(file)]
        psql = [_program("psql", here), "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"]
        psql += ["--single-transaction", "--command", drop, "--file=-"]
        psql += ["--command", "RESET search_path", "--command", then] if then else []  # the dump empties it
        with subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as source:
            assert source.stdout is not None and source.stderr is not None
            done = subprocess.Popen(
                psql, env=_environment(), stdin=source.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
            source.stdout.close()  # psql's alone: when it gives up, pg_restore is not to wait for a reader
            told = done.communicate()[1]
            said = source.stderr.read()
        if done.returncode or source.returncode:
            raise BackupError(f"the database cannot be brought back: {_last_words(told or said)}")


def _ours() -> list[str]:
    return [*own_tables(), MIGRATIONS]


def _left_out(reader: BaseDatabaseWrapper) -> list[str]:
    """What tells pg_dump to leave another program's things alone."""
    with reader.cursor() as cursor:
        cursor.execute(_OTHERS, [_ours(), _ours()])
        words = [f"--exclude-table=*.{_quoted(name)}" for (name,) in cursor]
        cursor.execute(_OTHER_SCHEMAS)
        return words + [f"--exclude-schema={_quoted(name)}" for (name,) in cursor]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name.replace('"', '""'))


def _server_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def _major(version: str) -> int:
    found = re.search(r"\d+", version)
    return int(found[0]) if found else 0


def _program(name: str, server: str) -> str:
    """The oldest one that knows this server: a dump of a newer one may say what the server does not understand."""
    places = [found] if (found := shutil.which(name)) else []
    places += [str(path) for path in _DEBIAN.glob(f"*/bin/{name}")]
    known: dict[int, str] = {}
    for place in places:
        known.setdefault(_version_of(place), place)
    fitting = [number for number in sorted(known) if number >= _major(server)]
    if fitting:
        return known[fitting[0]]
    have = f"only {max(known)} is" if known else "none is"
    raise BackupError(f"{name} {_major(server)} or newer is needed beside this server; {have} installed.")


def _version_of(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return _major(said.stdout)


def _environment() -> dict[str, str]:
    """How libpq is told whom to reach: not on the command line, which everybody on the machine can read."""
    settings = connection.settings_dict
    told = {name: str(settings[key]) for key, name in _VARIABLES.items() if settings.get(key)}
    options = settings.get("OPTIONS", {})
    told |= {f"PG{name.upper().replace('_', '')}": str(options[name]) for name in _OPTIONS if name in options}
    if "connect_timeout" in options:
        told["PGCONNECT_TIMEOUT"] = told.pop("PGCONNECTTIMEOUT")
    return {**os.environ, **told}


def _run(command: list[str], trouble: str) -> None:
    done = subprocess.run(command, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode:
        ended = f" It was ended by signal {-done.returncode}." if done.returncode < 0 else ""
        raise BackupError(f"{trouble}: {_last_words(done.stderr)}{ended}")


def _last_words(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return " ".join(line.strip() for line in lines[:3])[:500] or "it says nothing."


ENGINE = PostgresEngine()
