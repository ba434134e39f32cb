"""The keeper: claims what is due, in batches, and has it kept.

One round:
1. Claim due automatic promises in one statement; write an attempt for each; let each kind's handler keep it.
   All of it is one transaction: after a crash either everything is there or nothing is.
2. Tell the doors whose promises an outcome has changed.
3. Mind the clock: see promises missed, see them expire.
4. Wait for the doorbell, the next due time, or a second, whichever comes first: a bell can be lost.
Every few seconds it takes over what dead keepers held.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta

import structlog
from django.db import OperationalError, connection, transaction

from ringback.base.database import doorbell, queries
from ringback.base.database.claims import claim, worth_trying
from ringback.base.kit import clock
from ringback.base.presence import services as presence
from ringback.core.promises import services
from ringback.core.promises.keeping import HandedOver, handler_of, outside_kinds
from ringback.core.promises.models import OPEN_STATES, Attempt, Promise, State
from ringback.core.promises.rules import Outcome
from ringback.core.promises.services.attempts import begin

BATCH = 100
POLL_SECONDS = 1.0
BROKEN_DATABASE_SECONDS = 0.5

_DUE = (
    "state = 'pending' AND wake_at <= %s AND automatic AND due_at <= %s "
    "AND (not_before_at IS NULL OR not_before_at <= %s) AND (expires_at IS NULL OR expires_at > %s)"
)
_TABLE = Promise._meta.db_table
# Asked after every ring of the bell, hence plain SQL; each is a look at the head of a partial index.
_ANY_DUE = f"SELECT 1 FROM {_TABLE} WHERE {_DUE} LIMIT 1"
_UNTOLD = f"SELECT 1 FROM {_TABLE} WHERE untold LIMIT 1"
_WAKING = f"SELECT 1 FROM {_TABLE} WHERE state = 'pending' AND wake_at <= %s LIMIT 1"
_LATE = f"""
    SELECT 1 WHERE EXISTS (SELECT 1 FROM {_TABLE} WHERE state = 'pending' AND wake_at <= %s)
                OR EXISTS (SELECT 1 FROM {_TABLE} WHERE state = 'keeping' AND wake_at <= %s)
"""
_CLAIMED = {
    "state": "'keeping'",
    "attempts_made": "attempts_made + 1",
    "wake_at": "CASE WHEN missed_at IS NULL THEN deadline_at END",
}

log = structlog.get_logger(__name__)


Guard = Callable[[], AbstractContextManager[object]]


class _UndoneError(Exception):
    """A handler raised with nothing to hold what it wrote: the batch is undone, and done again with savepoints."""


def _unguarded() -> AbstractContextManager[object]:
    return nullcontext()


class Keeper:
    """One keeper process. `round` does all there is to do now; `run` goes on until `stop` is set."""

    def __init__(self) -> None:
        self.epoch = presence.join("keeper")
        self._watch = presence.Watch()
        self._beats = 0
        self._beaten_at = clock.monotonic()

    def run(self, stop: threading.Event) -> None:
        """Keep promises until `stop` is set. A database that is away is waited for."""
        bell = doorbell.listen(["promises"])
        try:
            while not stop.is_set():
                try:
                    busy = self.round()
                    self._beat()
                    if not busy:
                        bell.wait(self._idle_seconds())
                except OperationalError as error:
                    log.warning("the database is away", error=str(error))
                    connection.close()
                    stop.wait(BROKEN_DATABASE_SECONDS)
        finally:
            presence.leave(self.epoch)
            bell.close()

    def round(self) -> bool:
        """Do what is due now, at most a batch of each kind of work. True when there may be more."""
        return max(self._keep_due(), self._tell(), self._mind()) >= BATCH

    def _keep_due(self) -> int:
        """Without savepoints at first, which would cost more than the rest: they are for when a handler raises."""
        try:
            return self._keep_batch(_unguarded)
        except _UndoneError:
            return self._keep_batch(transaction.atomic)

    def _keep_batch(self, guard: Guard) -> int:
        at = clock.now()
        outside = []
        if not worth_trying(_ANY_DUE, [queries.instant(at)] * 4):
            return 0
        with transaction.atomic():
            claimed = self._claim(at)
            admitted = services.admit(claimed, at)
            attempts = [begin(promise, at, self.epoch) for promise in admitted]
            for promise, attempt in zip(admitted, attempts, strict=True):
                if promise.lease:
                    outside.append((promise, attempt))
                else:
                    self._keep(promise, attempt, at, guard)
        for promise, attempt in outside:
            self._keep(promise, attempt, at, nullcontext)
        return len(claimed)

    def _claim(self, at: datetime) -> list[Promise]:
        """Due promises, now being kept; those that are kept outside the database are leased meanwhile."""
        kinds = outside_kinds()
        lease = f"CASE WHEN kind IN ({queries.marks(len(kinds))}) THEN %s ELSE '' END" if kinds else "''"
        claimed = claim(
            Promise,
            where=_DUE,
            params=[queries.instant(at)] * 4,
            changes={**_CLAIMED, "lease": lease},
            values=[*kinds, self.epoch] if kinds else [],
            order="wake_at, id",
            limit=BATCH,
        )
        return sorted(claimed, key=lambda promise: (promise.due_at, promise.id))

    def _keep(self, promise: Promise, attempt: Attempt, at: datetime, guard: Guard) -> None:
        """Have one promise kept; what its handler raises is the attempt's failure and stalls nobody else."""
        try:
            with guard():
                result = handler_of(promise.kind).keep(promise, attempt)
        except OperationalError:
            raise
        except Exception as error:
            if guard is _unguarded:
                raise _UndoneError from error
            log.exception("a promise could not be kept", kind=promise.kind, promise=promise.id)
            _report(attempt, Outcome.FAILED, at, f"{type(error).__name__}: {error}")
            return
        if not isinstance(result, HandedOver):
            _report(attempt, result, at)
        elif promise.lease:
            Promise.objects.filter(id=promise.id, lease=self.epoch).update(lease="")

    def _tell(self) -> int:
        if not queries.fetch(_UNTOLD):
            return 0
        with transaction.atomic():
            changed = claim(
                Promise, where="untold", params=[], changes={"untold": "%s"}, values=[False], order="id", limit=BATCH
            )
            for promise in changed:
                self._tell_one(promise)
        return len(changed)

    def _tell_one(self, promise: Promise) -> None:
        try:
            with transaction.atomic():
                handler_of(promise.kind).told(promise)
        except OperationalError:
            raise
        except Exception as error:
            log.exception("a door could not be told", kind=promise.kind, promise=promise.id)
            promise.evidence = {**promise.evidence, "door_error": f"{type(error).__name__}: {error}"[:500]}
            promise.save(update_fields=["evidence"])

    def _mind(self) -> int:
        at = clock.now()
        if not queries.fetch(_LATE, [queries.instant(at), queries.instant(at)]):
            return 0
        late = Promise.objects.filter(state__in=OPEN_STATES, wake_at__lte=at).order_by("wake_at")
        with transaction.atomic():
            skips = connection.features.has_select_for_update_skip_locked
            promises = list(late.select_for_update(skip_locked=skips)[:BATCH])
            for promise in promises:
                services.mind(promise, at)
        return len(promises)

    def _beat(self) -> None:
        if clock.monotonic() - self._beaten_at < presence.BEAT_SECONDS:
            return
        self._beaten_at = clock.monotonic()
        self._beats += 1
        if not presence.beat(self.epoch, self._beats):
            self.epoch = presence.join("keeper")
        for dead in self._watch.dead("keeper", besides=self.epoch):
            self.take_over(dead)

    def take_over(self, dead: str) -> None:
        """End a dead keeper's epoch; what it was doing outside the database is uncertain until a person says."""
        with transaction.atomic():
            if not presence.leave(dead):
                return
            left = Attempt.objects.filter(epoch=dead, finished_at=None, promise__lease=dead)
            for attempt_id in left.values_list("id", flat=True):
                services.report(attempt_id, Outcome.UNCERTAIN, {}, error="The keeper died meanwhile.")

    def _idle_seconds(self) -> float:
        soon = clock.now() + timedelta(seconds=POLL_SECONDS)
        if not queries.fetch(_WAKING, [queries.instant(soon)]):
            return POLL_SECONDS
        waking = Promise.objects.filter(state=State.PENDING, wake_at__isnull=False)
        soonest = waking.order_by("wake_at").values_list("wake_at", flat=True).first()
        return POLL_SECONDS if soonest is None else min(POLL_SECONDS, max(0.0, (soonest - clock.now()).total_seconds()))


def _report(attempt: Attempt, outcome: Outcome, at: datetime, error: str = "") -> None:
    with transaction.atomic():
        services.report(attempt.id, outcome, {}, at=at, error=error)
