"""An index that is built beside those who write, on a big table."""

from collections.abc import Iterator

import pytest
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration

from ringback.base.accounts.models import CacheRow
from ringback.base.database.operations import AddIndexBeside

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "by_expiry_and_key"
INDEX = models.Index(fields=["expires", "cache_key"], name=NAME)


@pytest.fixture
def migration() -> Iterator[Migration]:
    beside = {"operations": [AddIndexBeside("cacherow", INDEX)], "atomic": False}
    yield type("Migration", (Migration,), beside)("9999_made_up", "accounts")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {NAME}")


def index_names() -> list[str]:
    with connection.cursor() as cursor:
        return list(connection.introspection.get_constraints(cursor, CacheRow._meta.db_table))


def apply(migration: Migration, *, backwards: bool = False) -> None:
    state = MigrationLoader(None).project_state()
    with connection.schema_editor(atomic=False) as editor:
        (migration.unapply if backwards else migration.apply)(state, editor)


def test_it_is_there_afterwards_and_goes_again(migration: Migration) -> None:
    apply(migration)
    assert NAME in index_names()
    apply(migration, backwards=True)
    assert NAME not in index_names()


def test_what_an_earlier_try_left_is_in_nobodys_way(migration: Migration) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE INDEX {NAME} ON {CacheRow._meta.db_table} (expires)")
    apply(migration)
    assert NAME in index_names()
