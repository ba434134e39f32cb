"""Adding up tallies of several tables in one query."""

from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from ringback.insight.statistics.models import SUMS
from ringback.insight.statistics.rules import Figures


def added(*parts: QuerySet[Any], key: str) -> dict[Any, Figures]:
    """The figures of each value of the column `key` over the rows of all parts.

    In plain SQL: Django adds up no union, and would turn over each of the sums of thousands of keys.
    """
    selects: list[str] = []
    params: list[Any] = []
    for part in parts:
        try:
            sql, more = part.order_by().values_list(key, *SUMS).query.sql_with_params()
        except EmptyResultSet:
            continue
        selects.append(sql)
        params.extend(more)
    if not selects:
        return {}
    name = connection.ops.quote_name(key)
    sums = ", ".join(f"SUM({one})" for one in SUMS)
    union = " UNION ALL ".join(selects)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}, {sums} FROM ({union}) AS part GROUP BY {name}", params)
        return {_key(first): Figures.of(counts) for first, *counts in cursor.fetchall()}


def _key(value: Any) -> Any:
    """SQLite gives days as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
