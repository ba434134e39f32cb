"""Putting off what a channel cannot do now, since the other side has its share of our threads."""

from datetime import datetime

from django.db import transaction

from ringback.core.promises.models import Attempt, Promise, State
from ringback.core.promises.services.life import ring_all, set_wake


def put_back(attempt_id: int, until: datetime) -> None:
    """Undo an attempt that did nothing yet: its promise is due again at `until`, and the attempt never was.

    For handlers outside the database, which then hand over. Whose promise is held by nobody or somebody else by now
    changes nothing.
    """
    with transaction.atomic():
        mine = Attempt.objects.select_for_update(of=("self",)).filter(id=attempt_id, finished_at=None)
        attempt = mine.select_related("promise").first()
        if attempt is None:
            return
        promise = Promise.objects.select_for_update(of=("self",)).get(id=attempt.promise_id)
        held = promise.state == State.KEEPING and promise.lease == attempt.epoch
        if not held or promise.generation != attempt.generation:
            return
        attempt.delete()
        promise.state, promise.lease, promise.due_at = State.PENDING, "", until
        promise.attempts_made = attempt.number - 1
        set_wake(promise)
        promise.save(update_fields=["state", "lease", "due_at", "attempts_made", "wake_at"])
        ring_all([promise])
