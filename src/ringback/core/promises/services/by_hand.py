"""What people may do with a promise: move it, take it back, say that it is kept or how an attempt ended."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.core.promises.models import OPEN_STATES, Attempt, Promise, State
from ringback.core.promises.rules import Decision, Outcome, Verdict
from ringback.core.promises.services.life import ring_all, set_wake, settle
from ringback.core.promises.services.reporting import decide


def resolve_uncertain(actor: Actor, attempt_id: int, outcome: Outcome) -> None:
    """A person says how an attempt really ended that a crash left uncertain (MISSION C2)."""
    require(actor, "calls.act")
    with transaction.atomic():
        changed = Attempt.objects.filter(
            id=attempt_id, promise__organisation_id=actor.organisation_id, outcome=Outcome.UNCERTAIN
        ).update(outcome=outcome)
        if changed != 1:
            raise NotFoundError("There is no such uncertain attempt.")
        attempt = Attempt.objects.select_related("promise").get(id=attempt_id)
        decide(attempt, outcome, clock.now())
        audit(actor, "uncertain attempt resolved", attempt.key, outcome=outcome)


def cancel(actor: Actor, promise_id: int, why: str) -> None:
    """Take a promise back. What is under way finds another generation and stops. Raises ConflictError when closed."""
    require(actor, "calls.act")
    with transaction.atomic():
        promise = _locked(actor, promise_id)
        promise.generation += 1
        promise.evidence = {**promise.evidence, "cancelled": why[:200]}
        promise.save(update_fields=["generation", "evidence"])
        settle(promise, Decision(Verdict.CANCELLED), clock.now())
        audit(actor, "promise cancelled", f"promise {promise_id}")


def reschedule(actor: Actor, promise_id: int, generation: int, due_at: datetime, *, by_person: bool = False) -> Promise:
    """Move a promise to `due_at`. `by_person`: the one who waits asked for it, so lateness counts from there.

    Raises ConflictError when it is closed, or was changed since `generation` was read.
    """
    require(actor, "calls.act")
    with transaction.atomic():
        promise = _locked(actor, promise_id)
        if promise.generation != generation:
            raise ConflictError("The promise was changed meanwhile: look again.")
        promise.generation += 1
        promise.due_at, promise.not_before_at, promise.state, promise.lease = due_at, None, State.PENDING, ""
        if by_person:
            promise.deadline_at, promise.missed_at = due_at + timedelta(seconds=promise.grace_seconds), None
        set_wake(promise)
        promise.save()
        ring_all([promise])
        audit(actor, "promise moved", f"promise {promise_id}", by_person=by_person)
        return promise


def mark_kept(actor: Actor, promise_id: int, evidence: dict[str, Any]) -> None:
    """A person says the promise has been kept, and how."""
    require(actor, "calls.act")
    with transaction.atomic():
        promise = _locked(actor, promise_id)
        promise.generation += 1
        promise.evidence = {**promise.evidence, **evidence, "said_by": actor.member_id}
        promise.save(update_fields=["generation", "evidence"])
        settle(promise, Decision(Verdict.KEPT), clock.now())
        audit(actor, "promise kept by hand", f"promise {promise_id}")


def _locked(actor: Actor, promise_id: int) -> Promise:
    rows = Promise.objects.select_for_update().filter(id=promise_id, organisation_id=actor.organisation_id)
    promise = rows.first()
    if promise is None:
        raise NotFoundError("There is no such promise.")
    if promise.state not in OPEN_STATES:
        raise ConflictError("The promise is closed already.")
    return promise
