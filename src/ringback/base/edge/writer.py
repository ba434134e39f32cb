"""The one writer of a web process: many small jobs, one transaction, acknowledged after its commit."""

import asyncio
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from typing import Any, TypeVar

import structlog
from django.db import DatabaseError, InterfaceError, connection, transaction

from ringback.base.edge.problems import OverloadedError

T = TypeVar("T")
log = structlog.get_logger(__name__)

MOST_WAITING = 500
MOST_A_BATCH = 64


class BrokenBatchError(DatabaseError):
    """A batch whose transaction cannot be committed any more; its jobs are run again one by one."""


@dataclass(slots=True)
class _Work:
    job: Callable[[], Any]
    done: Future[Any] = field(default_factory=Future)
    value: Any = None
    error: Exception | None = None


class Writer:
    """A bounded queue and the thread that empties it.

    A job is a call that does its writes inside one `transaction.atomic()` of its own. Alone it *is* the
    transaction; in a batch its block is the savepoint, so one job's failure leaves the others standing.
    It must do nothing outside the database, and find what it did before, since a batch that cannot commit (or whose
    commit was not confirmed) is run again one by one.
    """

    def __init__(self, most_waiting: int = MOST_WAITING, most_a_batch: int = MOST_A_BATCH) -> None:
        self._queue: Queue[_Work | None] = Queue(maxsize=most_waiting)
        self._most_a_batch = most_a_batch
        self._thread = threading.Thread(target=self._run, name="edge-writer", daemon=True)
        self._stopping = False

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float = 10) -> None:
        """Finish what is queued, then end the thread."""
        self._stopping = True
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join(seconds)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def waiting(self) -> int:
        return self._queue.qsize()

    def submit(self, job: Callable[[], T]) -> Future[T]:
        """Queue `job`; its future is set after the commit. Raises OverloadedError when the queue is full."""
        work = _Work(job)
        if self._stopping:
            raise OverloadedError()
        try:
            self._queue.put_nowait(work)
        except Full as error:
            raise OverloadedError() from error
        return work.done

    async def write(self, job: Callable[[], T]) -> T:
        """Queue `job` and wait until it is committed: its value, or the error it ended in."""
        return await asyncio.wrap_future(self.submit(job))

    def _run(self) -> None:
        try:
            while batch := self._take():
                self._write(batch)
        finally:
            connection.close()

    def _take(self) -> list[_Work]:
        first = self._queue.get()
        if first is None:
            return []
        batch = [first]
        while len(batch) < self._most_a_batch:
            try:
                work = self._queue.get_nowait()
            except Empty:
                break
            if work is None:
                self._queue.put(None)  # write these first, then end
                break
            batch.append(work)
        return batch

    def _write(self, batch: Sequence[_Work]) -> None:
        wanted = [work for work in batch if work.done.set_running_or_notify_cancel()]
        if len(wanted) > 1 and self._together(wanted):
            _acknowledge(wanted)
            return
        for work in wanted:
            _do(work)
            _acknowledge([work])

    def _together(self, works: Sequence[_Work]) -> bool:
        try:
            with transaction.atomic():
                for work in works:
                    _do(work)
                    if transaction.get_rollback():
                        raise BrokenBatchError("A job broke the transaction around it.")
        except (DatabaseError, InterfaceError) as error:
            _note("the batch did not commit", error)
            return False
        return True


def _do(work: _Work) -> None:
    work.value = work.error = None
    try:
        work.value = work.job()
    except Exception as error:
        work.error = error
        if isinstance(error, DatabaseError | InterfaceError):
            _note("a job failed in the database", error)
            _mend()


def _mend() -> None:
    """Leave a lost connection behind, unless a transaction is still to be rolled back on it."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _acknowledge(works: Sequence[_Work]) -> None:
    for work in works:
        if work.error is not None:
            work.done.set_exception(work.error)
        else:
            work.done.set_result(work.value)


def _note(event: str, error: Exception) -> None:
    """Log where it happened, not what was said: a database's message can quote a phone number."""
    log.warning(event, error=type(error).__name__, at=traceback.format_tb(error.__traceback__)[-1:])
