"""The threads in which outside handlers run, beside the keeper's round; a handler that hangs costs its thread."""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from queue import SimpleQueue

from django.db import connection

from ringback.base.kit import clock
from ringback.core.promises.keeping import Ended, HandedOver, handler_of
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome

SLOTS_A_KIND = 16
MOST_AT_ONCE = 24
# A thread cannot be ended from outside. With so many that hang the process is to end, and another to begin.
MOST_HANGING = 32


@dataclass(eq=False, slots=True)
class Job:
    """One attempt, kept in a thread; `result` is there once it has ended, None where it was given up."""

    promise: Promise
    attempt: Attempt
    epoch: str
    seconds: float
    began_at: float = field(default_factory=clock.monotonic)
    result: Outcome | HandedOver | Ended | Exception | None = None
    ended_at: datetime | None = None
    returned: bool = False
    given_up: bool = False


class Pool:
    """Runs jobs. Its methods are for the keeper's own thread; `wake` is called from the others when a job ends."""

    def __init__(self) -> None:
        self.wake: Callable[[], None] = lambda: None
        self._waiting: SimpleQueue[Job | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._ended: list[Job] = []
        self._running: list[Job] = []
        self._hanging: list[Job] = []
        self._threads: list[threading.Thread] = []
        self._at_work = 0

    def room(self, kind: str) -> int:
        """How many more of `kind` may run. One at least may, whatever other kinds do; fewer the more of it hang."""
        of_kind = sum(job.promise.kind == kind for job in self._running)
        hanging = sum(job.promise.kind == kind for job in self._hanging if not job.returned)
        left = max(MOST_AT_ONCE - len(self._running), int(of_kind == 0))
        return max(0, min(max(1, SLOTS_A_KIND - hanging) - of_kind, left))

    @property
    def running(self) -> list[Job]:
        """The jobs begun whose end nobody has asked for yet."""
        return self._running

    @property
    def spent(self) -> bool:
        """Whether too many threads hang for this process to go on."""
        self._hanging = [job for job in self._hanging if not job.returned]
        return len(self._hanging) >= MOST_HANGING

    def start(self, jobs: Iterable[Job]) -> None:
        """Begin them at once: there was room."""
        for job in jobs:
            self._running.append(job)
            if len(self._running) > self._at_work:
                self._at_work += 1
                thread = threading.Thread(target=self._work, name="outside", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._waiting.put(job)

    def ended(self) -> list[Job]:
        """The jobs that have ended since they were last asked for, and those given up because their time is over."""
        over = clock.monotonic()
        with self._lock:
            jobs, self._ended = self._ended, []
            for job in self._running:
                if not job.returned and over - job.began_at > job.seconds:
                    job.given_up, job.ended_at = True, clock.now()
                    jobs.append(job)
                    self._hanging.append(job)
                    self._at_work -= 1
        self._running = [job for job in self._running if job not in jobs]
        return jobs

    def close(self) -> None:
        """Let the threads end that do nothing; those that hang end with the process."""
        self.wake = lambda: None
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join(0.0 if self._running or self._hanging else 1.0)

    def _work(self) -> None:
        try:
            while job := self._waiting.get():
                _keep(job)
                with self._lock:
                    job.returned = True
                    if job.given_up:
                        return  # another thread has taken this one's place
                    self._ended.append(job)
                with suppress(OSError):  # the bell may have gone; the keeper looks by itself as well
                    self.wake()
        finally:
            connection.close()


def _keep(job: Job) -> None:
    """Have the handler keep it, on a connection that works: the database may have been away since the last job."""
    result: Outcome | HandedOver | Ended | Exception
    try:
        if connection.connection is not None and not connection.is_usable():
            connection.close()
        result = handler_of(job.promise.kind).keep(job.promise, job.attempt)
    except Exception as error:
        result = error
        connection.close()
    if not job.given_up:
        job.result, job.ended_at = result, clock.now()
