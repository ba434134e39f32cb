"""The keeper's round: claims what is due, in batches, and has it kept.

One round:
1. Write how the jobs ended that run in threads beside it.
2. Claim due automatic promises in one statement; write their attempts; let each kind's handler keep its own; report;
   tell their doors. All of it is one transaction: after a crash either everything is there or nothing is. Kinds that
   are kept outside the database are leased in it, and begun in their threads after it.
3. Tell the doors whose promises an outcome from elsewhere has changed.
4. Mind the clock: see promises missed, see them expire.
5. Wait for the doorbell, the next due time, or a second, whichever comes first: a bell can be lost.
Every second it beats, makes due again what it claimed without learning of it, and takes over what dead keepers held.
While a restored installation is held, it claims nothing.
"""

import threading
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import connection, transaction

from ringback.base.database import doorbell, queries
from ringback.base.database.claims import worth_trying
from ringback.base.database.collisions import collided
from ringback.base.kit import clock
from ringback.base.presence import services as presence
from ringback.core.promises import services
from ringback.core.promises.keeper import leases
from ringback.core.promises.keeper.care import AWAY, Care, UndoneError
from ringback.core.promises.keeper.claiming import BATCH, DUE, Claims
from ringback.core.promises.keeper.holding import Hold
from ringback.core.promises.keeper.minding import Minding, seconds_until_one_wakes
from ringback.core.promises.keeper.outside import Job, Pool
from ringback.core.promises.keeper.stalls import Stalls
from ringback.core.promises.keeper.telling import tell, tell_batch
from ringback.core.promises.keeping import Ended, HandedOver, handler_of, seconds_of
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome
from ringback.core.promises.services.attempts import begin_all
from ringback.core.promises.services.reporting import Report, report_begun

POLL_SECONDS = 1.0
# Rounds that have little to do begin no sooner after one another: what comes meanwhile shares their transactions.
PAUSE_SECONDS = 0.01
# What is due comes before all else, but not for longer than this at a time.
KEEP_SECONDS = 1.0
BROKEN_DATABASE_SECONDS = 0.5
# For jobs under way when told to stop; the supervisor waits longer.
DRAIN_SECONDS = 30.0

_TABLE = Promise._meta.db_table
# Asked after every ring of the bell, hence plain SQL: a look at the head of a partial index.
_ANY_DUE = f"SELECT 1 FROM {_TABLE} WHERE {DUE} LIMIT 1"

# On PostgreSQL no statement of a batch, and so no wait for a lock, takes longer: what waits for one is undone.
_LIMIT_WAITS = "SELECT set_config('statement_timeout', '30s', true)"

log = structlog.get_logger(__name__)


class Keeper:
    """One keeper process. `round` does all there is to do now; `run` goes on until `stop` is set."""

    def __init__(self) -> None:
        self.epoch = presence.join("keeper")
        self._watch = presence.Watch()
        self._beats = 0
        self._beaten_at = clock.monotonic()
        self._claims, self._minding, self._care = Claims(), Minding(), Care()
        self._pool, self._hold, self._stalls = Pool(), Hold(), Stalls()
        self._ended: list[Job] = []
        self._claimed_at = clock.now()

    def run(self, stop: threading.Event) -> None:
        """Keep promises until `stop` is set. A database that is away is waited for.

        Returns by itself when too many outside handlers hang, for another process to begin without their threads.
        """
        bell = doorbell.listen(["promises"])
        self._pool.wake = bell.wake
        self._stalls.start()
        try:
            while not stop.is_set() and not self._pool.spent:
                try:
                    began_at = clock.monotonic()
                    busy = self.round()
                    self._beat()
                    if not busy:
                        bell.wait(seconds_until_one_wakes(self._claimed_at, POLL_SECONDS))
                        stop.wait(max(0.0, began_at + PAUSE_SECONDS - clock.monotonic()))
                except AWAY as error:
                    self._wait_for_database(error, stop)
            if not stop.is_set():
                log.error("too many handlers hang; this process ends, and another begins")
            self._drain(bell)
        finally:
            self._pool.close()
            self._stalls.close()
            bell.close()

    def round(self) -> bool:
        """Do what is due now, at most some batches of each kind of work. True when there may be more."""
        self._gather()
        began_at = clock.monotonic()
        while self._carefully(self._keep_batch) and clock.monotonic() - began_at < KEEP_SECONDS:
            pass
        told = self._carefully(lambda: tell_batch(self._care))
        more = self._minding.mind(clock.now(), claiming=self._claims.more)
        return self._claims.more or told >= BATCH or more

    def close(self) -> None:
        """End the threads."""
        self._pool.close()

    def _gather(self) -> None:
        """What has ended stays in memory until it is written: the database may be away."""
        self._ended += self._pool.ended()
        if self._ended:
            self._carefully(lambda: leases.conclude(self._ended, self._care))
            self._ended = []

    def _carefully(self, batch: Callable[[], int]) -> int:
        """Do a batch. Without savepoints at first, which would cost more than the rest: see Care."""
        self._care.refresh()
        while True:
            try:
                return batch()
            except UndoneError:
                continue
            finally:
                self._stalls.doing = None

    def _keep_batch(self) -> bool:
        at = self._claimed_at = clock.now()
        self._claims.more = False
        if self._hold.on or not worth_trying(_ANY_DUE, [queries.instant(at)] * 4):
            return False
        jobs, reports = [], []
        with transaction.atomic():
            began_at = clock.monotonic()
            _limit_waits()
            admitted = services.admit(self._claims.take(at, self.epoch, self._pool.room), at)
            attempts = begin_all(admitted, at)
            for promise, attempt in zip(admitted, attempts, strict=True):
                if promise.lease:
                    jobs.append(Job(promise, attempt, self.epoch, seconds_of(promise.kind)))
                elif report := self._keep(promise, attempt, at):
                    reports.append(report)
            for promise in report_begun(reports, attempts):
                self._stalls.doing = (f"{promise.kind} told", promise.id)
                tell(promise, self._care)
        self._claims.took(clock.monotonic() - began_at, len(admitted))
        self._pool.start(jobs)
        return self._claims.more

    def _keep(self, promise: Promise, attempt: Attempt, at: datetime) -> Report | None:
        """Have one promise kept; what its handler raises is the attempt's failure and stalls nobody else."""
        try:
            self._stalls.doing = (promise.kind, promise.id)
            with self._care.guard(promise.kind):
                result = handler_of(promise.kind).keep(promise, attempt)
                if isinstance(result, Ended):
                    result.note()
        except Exception as error:
            self._care.judge(promise.kind, error)
            log.exception("a promise could not be kept", kind=promise.kind, promise=promise.id)
            return Report(attempt.id, Outcome.FAILED, {}, at, f"{type(error).__name__}: {error}")
        self._care.passed(promise.kind)
        if isinstance(result, Ended):
            return Report(attempt.id, result.outcome, dict(result.evidence), at, result.error)
        return None if isinstance(result, HandedOver) else Report(attempt.id, result, {}, at)

    def _beat(self) -> None:
        if clock.monotonic() - self._beaten_at < presence.BEAT_SECONDS:
            return
        self._beaten_at = clock.monotonic()
        self._beats += 1
        if not presence.beat(self.epoch, self._beats):
            self.epoch = presence.join("keeper")
        leases.regain(self.epoch, {job.promise.pk for job in (*self._pool.running, *self._ended)})
        for dead in self._watch.dead("keeper", besides=self.epoch):
            log.warning("taking over what a dead keeper held", epoch=dead)
            self.take_over(dead)

    def take_over(self, dead: str) -> None:
        """End a dead keeper's epoch: see `leases.take_over`."""
        leases.take_over(dead)

    def _wait_for_database(self, error: Exception, stop: threading.Event) -> None:
        if collided(error):
            return
        log.warning("the database is away", error=str(error))
        connection.close()
        stop.wait(BROKEN_DATABASE_SECONDS)

    def _drain(self, bell: doorbell.Bell) -> None:
        """Let the jobs under way come to their end, for a while; then this epoch's is over like a dead one's.

        Where the database is away at the end, another keeper sees this one dead and does that.
        """
        until = clock.monotonic() + DRAIN_SECONDS
        never = threading.Event()
        while True:
            try:
                self._gather()
                if not self._pool.running or clock.monotonic() > until:
                    return leases.take_over(self.epoch)
                self._beat()
                bell.wait(POLL_SECONDS)
            except AWAY as error:
                if clock.monotonic() > until:
                    return None
                self._wait_for_database(error, never)


def _limit_waits() -> None:
    if connection.vendor == "postgresql":
        queries.fetch(_LIMIT_WAITS)
