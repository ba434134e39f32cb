"""Rows as parameters of statements: which columns they have, and what each value becomes on its way."""

import json
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from ringback.base.database.sqlite.instants import text_of

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


class Columns(NamedTuple):
    """The columns' names, what reads a row's attributes for them, and for some, by their place, what turns the value
    into a parameter.
    """

    names: list[str]
    read: Callable[[Any], tuple[Any, ...]]
    conversions: list[tuple[int, Callable[[Any], Any]]]


def columns(fields: Sequence[Any], *, within_json: bool = False) -> Columns:
    """How rows with these fields are read; `within_json`: they go to the database in one JSON text."""
    conversions = [(place, _conversion(field, within_json)) for place, field in enumerate(fields)]
    read = attrgetter(*(field.attname for field in fields))
    return Columns(
        [str(field.column) for field in fields],
        read if len(fields) > 1 else lambda row: (read(row),),
        [(place, convert) for place, convert in conversions if convert is not None],
    )


def _conversion(field: Any, within_json: bool) -> Callable[[Any], Any] | None:
    """None: the value is taken as it is. A foreign key takes what the key it points to takes."""
    takes = type(field.target_field if field.is_relation else field)
    if takes in _STORED_AS_IS or (within_json and takes is models.JSONField):
        return None
    if takes is models.DateTimeField:
        return None if connection.vendor == "postgresql" else text_of
    if takes is models.JSONField and connection.vendor == "sqlite" and field.encoder is None:
        return _to_json
    return lambda value: field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])


def _to_json(value: Any) -> str:
    return "{}" if value == {} else json.dumps(value)


def stored(rows: Sequence[models.Model], of: Columns) -> list[list[Any]]:
    """The rows' values as parameters of a statement."""
    found = []
    for row in rows:
        values = list(of.read(row))
        for place, convert in of.conversions:
            if values[place] is not None:
                values[place] = convert(values[place])
        found.append(values)
    return found
