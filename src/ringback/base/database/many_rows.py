"""Writing rows by one prepared statement a table, for paths where the query builder would cost the most."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

# A value of these is stored as it is: asking the field for it again would cost more than the statement.
_STORED_AS_IS = {
    models.BigAutoField,
    models.BigIntegerField,
    models.BooleanField,
    models.CharField,
    models.EmailField,
    models.FloatField,
    models.IntegerField,
    models.TextField,
}


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write the fields `names` of rows of one model, by primary key. Inside a transaction."""
    if not rows:
        return
    at_once = len(rows) > 1 and connection.vendor == "postgresql"
    statement, columns = (_change_by_arrays if at_once else _change)(type(rows[0]), tuple(names))
    values = [(*_stored(row, columns), row.pk) for row in rows]
    with connection.cursor() as cursor:
        if at_once:
            cursor.execute(statement, [list(column) for column in zip(*values, strict=True)])
        elif len(values) == 1:
            cursor.execute(statement, values[0])
        else:
            cursor.executemany(statement, values)


def insert(row: models.Model) -> None:
    """Insert a new row as `row.save(force_insert=True)` would, for tables whose id the database gives; no signals.

    Raises IntegrityError as Django does.
    """
    _insert(row, "")


def insert_if_free(row: models.Model) -> bool:
    """As `insert`; False, and nothing written, where a unique column is taken. It needs no savepoint around it."""
    return _insert(row, "ON CONFLICT DO NOTHING")


def insert_or_renew(rows: Sequence[models.Model], unique: str, renewed: str) -> None:
    """Insert new rows of one model in one statement. Where one stands already with the same value in the column
    `unique`, that one is meant: its column `renewed` is written anew. Sets the ids. Inside a transaction.
    """
    if not rows:
        return
    quote = connection.ops.quote_name
    on_conflict = f"ON CONFLICT ({quote(unique)}) DO UPDATE SET {quote(renewed)} = excluded.{quote(renewed)}"
    by_arrays = connection.vendor == "postgresql"
    statement, columns = _insertion(type(rows[0]), on_conflict, None if by_arrays else len(rows))
    values = [_stored(row, columns) for row in rows]
    with connection.cursor() as cursor:
        params = map(list, zip(*values, strict=True)) if by_arrays else (value for row in values for value in row)
        cursor.execute(f"{statement}, {quote(unique)}", list(params))
        ids = {value: key for key, value in cursor.fetchall()}
    for row in rows:
        row.pk = ids[getattr(row, unique)]
        row._state.adding, row._state.db = False, connection.alias


def _insert(row: models.Model, on_conflict: str) -> bool:
    statement, columns = _insertion(type(row), on_conflict)
    with connection.cursor() as cursor:
        cursor.execute(statement, _stored(row, columns))
        inserted = cursor.fetchone()
    if inserted is None:
        return False
    row.pk = inserted[0]
    row._state.adding, row._state.db = False, connection.alias
    return True


# An attribute, and the field that has to be asked what the database takes for its value (None: the value itself).
_Column = tuple[str, Any]
_INSTANT = models.DateTimeField()


@lru_cache(maxsize=256)
def _insertion(model: type[models.Model], on_conflict: str, count: int | None = 1) -> tuple[str, list[_Column]]:
    """For `count` rows; None: for any number of them, given as an array a column."""
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    table = quote(model._meta.db_table)
    if count is None:
        rows = f"SELECT * FROM unnest({_arrays(fields)})"
    else:
        rows = "VALUES " + ", ".join(["({})".format(", ".join(["%s"] * len(fields)))] * count)
    statement = f"INSERT INTO {table} ({names}) {rows} {on_conflict} RETURNING {quote('id')}"
    return statement, [_column(field) for field in fields]


@lru_cache(maxsize=32)
def _change(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[_Column]]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    assignments = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {assignments} WHERE {quote('id')} = %s"
    return statement, [_column(field) for field in fields]


@lru_cache(maxsize=32)
def _change_by_arrays(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[_Column]]:
    """As `_change`, for any number of rows in one statement: PostgreSQL takes an array a column."""
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    assignments = ", ".join(f"{quote(field.column)} = new.{quote(field.column)}" for field in fields)
    table, key = quote(model._meta.db_table), quote("id")
    statement = (
        f"UPDATE {table} SET {assignments} FROM unnest({_arrays([*fields, model._meta.pk])}) AS new ({columns}, {key}) "
        f"WHERE {table}.{key} = new.{key}"
    )
    return statement, [_column(field) for field in fields]


def _arrays(fields: Sequence[Any]) -> str:
    return ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)


def _column(field: Any) -> _Column:
    """A foreign key takes what the key it points to takes."""
    takes = type(field.target_field if field.is_relation else field)
    if takes is models.DateTimeField:
        return field.attname, _INSTANT
    return field.attname, None if takes in _STORED_AS_IS else field


def _stored(row: models.Model, columns: Sequence[_Column]) -> list[Any]:
    """The row's values as parameters of a statement."""
    database = connections[DEFAULT_DB_ALIAS]  # looked up once: what stands for it looks it up at every touch
    instant = database.ops.adapt_datetimefield_value
    values = []
    for name, field in columns:
        value = getattr(row, name)
        if field is None or value is None:
            values.append(value)
        elif field is _INSTANT:
            values.append(instant(value))
        else:
            values.append(field.get_db_prep_save(value, database))
    return values
