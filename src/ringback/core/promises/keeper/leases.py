"""What becomes of promises kept outside the database: when their handler ends, and when their keeper dies."""

from collections.abc import Collection, Sequence

import structlog
from django.db import transaction

from ringback.base.database import queries
from ringback.base.kit import clock
from ringback.base.presence import services as presence
from ringback.core.promises.keeper.care import Care
from ringback.core.promises.keeper.outside import Job
from ringback.core.promises.keeper.telling import tell
from ringback.core.promises.keeping import Ended, HandedOver
from ringback.core.promises.models import Attempt, Promise, State
from ringback.core.promises.rules import Outcome
from ringback.core.promises.services.life import ring_all, set_wake
from ringback.core.promises.services.reporting import Report, report_all

# What has taken its process with it this often is not simply done again.
MOST_REPLAYS = 3

# Asked every second. Without the second condition, in the index's own words, no planner takes the index of leases:
# each reads all the promises there are.
_LEASED = f"SELECT id FROM {Promise._meta.db_table} WHERE lease = %s AND NOT lease = ''"

log = structlog.get_logger(__name__)


def conclude(jobs: Sequence[Job], care: Care) -> int:
    """Write how jobs ended and tell their doors, all in one transaction; how many they were. Raises as `Care.judge`.

    Who was taken for dead meanwhile no longer decides: of its attempts only that a promise was kept still counts.
    """
    with transaction.atomic():
        rows = Attempt.objects.select_for_update().filter(id__in=[job.attempt.pk for job in jobs], finished_at=None)
        epochs = dict(rows.order_by("id").values_list("id", "epoch"))
        ours = [job for job in jobs if epochs.get(job.attempt.pk) == job.epoch]
        for job in ours:
            if isinstance(job.result, HandedOver):
                Promise.objects.filter(id=job.promise.pk, lease=job.epoch).update(lease="")
        reports = [_report(job, care) for job in jobs if _counts(job, job in ours)]
        for promise in report_all(reports, told=True):
            tell(promise, care)
    return len(jobs)


def _counts(job: Job, ours: bool) -> bool:
    outcome = job.result.outcome if isinstance(job.result, Ended) else job.result
    return outcome is Outcome.DONE or (ours and not isinstance(outcome, HandedOver))


def _report(job: Job, care: Care) -> Report:
    at = job.ended_at or clock.now()
    if isinstance(job.result, Ended):
        _note(job, job.result, care)
    if isinstance(job.result, Ended):
        ended = job.result
        return Report(job.attempt.pk, ended.outcome, dict(ended.evidence), at, ended.error, ended.not_before_at)
    if isinstance(job.result, Outcome):
        return Report(job.attempt.pk, job.result, {}, at)
    if isinstance(job.result, Exception):
        error = f"{type(job.result).__name__}: {job.result}"
    else:
        error = f"The handler had not ended after {job.seconds:g} s and was given up."
    log.error("a promise could not be kept", kind=job.promise.kind, promise=job.promise.pk, why=error.split(":")[0])
    # Nobody knows what it did before: what must not happen twice is asked of a person.
    doubt = Outcome.UNCERTAIN if job.promise.at_most_once else Outcome.FAILED
    return Report(job.attempt.pk, doubt, {}, at, error)


def _note(job: Job, ended: Ended, care: Care) -> None:
    """Write what the handler wants to have written; what that raises counts as raised by the handler."""
    name = f"{job.promise.kind} noted"
    try:
        with care.guard(name):
            ended.note()
    except Exception as error:
        care.judge(name, error)
        job.result = error
    else:
        care.passed(name)


def take_over(dead: str) -> None:
    """End a dead keeper's epoch, or one's own at the end, and clear what it was doing outside the database.

    What must not happen twice is uncertain until a person says. The rest is due again at once, in the same attempt
    with the same key, wherever there is room.
    """
    with transaction.atomic():
        if not presence.leave(dead):
            return
        doubted, again = [], []
        for promise, attempt in _held(dead, _leased_by(dead)):
            if promise.at_most_once:
                doubted.append(_left(attempt, Outcome.UNCERTAIN))
            elif attempt.evidence.get("replays", 0) >= MOST_REPLAYS:
                doubted.append(_left(attempt, Outcome.FAILED))
            else:
                attempt.evidence = {**attempt.evidence, "replays": attempt.evidence.get("replays", 0) + 1}
                attempt.save(update_fields=["evidence"])
                _reopen(promise, attempt)
                again.append(promise)
        report_all(doubted)
        ring_all(again)


def regain(epoch: str, in_hand: Collection[int]) -> None:
    """Make due again what a living keeper has leased and knows nothing of; it knows the promises `in_hand` (ids).

    Where the database goes away in the middle of a commit, nobody learns whether the claim was written. If it was,
    the promise is leased and its handler was never begun.
    """
    unknown = [promise_id for promise_id in _leased_by(epoch) if promise_id not in in_hand]
    if not unknown:
        return
    with transaction.atomic():
        for promise, attempt in _held(epoch, unknown):
            log.warning("claimed, but not begun: due again", kind=promise.kind, promise=promise.pk)
            _reopen(promise, attempt)


def _leased_by(epoch: str) -> list[int]:
    """The ids of the promises that an epoch has leased."""
    return [row[0] for row in queries.fetch(_LEASED, [epoch])]


def _held(epoch: str, promise_ids: Collection[int]) -> list[tuple[Promise, Attempt]]:
    """Those of the promises that the epoch has leased, locked, each with its open attempt."""
    promises = Promise.objects.filter(id__in=promise_ids, lease=epoch)
    held = Attempt.objects.filter(promise__in=promises, finished_at=None).select_for_update(of=("self",))
    attempts = {attempt.promise_id: attempt for attempt in held.order_by("id")}
    return [(promise, attempts[promise.pk]) for promise in promises.select_for_update().order_by("id")]


def _left(attempt: Attempt, outcome: Outcome) -> Report:
    return Report(attempt.pk, outcome, attempt.evidence, clock.now(), "The keeper died meanwhile.")


def _reopen(promise: Promise, attempt: Attempt) -> None:
    """Make the promise pending again as it was before it was claimed; the next claim finds the attempt by its key."""
    promise.state, promise.lease, promise.attempts_made = State.PENDING, "", attempt.number - 1
    set_wake(promise)
    promise.save(update_fields=["state", "lease", "attempts_made", "wake_at"])
