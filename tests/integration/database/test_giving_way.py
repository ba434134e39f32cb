"""A migration takes all its tables at once or none, so that nobody who writes is ended for it."""

import threading
from importlib import import_module

import psycopg
import pytest
from django.db import OperationalError, connection

from ringback.base.database import taking
from ringback.base.database.management.commands.migrate import tables_of
from ringback.base.database.taking import Taking

pytestmark = pytest.mark.django_db(transaction=True)
TABLES = {"accounts_organisation", "website_site", "there_is_none_of_this_name"}


@pytest.fixture
def writer() -> psycopg.Connection[tuple[object, ...]]:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL locks tables; SQLite has one writer, who waits for nobody")
    return psycopg.connect(**connection.get_connection_params())


def test_it_lets_go_until_all_are_free(writer: psycopg.Connection[tuple[object, ...]]) -> None:
    """The writer holds one table and goes on to the other: the migration must not hold that one meanwhile."""
    writer.execute("LOCK TABLE website_site IN ROW EXCLUSIVE MODE")
    writer.execute("SET lock_timeout = '3s'")
    held = Taking(connection)
    held.wanted = set(TABLES)
    done = threading.Event()

    def write_on() -> None:
        writer.execute("LOCK TABLE accounts_organisation IN ROW EXCLUSIVE MODE")
        writer.commit()
        done.set()

    going_on = threading.Timer(0.2, write_on)
    going_on.start()
    try:
        with connection.schema_editor() as editor:
            assert done.is_set()
            editor.execute("ALTER TABLE website_site ADD COLUMN for_a_moment integer")
            editor.execute("ALTER TABLE website_site DROP COLUMN for_a_moment")
    finally:
        held.end()
        going_on.join()
        writer.close()


def test_it_does_not_try_for_ever(
    writer: psycopg.Connection[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "MOST_SECONDS", 0.1)
    writer.execute("LOCK TABLE website_site IN ROW EXCLUSIVE MODE")
    held = Taking(connection)
    held.wanted = set(TABLES)
    try:
        with pytest.raises(OperationalError), connection.schema_editor():
            raise AssertionError("the tables were not free")
    finally:
        held.end()
        writer.close()


def test_it_knows_what_a_migration_touches() -> None:
    migration = import_module("ringback.doors.website.migrations.0003_faces_and_prompts").Migration("0003", "website")
    assert {"website_site", "website_callbackrequest", "voice_huntgroup"} <= tables_of(migration)
