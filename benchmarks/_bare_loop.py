"""The peer of the keeper: the loop that anybody would write over the same table, with the driver alone.

It claims a batch in one statement and then, promise by promise, writes an attempt, does what the handler does, and
writes down that it is done, all in one durable transaction. No policy, no doors, nobody rung, one kind.
"""

import sys
import time
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import django
from django.db import connection

from benchmarks._notes import KIND, NOTE

BATCH = 100
_CLAIM = """
    UPDATE promises_promise SET state = 'keeping', attempts_made = attempts_made + 1 WHERE id {those}
    RETURNING id, generation, step, attempts_made
"""
_PICK = """
    SELECT id FROM promises_promise WHERE state = 'pending' AND kind = {mark} AND wake_at <= {mark} AND automatic
     ORDER BY wake_at, id LIMIT {limit} {skip}
"""
_ATTEMPT = """
    INSERT INTO promises_attempt
           (promise_id, key, generation, step, number, epoch, started_at, outcome, evidence, error)
    VALUES ({mark}, {mark}, {mark}, {mark}, {mark}, '', {mark}, '', '{{}}', '') RETURNING id
"""
_ENDED = "UPDATE promises_attempt SET outcome = 'done', finished_at = {mark} WHERE id = {mark}"
_KEPT = "UPDATE promises_promise SET state = 'kept', closed_at = {mark}, wake_at = NULL WHERE id = {mark}"


class _Statements:
    """The statements in the words of the database at hand."""

    def __init__(self, vendor: str) -> None:
        mark = "?" if vendor == "sqlite" else "%s"
        pick = _PICK.format(mark=mark, limit=BATCH, skip="" if vendor == "sqlite" else "FOR UPDATE SKIP LOCKED")
        those = f"IN ({pick})" if vendor == "sqlite" else f"= ANY(ARRAY({pick}))"
        self.begin = "BEGIN IMMEDIATE" if vendor == "sqlite" else "BEGIN"
        self.claim = _CLAIM.format(those=those)
        self.attempt, self.note, self.ended, self.kept = (
            text.format(mark=mark) for text in (_ATTEMPT, NOTE, _ENDED, _KEPT)
        )


def drain(driver: Any, vendor: str) -> None:
    """Keep all that is due."""
    do, say = driver.cursor(), _Statements(vendor)
    while True:
        do.execute(say.begin)
        at: Any = datetime.now(UTC)
        at = at if vendor == "postgresql" else str(at.replace(tzinfo=None))
        claimed = do.execute(say.claim, (KIND, at)).fetchall()
        for promise, generation, step, number in claimed:
            key = f"bare-{promise}-{generation}-{step}-{number}"
            ((attempt,),) = do.execute(say.attempt, (promise, key, generation, step, number, at)).fetchall()
            do.execute(say.note, (promise, time.time()))
            do.execute(say.ended, (at, attempt))
            do.execute(say.kept, (at, promise))
        do.execute("COMMIT")
        if not claimed:
            return


if __name__ == "__main__":
    django.setup()
    import_module("ringback.core.promises.models")
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    drain(connection.connection, connection.vendor)
