"""SQLite has one writer: whoever comes meanwhile looks often until it is their turn, and gives up some day."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django.plugin import DjangoDbBlocker

from ringback.base.database.sqlite import base
from tests.integration.database.beside import beside

INSERT = "INSERT INTO turns VALUES (%s)"


@pytest.fixture
def house(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    with beside("", tmp_path, django_db_blocker) as house:
        with house.cursor() as cursor:
            cursor.execute("CREATE TABLE turns (number integer UNIQUE)")
        yield house


@pytest.fixture
def other(house: BaseDatabaseWrapper) -> Iterator[sqlite3.Connection]:
    """Somebody else, who has the lock."""
    with closing(sqlite3.connect(house.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@pytest.fixture
def looks(other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited between the looks; the lock is free after the third."""
    looks: list[float] = []

    def wait(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 3:
            other.execute("COMMIT")

    monkeypatch.setattr(f"{base.__name__}.time.sleep", wait)
    return looks


def one(house: BaseDatabaseWrapper) -> None:
    with house.cursor() as cursor:
        cursor.execute(INSERT, [1])


def many(house: BaseDatabaseWrapper) -> None:
    with house.cursor() as cursor:
        cursor.executemany(INSERT, [[1], [2]])


def together(house: BaseDatabaseWrapper) -> None:
    with transaction.atomic(using=house.alias):
        one(house)


def numbers(house: BaseDatabaseWrapper) -> list[int]:
    with house.cursor() as cursor:
        cursor.execute("SELECT number FROM turns ORDER BY number")
        return [number for (number,) in cursor.fetchall()]


@pytest.mark.parametrize("write", [one, many, together])
def test_who_writes_takes_their_turn(
    house: BaseDatabaseWrapper, looks: list[float], write: Callable[[BaseDatabaseWrapper], None]
) -> None:
    write(house)
    assert len(looks) == 3
    assert max(looks) < 0.001
    assert numbers(house)[0] == 1


def test_who_only_reads_waits_for_nobody(house: BaseDatabaseWrapper, other: sqlite3.Connection) -> None:
    other.execute("INSERT INTO turns VALUES (9)")
    assert numbers(house) == []


@pytest.mark.parametrize("write", [one, many, together])
def test_nobody_waits_for_ever(
    house: BaseDatabaseWrapper,
    other: sqlite3.Connection,
    write: Callable[[BaseDatabaseWrapper], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(base, "WAIT_SECONDS", 0.05)
    with pytest.raises(OperationalError, match="locked"):
        write(house)
    other.execute("COMMIT")
    assert numbers(house) == []


def test_many_rows_are_all_or_none(house: BaseDatabaseWrapper) -> None:
    with house.cursor() as cursor, pytest.raises(Exception, match="UNIQUE"):
        cursor.executemany(INSERT, [[1], [2], [1]])
    assert numbers(house) == []


def test_what_one_has_read_oneself_is_not_waited_for(
    house: BaseDatabaseWrapper, other: sqlite3.Connection, looks: list[float]
) -> None:
    """A half-read answer holds the state it was asked in: nothing can be written on top of that, ever."""
    other.execute("INSERT INTO turns VALUES (7), (8)")
    other.execute("COMMIT")
    with house.cursor() as cursor:
        cursor.execute("SELECT number FROM turns")
        cursor.fetchone()
        other.execute("INSERT INTO turns VALUES (9)")
        with pytest.raises(OperationalError, match="locked"):
            one(house)
    assert looks == []
