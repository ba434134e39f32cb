"""Handlers that leave traces, so that tests can count what has happened: once, twice, or not at all."""

import os
import threading
from pathlib import Path

from django.db import connection

from ringback.core.promises.keeping import keeps
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome

ROWS, OUTSIDE, HANGS, RAISES, RAISES_IN_ROWS = (
    f"faults.{name}" for name in ("rows", "outside", "hangs", "raises", "raises_in_rows")
)
TABLE = "fault_traces"
EFFECT_SECONDS = 0.06
LIMIT_SECONDS = 1.0


class _Quiet:
    outside = False
    seconds = LIMIT_SECONDS

    def told(self, promise: Promise) -> None:
        pass


class InRows(_Quiet):
    """Its effect is a row, in the keeper's own transaction."""

    def keep(self, promise: Promise, attempt: Attempt) -> Outcome:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} (promise_id, key) VALUES (%s, %s)", [promise.pk, attempt.key])
        return Outcome.DONE


class Outside(_Quiet):
    """Its effect is a line in a file, which no database can take back."""

    outside = True
    seconds = 60.0

    def __init__(self, traces: Path) -> None:
        self._traces = traces
        self._never = threading.Event()

    def keep(self, promise: Promise, attempt: Attempt) -> Outcome:
        self._never.wait(EFFECT_SECONDS / 2)
        number = os.open(self._traces, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(number, f"{promise.pk} {attempt.key}\n".encode())
        os.close(number)
        self._never.wait(EFFECT_SECONDS / 2)
        return Outcome.DONE


class Hangs(_Quiet):
    outside = True

    def keep(self, promise: Promise, attempt: Attempt) -> Outcome:
        threading.Event().wait()
        return Outcome.DONE


class Raises(_Quiet):
    def __init__(self, outside: bool) -> None:
        self.outside = outside

    def keep(self, promise: Promise, attempt: Attempt) -> Outcome:
        raise ValueError("no gateway by that name")


def register(traces: Path) -> None:
    """Register all of them, with the file that those outside write to."""
    keeps(ROWS, InRows())
    keeps(OUTSIDE, Outside(traces))
    keeps(HANGS, Hangs())
    keeps(RAISES, Raises(outside=True))
    keeps(RAISES_IN_ROWS, Raises(outside=False))
