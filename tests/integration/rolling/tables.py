"""What a database is made of, and the rows it begins with, as values that can be compared: `python -m …tables`."""

import json
import os
import re
import sys
from contextlib import suppress
from typing import Any
from unittest.mock import patch

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.project.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.db.migrations.recorder import MigrationRecorder  # noqa: E402

from ringback.base.database.founding import found  # noqa: E402

COLUMNS = """\
SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity
FROM information_schema.columns WHERE table_schema = 'public'"""
CONSTRAINTS = """\
SELECT c.relname, o.conname, pg_get_constraintdef(o.oid) FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
SQLITE = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
# In which order columns stand says when they came, and nothing else: no statement asks for `*`.
COLUMN = re.compile(r', (?="|CONSTRAINT )')


def all_of_it() -> tuple[list[list[str]], dict[str, int]]:
    """Every column, constraint and index, and how many rows each table has that has any."""
    return _structure(), _counts()


def _structure() -> list[list[str]]:
    if connection.vendor == "sqlite":
        return sorted([name, *sorted(COLUMN.split(sql.removesuffix(")")))] for name, sql in _rows(SQLITE))
    return sorted([str(value) for value in row] for sql in (COLUMNS, CONSTRAINTS, INDEXES) for row in _rows(sql))


def _counts() -> dict[str, int]:
    names = connection.introspection.table_names()
    rows = {name: _rows(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")[0][0] for name in names}
    return {name: count for name, count in rows.items() if count}


def founded() -> int:
    """Found a database; how many tables there are then."""
    found(connection)
    return len(connection.introspection.table_names())


def killed_before_the_end() -> list[str]:
    """Found a database and be ended once all is made; the tables that are left."""

    def killed(_recorder: MigrationRecorder, _app: str, _name: str) -> None:
        assert "website_site" in connection.introspection.table_names()
        raise KeyboardInterrupt

    with patch.object(MigrationRecorder, "record_applied", killed), suppress(KeyboardInterrupt):
        found(connection)
    return connection.introspection.table_names()


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(globals()[sys.argv[1]]()) + "\n")
