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
    return claim_shares(model, where=where, shares=[(params, limit)], changes=changes, values=values, order=order)


def claim_shares(
    model: type[Row],
    *,
    where: str,
    shares: Sequence[tuple[Sequence[Any], int]],
    changes: Mapping[str, str],
    values: Sequence[Any] = (),
    order: str,
) -> list[Row]:
    """As `claim`, for several conditions that differ in their parameters: up to a limit of each, in one statement."""
    table = connection.ops.quote_name(model._meta.db_table)
    skip = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    assignments = ", ".join(f"{connection.ops.quote_name(name)} = {expression}" for name, expression in changes.items())
    share = f"SELECT id FROM (SELECT id FROM {table} WHERE {where} ORDER BY {order} LIMIT %s {skip}) AS share"
    picked = " UNION ALL ".join([share] * len(shares))
    # As an array the picking is done once, and first; of a plain IN the planner may think otherwise.
    those = f"= ANY(ARRAY({picked}))" if connection.vendor == "postgresql" else f"IN ({picked})"
    sql = f"UPDATE {table} SET {assignments} WHERE id {those} RETURNING {queries.columns(model)}"
    wanted = [value for params, limit in shares for value in (*params, limit)]
    return queries.rows(model, sql, [*values, *wanted])


def worth_trying(look: str, params: Sequence[Any] = ()) -> bool:
    """Whether to claim at all, told by the plain query `look`, outside a transaction.

    Beside SQLite a look is cheap, and a transaction takes the one write lock. On PostgreSQL the claim is its own look.
    """
    return connection.vendor != "sqlite" or bool(queries.fetch(look, params))
