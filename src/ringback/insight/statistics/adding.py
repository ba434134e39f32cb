"""Adding up tallies of several tables in one query."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from ringback.insight.statistics.models import SUMS
from ringback.insight.statistics.rules import Figures

_LESS = ", ".join(f"-{one}" for one in SUMS)


def added(*parts: QuerySet[Any], key: str, away: Collection[QuerySet[Any]] = ()) -> dict[Any, Figures]:
    """The figures of each value of the column `key` over the rows of all parts, less those of the rows `away`.

    In plain SQL: Django adds up no union, and would turn over each of the sums of thousands of keys.
    """
    selects: list[str] = []
    params: list[Any] = []
    name = connection.ops.quote_name(key)
    for part, less in [*((part, False) for part in parts), *((part, True) for part in away)]:
        try:
            sql, more = part.order_by().values_list(key, *SUMS).query.sql_with_params()
        except EmptyResultSet:
            continue
        selects.append(f"SELECT {name}, {_LESS} FROM ({sql}) AS gone" if less else sql)
        params.extend(more)
    if not selects:
        return {}
    sums = ", ".join(f"SUM({one})" for one in SUMS)
    union = " UNION ALL ".join(selects)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}, {sums} FROM ({union}) AS part GROUP BY {name}", params)
        return {_key(first): Figures.of(counts) for first, *counts in cursor.fetchall()}


def _key(value: Any) -> Any:
    """SQLite gives days as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
