"""Rows of several tables in one statement, for a path whose every trip to the database somebody waits for.

On PostgreSQL the ids are reserved beforehand (`reserving`, in a query that is made anyway), so that rows can refer to
each other before they are written. Beside SQLite, where a statement is no trip, nothing is kept back.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import connection, models

from ringback.base.database.parameters import Columns, columns, stored

Ids = dict[type[models.Model], int]

_thread = threading.local()


class _Waiting:
    def __init__(self, ids: Ids) -> None:
        self.ids = dict(ids)
        self.rows: list[models.Model] = []


@lru_cache(maxsize=8)
def reserving(kinds: tuple[type[models.Model], ...]) -> str:
    """An SQL expression for `reserved`: the next id of each of these tables."""
    if connection.vendor != "postgresql":
        return "NULL"
    quote = connection.ops.quote_name
    tables = [quote(kind._meta.db_table) for kind in kinds]
    return "ARRAY[{}]".format(", ".join(f"nextval(pg_get_serial_sequence('{table}', 'id'))" for table in tables))


def reserved(kinds: tuple[type[models.Model], ...], ids: Sequence[int] | None) -> Ids:
    """What the expression of `reserving` has given; {} beside SQLite."""
    return dict(zip(kinds, ids, strict=True)) if ids is not None else {}


@contextmanager
def gathered(ids: Ids) -> Iterator[None]:
    """Keep back the rows that `many_rows` would insert, one of each kind in `ids`, for the next insertion of another
    kind or the end. Inside a transaction; nothing within may read them.

    A unique column that is taken is found only then: IntegrityError, also from where `insert_if_free` was called.
    """
    if not ids:
        yield
        return
    _thread.waiting = waiting = _Waiting(ids)
    try:
        yield
        flush()
    finally:
        waiting.rows.clear()
        _thread.waiting = None


def keep(row: models.Model) -> bool:
    """Give the row its id and keep it back; False where it is to be written now."""
    waiting: _Waiting | None = getattr(_thread, "waiting", None)
    if waiting is None or type(row) not in waiting.ids:
        return False
    row.pk = waiting.ids.pop(type(row))
    row._state.adding, row._state.db = False, connection.alias
    waiting.rows.append(row)
    return True


def flush() -> None:
    """Write what has been kept back."""
    before, values = taken()
    if before:
        with connection.cursor() as cursor:
            cursor.execute(f"{before} SELECT 1", values)


def taken() -> tuple[str, list[Any]]:
    """What has been kept back, as the beginning of a statement ("" for nothing) and its parameters."""
    waiting: _Waiting | None = getattr(_thread, "waiting", None)
    if waiting is None or not waiting.rows:
        return "", []
    rows, waiting.rows = waiting.rows, []
    before, read = _beginning(tuple(type(row) for row in rows))
    return before, [value for row, of in zip(rows, read, strict=True) for value in stored([row], of)[0]]


@lru_cache(maxsize=32)
def _beginning(kinds: tuple[type[models.Model], ...]) -> tuple[str, list[Columns]]:
    quote = connection.ops.quote_name
    parts, read = [], []
    for number, kind in enumerate(kinds):
        of = columns(kind._meta.local_concrete_fields)
        names, marks = ", ".join(map(quote, of.names)), ", ".join(["%s"] * len(of.names))
        parts.append(f"made{number} AS (INSERT INTO {quote(kind._meta.db_table)} ({names}) VALUES ({marks}))")
        read.append(of)
    return "WITH {} ".format(", ".join(parts)), read
