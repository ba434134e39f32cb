"""Claiming rows in batches: one statement that picks, marks and returns them, so that nobody else gets them."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import connection, models

from ringback.base.database import queries

Row = TypeVar("Row", bound=models.Model)


def claim(
    model: type[Row],
    *,
    where: str,
    params: Sequence[Any],
    changes: Mapping[str, str],
    values: Sequence[Any] = (),
    order: str,
    limit: int,
) -> list[Row]:
    """Set `changes` on up to `limit` rows that satisfy the SQL condition `where`, and return them as changed,
    in no particular order.

    `changes` maps columns to SQL expressions. All SQL is written by us, never by a user: what varies goes in as
    `values` (for the changes) and `params` (for the condition), instants as `queries.instant` makes them.
    On PostgreSQL rows that another claimer is holding are skipped; on SQLite there is one writer at a time.
    Call it inside a transaction.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    skip = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    assignments = ", ".join(f"{connection.ops.quote_name(name)} = {expression}" for name, expression in changes.items())
    sql = (
        f"UPDATE {table} SET {assignments} WHERE id IN "
        f"(SELECT id FROM {table} WHERE {where} ORDER BY {order} LIMIT %s {skip}) RETURNING *"
    )
    return queries.rows(model, sql, [*values, *params, limit])


def worth_trying(look: str, params: Sequence[Any] = ()) -> bool:
    """Whether to claim at all, told by the plain query `look`, outside a transaction.

    Beside SQLite a look is cheap, and a transaction takes the one write lock. On PostgreSQL the claim is its own look.
    """
    return connection.vendor != "sqlite" or bool(queries.fetch(look, params))
