"""The database wrapper: Django's, with another way of waiting for the write lock."""

import random
import sqlite3
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from django.db.backends.sqlite3 import base

from ringback.base.database.sqlite import instants

WAIT_SECONDS = 10.0
STEP_SECONDS = 0.0003
# Longer statements are converted each time: they are hardly said twice.
MOST_REMEMBERED = 40_000

T = TypeVar("T")

instants.register()


class DatabaseWrapper(base.DatabaseWrapper):
    """Begins transactions with the write lock, as Django does when it is told BEGIN IMMEDIATE.

    SQLite's own busy handler sleeps 1, 2, 5, 10, 15, 20, 25, … 100 ms between its looks, and so finds the lock taken
    again by whoever looked sooner: at fifty callbacks a second a process could wait for seconds while the lock was
    free most of the time. Looking every third of a millisecond costs a few microseconds and ends that. So SQLite is
    told not to wait at all; a statement in a transaction has the lock already, one by itself waits as a transaction.
    """

    def get_new_connection(self, conn_params: Any) -> Any:
        made = super().get_new_connection(conn_params)
        made.execute("PRAGMA busy_timeout=0").close()
        return made

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        # Not through Django's cursors: an error keeps its frames, and so its cursor, until the garbage collector comes
        # along in some other thread, which then waits for this connection while this connection waits for that thread.
        with self.wrap_database_errors:
            _begin(self.connection)


class Cursor(base.SQLiteCursorWrapper):
    """Waits for the lock with what is executed outside a transaction. What stands in many statements in the same words
    is made the driver's own once: of a statement for hundreds of rows that costs more than its rows.
    """

    def convert_query(self, query: str, *, param_names: Any = None) -> Any:
        if param_names is not None or len(query) > MOST_REMEMBERED:
            return super().convert_query(query, param_names=param_names)
        return _converted(query)

    def execute(self, query: str, params: Any = None) -> Any:
        if self.connection.in_transaction:
            return super().execute(query, params)
        execute = super().execute
        return _in_its_turn(lambda: execute(query, params))

    def executemany(self, query: str, param_list: Any) -> Any:
        """All rows in one transaction: one turn, and all or none."""
        if self.connection.in_transaction:
            return super().executemany(query, param_list)
        _begin(self.connection)
        with self.connection:
            return super().executemany(query, param_list)


@lru_cache(maxsize=256)
def _converted(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


def _begin(connection: sqlite3.Connection) -> None:
    _in_its_turn(lambda: connection.execute("BEGIN IMMEDIATE").close())


def _in_its_turn(work: Callable[[], T]) -> T:
    """Do `work` once nobody else has the lock. Raises sqlite3.OperationalError after `WAIT_SECONDS`."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return work()
        except sqlite3.OperationalError as error:
            if not _passes(error) or time.monotonic() > deadline:
                raise
        time.sleep(STEP_SECONDS * random.uniform(0.5, 1.5))


def _passes(error: sqlite3.OperationalError) -> bool:
    """Whether it is about others who will be done; not about what this connection itself has read before."""
    code: int = error.sqlite_errorcode
    return code & 0xFF == sqlite3.SQLITE_BUSY and code != sqlite3.SQLITE_BUSY_SNAPSHOT
