"""The database wrapper: Django's, with another way of waiting for the write lock."""

import random
import sqlite3
import time

from django.db.backends.sqlite3 import base

from ringback.base.database.sqlite import instants

WAIT_SECONDS = 10.0
STEP_SECONDS = 0.0003

instants.register()


class DatabaseWrapper(base.DatabaseWrapper):
    """Begins transactions with the write lock, as Django does when it is told BEGIN IMMEDIATE.

    SQLite's own busy handler sleeps 1, 2, 5, 10, 15, 20, 25, … 100 ms between its looks, and so finds the lock taken
    again by whoever looked sooner: at fifty callbacks a second a process could wait for seconds while the lock was
    free most of the time. Looking every third of a millisecond costs a few microseconds and ends that.
    """

    def _start_transaction_under_autocommit(self) -> None:
        # Not through Django's cursors: an error keeps its frames, and so its cursor, until the garbage collector comes
        # along in some other thread, which then waits for this connection while this connection waits for that thread.
        with self.wrap_database_errors:
            self.connection.execute("PRAGMA busy_timeout=0").close()
            try:
                self._begin(time.monotonic() + WAIT_SECONDS)
            finally:
                self.connection.execute(f"PRAGMA busy_timeout={int(WAIT_SECONDS * 1000)}").close()

    def _begin(self, deadline: float) -> None:
        while True:
            try:
                self.connection.execute("BEGIN IMMEDIATE").close()
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
            time.sleep(STEP_SECONDS * random.uniform(0.5, 1.5))
