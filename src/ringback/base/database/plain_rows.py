"""Writing many plain rows in one statement a table: the rows are structs whose names are columns."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from django.db import connection, models

AT_ONCE = 16


def insert_missing(model: type[models.Model], rows: Sequence[msgspec.Struct]) -> None:
    """Insert rows of one kind; one that stands already by a unique column stays as it is. Inside a transaction.

    The names of the struct are columns of the table ("site_id"), its values numbers, texts, aware instants or None.
    PostgreSQL reads them from one JSON text, which costs us next to nothing to write.
    """
    if not rows:
        return
    names = type(rows[0]).__struct_fields__
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_from_json(model, names), [msgspec.json.encode(rows).decode()])
        else:
            _insert_some(cursor, model, names, [_values(row) for row in rows])


@lru_cache(maxsize=64)
def _from_json(model: type[models.Model], names: tuple[str, ...]) -> str:
    types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    listed = ", ".join(f'"{name}"' for name in names)
    typed = ", ".join(f'"{name}" {types[name]}' for name in names)
    return (
        f'INSERT INTO "{model._meta.db_table}" ({listed}) '
        f"SELECT {listed} FROM json_to_recordset(%s::json) AS made ({typed}) ON CONFLICT DO NOTHING"
    )


def _insert_some(cursor: Any, model: type[models.Model], names: tuple[str, ...], rows: list[list[Any]]) -> None:
    """Beside SQLite: some at a time, since each statement lets another thread run and waits for its own turn."""
    whole = len(rows) - len(rows) % AT_ONCE
    for start in range(0, whole, AT_ONCE):
        some = [value for row in rows[start : start + AT_ONCE] for value in row]
        cursor.execute(_with_values(model, names, AT_ONCE), some)
    cursor.executemany(_with_values(model, names, 1), rows[whole:])


@lru_cache(maxsize=64)
def _with_values(model: type[models.Model], names: tuple[str, ...], count: int) -> str:
    listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join(["%s"] * len(names))
    values = ", ".join([f"({marks})"] * count)
    return f'INSERT INTO "{model._meta.db_table}" ({listed}) VALUES {values} ON CONFLICT DO NOTHING'


def _values(row: msgspec.Struct) -> list[Any]:
    instant = connection.ops.adapt_datetimefield_value
    return [instant(value) if isinstance(value, datetime) else value for value in msgspec.structs.astuple(row)]
