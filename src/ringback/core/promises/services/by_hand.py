"""What people may do with one promise: move it, take it back, say that it is kept or how an attempt ended."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.core.promises.keeping import tell_moved
from ringback.core.promises.models import Attempt, Promise, State
from ringback.core.promises.rules import RETRIED, Decision, Outcome, Verdict
from ringback.core.promises.said import as_kept
from ringback.core.promises.services.acting import check_may_act, locked, note
from ringback.core.promises.services.attempts import begin
from ringback.core.promises.services.gate import first_that_suits
from ringback.core.promises.services.life import ring_all, set_wake, settle
from ringback.core.promises.services.linking import cross
from ringback.core.promises.services.reporting import decide, judged

FARTHEST = timedelta(days=3650)
SAID = frozenset({Outcome.DONE, Outcome.REFUSED, Outcome.WRONG_NUMBER, *RETRIED})


def resolve_uncertain(actor: Actor, attempt_id: int, outcome: Outcome) -> None:
    """A person says how an attempt really ended that a crash left uncertain (MISSION C2)."""
    with transaction.atomic():
        attempt = (
            Attempt.objects.select_for_update(of=("self",))
            .select_related("promise")
            .filter(id=attempt_id, promise__organisation_id=actor.organisation_id, outcome=Outcome.UNCERTAIN)
            .first()
        )
        if attempt is None:
            raise NotFoundError("There is no such uncertain attempt.")
        check_may_act(actor, attempt.promise)
        attempt.outcome, attempt.evidence = outcome, {**attempt.evidence, **word_of(actor, "")}
        attempt.save(update_fields=["outcome", "evidence"])
        decide(attempt, outcome, clock.now())
        audit(actor, "uncertain attempt resolved", attempt.key, outcome=outcome)


def cancel(actor: Actor, promise_id: int, why: str) -> None:
    """Take a promise back. What is under way finds another generation and stops. Raises ConflictError when closed."""
    with transaction.atomic():
        promise = locked(actor, promise_id)
        promise.generation += 1
        note(promise, actor, "cancelled", why)
        promise.save(update_fields=["generation", "evidence"])
        settle(promise, Decision(Verdict.CANCELLED), clock.now())
        audit(actor, "promise cancelled", f"promise {promise_id}")


def reschedule(
    actor: Actor,
    promise_id: int,
    generation: int,
    due_at: datetime,
    *,
    by_person: bool = False,
    why: str = "",
    expires_at: datetime | None = None,
) -> Promise:
    """Move a promise to `due_at`; its policy begins anew. To snooze is to move it with a reason, which stays on record.

    `expires_at`: until when it is to be kept from now on; None: as before.

    `by_person`: the one who waits asked for it, so lateness counts from there. Where the policy binds and they did not
    ask, `not_before_at` of what is given back says from when it suits them. Raises ConflictError when it is closed, or
    was changed since `generation` was read.
    """
    with transaction.atomic():
        promise = locked(actor, promise_id)
        if promise.generation != generation:
            raise ConflictError("The promise was changed meanwhile: look again.")
        promise.expires_at = expires_at or promise.expires_at
        move(actor, promise, due_at, by_person=by_person, why=why)
        promise.save()
        ring_all([promise])
        tell_moved([promise])
        cross([promise])
        audit(actor, "promise moved", f"promise {promise_id}", by_person=by_person)
        return promise


def move(actor: Actor, promise: Promise, due_at: datetime, *, by_person: bool, why: str) -> None:
    """Put the move into a locked, open promise's fields; writing them is the caller's. Raises FieldError."""
    if due_at > clock.now() + FARTHEST:
        raise FieldError("due_at", "This is too far ahead.", "Choose a time within the next ten years.")
    note(promise, actor, "moved", why, was=promise.due_at.isoformat(), to=due_at.isoformat(), by_person=by_person)
    promise.generation += 1
    promise.due_at, promise.not_before_at, promise.state, promise.lease = due_at, None, State.PENDING, ""
    promise.step = 0
    if by_person:
        promise.deadline_at, promise.missed_at = due_at + timedelta(seconds=promise.grace_seconds), None
    promise.not_before_at = first_that_suits(promise)
    set_wake(promise)


def mark_kept(actor: Actor, promise_id: int, evidence: dict[str, Any], *, word: str = "") -> None:
    """A person says the promise has been kept, and how: the attempt's evidence is their word, with their name."""
    say(actor, promise_id, Outcome.DONE, word, evidence)


def say(
    actor: Actor, promise_id: int, outcome: Outcome, word: str = "", evidence: dict[str, Any] | None = None
) -> Promise:
    """A person says how their own attempt at an open promise ended; the policy decides what follows.

    Anything under way finds another generation and stops. Raises FieldError for what no person can say.
    """
    if outcome not in SAID:
        raise FieldError("outcome", "This is no way an attempt of yours can end.", f"Use one of {sorted(SAID)}.")
    with transaction.atomic():
        promise, at = locked(actor, promise_id), clock.now()
        if promise.state == State.KEEPING or outcome is Outcome.DONE:
            promise.generation += 1
        promise.attempts_made += 1
        promise.evidence = {**promise.evidence, **(evidence or {}), "said_by": actor.member_id}
        promise.save(update_fields=["generation", "attempts_made", "evidence"])
        attempt = begin(promise, at)
        attempt.outcome, attempt.finished_at = outcome, at
        attempt.evidence = {**(evidence or {}), **_sealed(promise, word_of(actor, word))}
        attempt.save(update_fields=["outcome", "finished_at", "evidence"])
        settle(promise, judged(promise, attempt, outcome, at), at)
        audit(actor, "promise kept by hand" if outcome is Outcome.DONE else "attempt noted by hand", attempt.key)
        return promise


def _sealed(promise: Promise, said: dict[str, Any]) -> dict[str, Any]:
    word = said.get("word", "")
    return said | ({"word": as_kept(promise.door, promise.organisation_id, word)} if word else {})


def word_of(actor: Actor, word: str) -> dict[str, Any]:
    """A person's word as evidence: who said it, by name, and their words where they gave some."""
    said: dict[str, Any] = {"said_by": actor.member_id, "said_by_name": actor.name}
    return said | ({"word": word.strip()[:1000]} if word.strip() else {})
