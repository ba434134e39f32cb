"""Plain queries for paths that run for every leg of every call: building one costs ten times its execution."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, TypeVar

import msgspec
from django.db import connection, models
from django.db.models.base import ModelState

from ringback.base.database.sqlite.instants import instant_of, text_of

Row = TypeVar("Row", bound=models.Model)
Convert = Callable[[Any], Any]


def fetch(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query written by us; what varies goes in as `params`. Instants: see `instant`."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def rows(model: type[Row], sql: str, params: Sequence[Any] = ()) -> list[Row]:
    """As `fetch`, for a query that gives all columns of `model` in any order: its rows, as `objects.raw` makes them.

    Columns beside them become attributes, as the database gives them. A hundred promises are claimed at a time: what
    Django does for each field of each of them would cost more than the claim. Nobody hears of it (no signals).
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names, converters = _reading(model, tuple(column[0] for column in cursor.description))
        found = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
        database = connection.alias
        return [_row(model, values, converters, database) for values in found]


def _row(model: type[Row], values: dict[str, Any], converters: Sequence[tuple[str, Convert]], database: str) -> Row:
    for name, convert in converters:
        value = values[name]
        if value is not None:
            values[name] = convert(value)
    row = plain(model, values)
    row._state.adding, row._state.db = False, database
    return row


def plain(model: type[Row], values: dict[str, Any]) -> Row:
    """A row with these values for its attributes, all of them, and nothing else done."""
    row = model.__new__(model)
    row.__dict__ = values
    row._state = ModelState()
    return row


@lru_cache(maxsize=64)
def _reading(model: type[models.Model], columns: tuple[str, ...]) -> tuple[list[str], list[tuple[str, Convert]]]:
    """The model's attributes in the order of the columns, and what turns a database's value into a field's."""
    fields = {str(field.column): field for field in model._meta.concrete_fields}
    if missing := set(fields) - set(columns):
        raise ValueError(f"The query does not give all columns of {model.__name__}: {sorted(missing)}")
    read = [(field.attname, _converter(field)) for field in fields.values()]
    names = [fields[column].attname if column in fields else column for column in columns]
    return names, [(name, convert) for name, convert in read if convert is not None]


def _converter(field: Any) -> Convert | None:
    """What turns the database's value into the field's, as Django has it; for the commonest kinds in fewer steps."""
    kind = type(field.target_field if field.is_relation else field)
    if kind is models.JSONField and field.decoder is None:
        return _from_json
    if connection.vendor == "sqlite" and kind in _FROM_SQLITE:
        return _FROM_SQLITE[kind]
    column = field.get_col(field.model._meta.db_table)
    converters = connection.ops.get_db_converters(column) + column.get_db_converters(connection)
    return partial(_converted, converters, column) if converters else None


def _converted(converters: Sequence[Callable[..., Any]], column: Any, value: Any) -> Any:
    for convert in converters:
        value = convert(value, column, connection)
    return value


def _from_json(text: str) -> Any:
    if text == "{}":
        return {}
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:  # it is stricter than what Django writes with: half a surrogate, NaN
        return json.loads(text)


def _aware(kept: datetime | str) -> datetime:
    """SQLite's driver knows an instant by its column, but not where it comes from an expression."""
    return instant_of(kept) if isinstance(kept, str) else kept


_FROM_SQLITE: dict[type, Convert] = {models.DateTimeField: _aware, models.BooleanField: bool}


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


def among() -> str:
    """A condition that a column is one of the `ids` of one parameter, however many they are."""
    return "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"


def ids(of: Sequence[int]) -> Any:
    """Ids as the parameter of `among`."""
    return [*of] if connection.vendor == "postgresql" else json.dumps([*of])


def lock() -> str:
    """What a SELECT ends in to lock its rows, where rows can be locked."""
    return "FOR UPDATE" if connection.features.has_select_for_update else ""


def instant(at: datetime | None) -> Any:
    """An instant as a parameter: beside SQLite the text that Django writes there."""
    if at is None or connection.vendor == "postgresql":
        return at
    return text_of(at)
