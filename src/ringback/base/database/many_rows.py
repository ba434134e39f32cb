"""Writing rows by one prepared statement a table, for paths where the query builder would cost the most."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write the fields `names` of rows of one model, by primary key. Inside a transaction."""
    if not rows:
        return
    fields = [rows[0]._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    assignments = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)  # type: ignore[union-attr]
    statement = f"UPDATE {quote(rows[0]._meta.db_table)} SET {assignments} WHERE {quote('id')} = %s"
    values = [
        (*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk)  # type: ignore[union-attr]
        for row in rows
    ]
    with connection.cursor() as cursor:
        if len(values) == 1:
            cursor.execute(statement, values[0])
        else:
            cursor.executemany(statement, values)


@lru_cache(maxsize=32)
def _insertion(model: type[models.Model], on_conflict: str) -> tuple[str, tuple[Any, ...]]:
    fields = tuple(field for field in model._meta.local_concrete_fields if not field.primary_key)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}) {on_conflict} RETURNING {quote('id')}", fields


def insert(row: models.Model) -> None:
    """Insert a new row as `row.save(force_insert=True)` would, for tables whose id the database gives; no signals.

    Raises IntegrityError as Django does.
    """
    _insert(row, "")


def insert_if_free(row: models.Model) -> bool:
    """As `insert`; False, and nothing written, where a unique column is taken. It needs no savepoint around it."""
    return _insert(row, "ON CONFLICT DO NOTHING")


def _insert(row: models.Model, on_conflict: str) -> bool:
    statement, fields = _insertion(type(row), on_conflict)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        inserted = cursor.fetchone()
    if inserted is None:
        return False
    row.pk = inserted[0]
    row._state.adding, row._state.db = False, connection.alias
    return True
