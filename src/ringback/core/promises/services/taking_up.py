"""A person takes up a promise now: the attempt is theirs, whether the promise was automatic or not."""

from collections.abc import Callable

from django.db import transaction

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.core.promises.keeping import HandedOver
from ringback.core.promises.models import Attempt, Promise, State
from ringback.core.promises.rules import Outcome
from ringback.core.promises.services.acting import locked, note
from ringback.core.promises.services.attempts import begin
from ringback.core.promises.services.life import ring_all, set_wake
from ringback.core.promises.services.reporting import report


def take_up(
    actor: Actor, promise_id: int, generation: int, keep: Callable[[Promise, Attempt], Outcome | HandedOver]
) -> Promise:
    """Begin an attempt at an open promise and let `keep` make it, by rows alone, in one transaction.

    What `keep` raises undoes all of it. Raises ConflictError when somebody is at it already, when it is closed, or
    was changed since `generation` was read; NotFoundError, NotAllowedError.
    """
    with transaction.atomic():
        promise, at = locked(actor, promise_id), clock.now()
        if promise.generation != generation:
            raise ConflictError("The promise was changed meanwhile: look again.")
        if promise.state == State.KEEPING:
            raise ConflictError("Somebody is at it already.")
        promise.state, promise.attempts_made = State.KEEPING, promise.attempts_made + 1
        note(promise, actor, "taken_up")
        set_wake(promise)
        promise.save(update_fields=["state", "attempts_made", "wake_at", "evidence"])
        attempt = begin(promise, at)
        result = keep(promise, attempt)
        if not isinstance(result, HandedOver):
            report(attempt.pk, result, {}, at=at)
        ring_all([promise])
        audit(actor, "promise taken up", attempt.key)
        return promise
