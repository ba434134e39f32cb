"""On PostgreSQL a migration takes all its tables at once or none, so that nobody who writes is ended for it."""

import threading
import time
import uuid
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django.plugin import DjangoDbBlocker

from ringback.base.database import taking
from ringback.base.database.management.commands.migrate import tables_of
from ringback.base.database.taking import Taking
from tests.integration.database.beside import beside
from tests.servers.postgres import Postgres

TABLES = {"taken_first", "taken_next"}
Writer = psycopg.Connection[tuple[object, ...]]


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A PostgreSQL of these tests' own, whichever database the run is for."""
    with Postgres() as server:
        yield server


@pytest.fixture
def house(server: Postgres, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    with beside(server.create(f"house_{uuid.uuid4().hex}"), tmp_path, django_db_blocker) as house:
        with house.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"CREATE TABLE {table} (id integer)")
        yield house


@pytest.fixture
def writer(house: BaseDatabaseWrapper) -> Iterator[Writer]:
    with psycopg.connect(**house.get_connection_params()) as writer:
        writer.execute("LOCK TABLE taken_next IN ROW EXCLUSIVE MODE")
        writer.execute("SET lock_timeout = '60s'")
        yield writer
        writer.rollback()


@pytest.fixture
def held(house: BaseDatabaseWrapper) -> Iterator[Taking]:
    held = Taking(house)
    held.wanted = TABLES | {"there_is_none_of_this_name"}
    yield held
    held.end()


def test_it_lets_go_until_all_are_free(
    house: BaseDatabaseWrapper, writer: Writer, held: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer holds one table and goes on to the other: the migration must not hold that one meanwhile."""
    refused, done = threading.Event(), threading.Event()
    sleep = time.sleep

    def noted(seconds: float) -> None:
        refused.set()
        sleep(seconds)

    def write_on() -> None:
        refused.wait()
        writer.execute("LOCK TABLE taken_first IN ROW EXCLUSIVE MODE")
        done.set()
        writer.commit()

    monkeypatch.setattr(f"{taking.__name__}.time.sleep", noted)
    going_on = threading.Thread(target=write_on)
    going_on.start()
    try:
        with house.schema_editor() as editor:
            assert done.is_set()
            editor.execute("ALTER TABLE taken_next ADD COLUMN for_a_moment integer")
    finally:
        refused.set()
        going_on.join()


def test_it_does_not_try_for_ever(
    house: BaseDatabaseWrapper, writer: Writer, held: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "MOST_SECONDS", 0.1)
    with pytest.raises(OperationalError), house.schema_editor():
        raise AssertionError("the tables were not free")


def test_it_knows_what_a_migration_touches() -> None:
    migration = import_module("ringback.doors.website.migrations.0003_faces_and_prompts").Migration("0003", "website")
    assert {"website_site", "website_callbackrequest", "voice_huntgroup"} <= tables_of(migration)
