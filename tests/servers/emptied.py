"""What a test that commits has left is taken out of the tables that have rows, and of them alone.

Django truncates all of them, two hundred with a thousand indexes, and then writes its content types and permissions
again: the better part of a second after each of eight hundred tests.
"""

from functools import lru_cache
from typing import Any

from django.db import connections, transaction
from django.test import TransactionTestCase

# Of the release, not of a test: the same rows in every database.
KEPT = frozenset({"django_content_type", "auth_permission"})


def after_each() -> None:
    """Have Django do so from here on."""

    def tear_down(case: Any) -> None:
        for alias in case._databases_names(include_mirrors=False):
            empty(alias)

    django: Any = TransactionTestCase
    django._fixture_teardown = tear_down


def empty(alias: str) -> None:
    """Delete every row but those of `KEPT`. As TRUNCATE does, it waits for whoever has written and not committed."""
    connection, names = connections[alias], _tables(alias)
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE")
            cursor.execute("SET LOCAL session_replication_role = replica")  # which row goes first is all the same
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names))
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {name}")


@lru_cache
def _tables(alias: str) -> list[str]:
    connection = connections[alias]
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [connection.ops.quote_name(name) for name in sorted(set(names) - KEPT)]
