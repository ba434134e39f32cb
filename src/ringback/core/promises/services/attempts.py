"""Beginning an attempt: its row, committed before its effect."""

from collections.abc import Iterable
from datetime import datetime

from ringback.base.database import many_rows
from ringback.core.promises import rules
from ringback.core.promises.models import Attempt, Promise


def begin(promise: Promise, at: datetime, epoch: str = "") -> Attempt:
    """Write the attempt that a promise just claimed is in, in the claim's transaction.

    `epoch`: the keeper's, for what it keeps outside the database.
    """
    attempt = _attempt(promise, at, epoch)
    many_rows.insert(attempt)
    return attempt


def _attempt(promise: Promise, at: datetime, epoch: str) -> Attempt:
    attempt = many_rows.new(
        Attempt,
        promise_id=promise.id,
        key=rules.attempt_key(promise.id, promise.generation, promise.step, promise.attempts_made),
        generation=promise.generation,
        step=promise.step,
        number=promise.attempts_made,
        epoch=epoch,
        started_at=at,
        evidence={},
    )
    attempt._state.fields_cache["promise"] = promise
    return attempt


def begin_all(promises: Iterable[Promise], at: datetime) -> list[Attempt]:
    """As `begin`, for many in one statement, each in its lease's epoch. What a dead keeper left to be replayed has
    its attempt already: that one is opened again.
    """
    attempts = [_attempt(promise, at, promise.lease) for promise in promises]
    many_rows.insert_or_renew(attempts, unique="key", renewed="epoch")
    return attempts
