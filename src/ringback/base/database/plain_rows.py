"""Writing many plain rows in one statement a table: the rows are structs whose names are columns."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from django.db import connection, models


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
            cursor.executemany(_one_by_one(model, names), [_values(row) for row in rows])


@lru_cache(maxsize=64)
def _from_json(model: type[models.Model], names: tuple[str, ...]) -> str:
    types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    listed = ", ".join(f'"{name}"' for name in names)
    typed = ", ".join(f'"{name}" {types[name]}' for name in names)
    return (
        f'INSERT INTO "{model._meta.db_table}" ({listed}) '
        f"SELECT {listed} FROM json_to_recordset(%s::json) AS made ({typed}) ON CONFLICT DO NOTHING"
    )


@lru_cache(maxsize=64)
def _one_by_one(model: type[models.Model], names: tuple[str, ...]) -> str:
    listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join(["%s"] * len(names))
    return f'INSERT INTO "{model._meta.db_table}" ({listed}) VALUES ({marks}) ON CONFLICT DO NOTHING'


def _values(row: msgspec.Struct) -> list[Any]:
    instant = connection.ops.adapt_datetimefield_value
    return [instant(value) if isinstance(value, datetime) else value for value in msgspec.structs.astuple(row)]
