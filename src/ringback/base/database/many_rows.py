"""Writing rows by one prepared statement a table, for paths where the query builder would cost the most."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar

import msgspec
from django.db import connection, models

from ringback.base.database import gathered, queries
from ringback.base.database.parameters import Columns, columns, stored

Row = TypeVar("Row", bound=models.Model)


def new(model: type[Row], **values: Any) -> Row:
    """A row about to be inserted, its attributes named as their columns; what is not given has its default."""
    constant, called = _defaults(model)
    asked = {name: default() for name, default in called if name not in values}
    return queries.plain(model, {**constant, **asked, **values})


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write the fields `names` of rows of one model, by primary key. Inside a transaction."""
    if not rows:
        return
    at_once = len(rows) > 1 and connection.vendor == "postgresql"
    statement, of = (_change_by_records if at_once else _change)(type(rows[0]), tuple(names))
    values = stored(rows, of)
    with connection.cursor() as cursor:
        if at_once:
            cursor.execute(statement, [_records(of, values)])
        elif len(values) == 1:
            cursor.execute(statement, values[0])
        else:
            cursor.executemany(statement, values)


def insert(row: models.Model) -> None:
    """Insert a new row as `row.save(force_insert=True)` would, for tables whose id the database gives; no signals.

    Raises IntegrityError as Django does. What `gathered` keeps back is written later.
    """
    if not gathered.keep(row):
        _insert(row, "")


def insert_if_free(row: models.Model) -> bool:
    """As `insert`; False, and nothing written, where a unique column is taken. It needs no savepoint around it.

    What `gathered` has kept back so far is written in the same statement.
    """
    return gathered.keep(row) or _insert(row, "ON CONFLICT DO NOTHING")


def insert_or_renew(rows: Sequence[models.Model], unique: str, renewed: str) -> None:
    """Insert new rows of one model in one statement. Where one stands already with the same value in the column
    `unique`, that one is meant: its column `renewed` is written anew. Sets the ids. Inside a transaction.
    """
    if not rows:
        return
    quote = connection.ops.quote_name
    on_conflict = f"ON CONFLICT ({quote(unique)}) DO UPDATE SET {quote(renewed)} = excluded.{quote(renewed)}"
    by_records = connection.vendor == "postgresql"
    statement, of = _insertion(type(rows[0]), on_conflict, None if by_records else len(rows))
    values = stored(rows, of)
    with connection.cursor() as cursor:
        params = [_records(of, values)] if by_records else list(chain.from_iterable(values))
        cursor.execute(f"{statement}, {quote(unique)}", params)
        ids = {value: key for key, value in cursor.fetchall()}
    for row in rows:
        row.pk = ids[getattr(row, unique)]
        row._state.adding, row._state.db = False, connection.alias


def insert_all(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[int | str | None]]) -> None:
    """Insert thousands of rows of numbers and text, given in the order of the columns `names`, for tables whose id the
    database gives. Inside a transaction.
    """
    quote = connection.ops.quote_name
    into = f"{quote(model._meta.db_table)} ({', '.join(map(quote, names))})"
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(f"INSERT INTO {into} VALUES ({queries.marks(len(names))})", list(rows))
            return
        with cursor.cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _insert(row: models.Model, on_conflict: str) -> bool:
    statement, of = _insertion(type(row), on_conflict)
    before, values = gathered.taken()
    with connection.cursor() as cursor:
        cursor.execute(before + statement, [*values, *stored([row], of)[0]])
        inserted = cursor.fetchone()
    if inserted is None:
        return False
    row.pk = inserted[0]
    row._state.adding, row._state.db = False, connection.alias
    return True


@lru_cache(maxsize=64)
def _defaults(model: type[models.Model]) -> tuple[Mapping[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """By attribute: what is the same for every row, and what has to be asked for each."""
    called = [field for field in model._meta.concrete_fields if field.has_default() and callable(field.default)]
    constant = {field.attname: field.get_default() for field in model._meta.concrete_fields if field not in called}
    return constant, [(field.attname, field.default) for field in called]


@lru_cache(maxsize=256)
def _insertion(model: type[models.Model], on_conflict: str, count: int | None = 1) -> tuple[str, Columns]:
    """For `count` rows; None: for any number of them, given as records."""
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    table = quote(model._meta.db_table)
    if count is None:
        rows = f"SELECT {names} FROM json_to_recordset(%s::json) AS made ({_typed(fields)})"
    else:
        rows = "VALUES " + ", ".join(["({})".format(", ".join(["%s"] * len(fields)))] * count)
    statement = f"INSERT INTO {table} ({names}) {rows} {on_conflict} RETURNING {quote('id')}"
    return statement, columns(fields, within_json=count is None)


@lru_cache(maxsize=32)
def _change(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, Columns]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    assignments = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {assignments} WHERE {quote('id')} = %s"
    return statement, columns([*fields, model._meta.pk])


@lru_cache(maxsize=32)
def _change_by_records(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, Columns]:
    """As `_change`, for any number of rows in one statement."""
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    assignments = ", ".join(f"{quote(field.column)} = new.{quote(field.column)}" for field in fields)
    table, key = quote(model._meta.db_table), quote("id")
    statement = (
        f"UPDATE {table} SET {assignments} FROM json_to_recordset(%s::json) "
        f"AS new ({_typed([*fields, model._meta.pk])}) WHERE {table}.{key} = new.{key}"
    )
    return statement, columns([*fields, model._meta.pk], within_json=True)


def _typed(fields: Sequence[Any]) -> str:
    return ", ".join(f"{connection.ops.quote_name(field.column)} {field.db_type(connection)}" for field in fields)


def _records(of: Columns, values: Sequence[Sequence[Any]]) -> str:
    """Rows as PostgreSQL takes any number of them: one JSON text, which costs us next to nothing to write."""
    return msgspec.json.encode([dict(zip(of.names, row, strict=True)) for row in values]).decode()
