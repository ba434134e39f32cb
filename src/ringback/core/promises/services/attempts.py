"""Beginning an attempt: its row, committed before its effect."""

from datetime import datetime

from ringback.base.database import many_rows
from ringback.core.promises import rules
from ringback.core.promises.models import Attempt, Promise


def begin(promise: Promise, at: datetime, epoch: str = "") -> Attempt:
    """Write the attempt that a promise just claimed is in, in the claim's transaction.

    `epoch`: the keeper's, for what it keeps outside the database.
    """
    attempt = Attempt(
        promise=promise,
        key=rules.attempt_key(promise.pk, promise.generation, promise.step, promise.attempts_made),
        generation=promise.generation,
        step=promise.step,
        number=promise.attempts_made,
        epoch=epoch,
        started_at=at,
    )
    many_rows.insert(attempt)
    return attempt
