"""Plain queries for paths that run for every leg of every call: building one costs ten times its execution."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection


def fetch(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query written by us; what varies goes in as `params`. Instants: see `instant`."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def marks(count: int) -> str:
    """Placeholders for `count` parameters: "%s, %s, %s"."""
    return ", ".join(["%s"] * count)


def lock() -> str:
    """What a SELECT ends in to lock its rows, where rows can be locked."""
    return "FOR UPDATE" if connection.features.has_select_for_update else ""


def instant(at: datetime | None) -> Any:
    """An instant as a parameter."""
    return connection.ops.adapt_datetimefield_value(at) if at is not None else None
