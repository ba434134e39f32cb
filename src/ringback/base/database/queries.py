"""Plain queries for paths that run for every leg of every call: building one costs ten times its execution."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
Convert = Callable[[Any], Any]


def fetch(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query written by us; what varies goes in as `params`. Instants: see `instant`."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def rows(model: type[Row], sql: str, params: Sequence[Any] = ()) -> list[Row]:
    """As `fetch`, for a query that gives all columns of `model` in any order: its rows, as `objects.raw` makes them.

    Columns beside them become attributes, as the database gives them.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        order, converters, beside = _reading(model, tuple(column[0] for column in cursor.description))
        found = []
        for values in cursor.fetchall():
            row = _row(model, [values[place] for place in order], converters)
            for name, place in beside:
                setattr(row, name, values[place])
            found.append(row)
        return found


def _row(model: type[Row], values: list[Any], converters: Sequence[tuple[int, Convert]]) -> Row:
    for place, convert in converters:
        values[place] = convert(values[place])
    row = model(*values)
    row._state.adding, row._state.db = False, connection.alias
    return row


@lru_cache(maxsize=64)
def _reading(
    model: type[models.Model], columns: tuple[str, ...]
) -> tuple[list[int], list[tuple[int, Convert]], list[tuple[str, int]]]:
    """Where the model's fields are among the columns, what turns a database's value into a field's, and the rest."""
    fields = model._meta.concrete_fields
    converters: list[tuple[int, Convert]] = []
    for place, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        for convert in connection.ops.get_db_converters(column) + column.get_db_converters(connection):
            converters.append((place, partial(_converted, convert, column)))
    order = [columns.index(str(field.column)) for field in fields]
    return order, converters, [(name, place) for place, name in enumerate(columns) if place not in order]


def _converted(convert: Callable[..., Any], column: Any, value: Any) -> Any:
    return convert(value, column, connection)


@lru_cache(maxsize=64)
def columns(model: type[models.Model], of: str = "") -> str:
    """The columns of `model` for a SELECT or RETURNING, `of` the table's name in it.

    Never a star: once a newer release has added a column, PostgreSQL refuses a prepared statement that gave all of
    them, again and again until its connection is closed; the roles of this release must go on meanwhile.
    """
    dot = f"{of}." if of else ""
    return ", ".join(f'{dot}"{field.column}"' for field in model._meta.concrete_fields)


def marks(count: int) -> str:
    """Placeholders for `count` parameters: "%s, %s, %s"."""
    return ", ".join(["%s"] * count)


def lock() -> str:
    """What a SELECT ends in to lock its rows, where rows can be locked."""
    return "FOR UPDATE" if connection.features.has_select_for_update else ""


def instant(at: datetime | None) -> Any:
    """An instant as a parameter."""
    return connection.ops.adapt_datetimefield_value(at) if at is not None else None
