"""They come before we do: whoever is owed a call rings us, and the same promise is kept by it, or waits on (H4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ringback.core.promises.models import OPEN_STATES, Attempt, Direction, Promise, State
from ringback.core.promises.rules import Outcome
from ringback.core.promises.services.attempts import begin
from ringback.core.promises.services.life import ring_all, set_wake

# On the promise of whoever came and was not had: somebody should look, however far off it is due.
IN_VAIN = "came_in_vain"
# Until when the promise had waited, kept with the attempt: they may be had only then after all.
_WAS_DUE = "was_due"


@dataclass(frozen=True, slots=True)
class Owed:
    """What somebody who comes is owed: the promise, the attempt just begun at it, and whose it is."""

    promise_id: int
    attempt_id: int
    attempt_key: str
    owner_id: int | None
    group_id: int | None


def come_in(organisation_id: int, person_id: int, channel: str, at: datetime) -> Owed | None:
    """A person reaches out to us on `channel`: the open promise due nearest is being kept by it from now on.

    In the caller's transaction. Whatever is under way for that promise finds another generation and stops before its
    next effect, and the keeper leaves it alone: nobody is called who is on the line. None where nothing is owed.
    """
    rows = Promise.objects.select_for_update(of=("self",)).filter(
        organisation_id=organisation_id, person_id=person_id, channel=channel, state__in=OPEN_STATES
    )
    open_rows = [row for row in rows if not _awaited_later(row, at)]
    if not open_rows:
        return None
    promise = min(open_rows, key=lambda row: (abs(row.due_at - at), row.pk))
    was_due = promise.due_at if promise.state == State.PENDING else at
    promise.generation += 1
    promise.attempts_made += 1
    promise.state, promise.lease = State.KEEPING, ""
    set_wake(promise)
    promise.save(update_fields=["generation", "attempts_made", "state", "lease", "wake_at"])
    attempt = begin(promise, at)
    attempt.evidence = {_WAS_DUE: was_due.isoformat()}
    attempt.save(update_fields=["evidence"])
    ring_all([promise])
    return Owed(promise.pk, attempt.pk, attempt.key, promise.owner_id, promise.group_id)


def _awaited_later(promise: Promise, at: datetime) -> bool:
    begins_at = promise.not_before_at
    return promise.direction == Direction.THEY_CONTACT and begins_at is not None and begins_at > at


def came_in_vain(attempt_id: int, evidence: dict[str, Any], at: datetime) -> int | None:
    """Nobody could be had for them: the promise waits on as it did, or from now on where it was being kept.

    In the caller's transaction. It counts for none of the policy's tries. Gives the promise while it is open, else
    None. Said again it changes nothing.
    """
    attempt = Attempt.objects.select_for_update(of=("self",)).filter(id=attempt_id).first()
    if attempt is None:
        return None
    promise = Promise.objects.select_for_update(of=("self",)).get(id=attempt.promise_id)
    if attempt.finished_at is not None:
        return promise.pk if promise.closed_at is None else None
    was_due = attempt.evidence.get(_WAS_DUE)
    attempt.outcome, attempt.finished_at, attempt.evidence = Outcome.INTERRUPTED, at, evidence
    attempt.save(update_fields=["outcome", "finished_at", "evidence"])
    if promise.state not in OPEN_STATES or promise.generation != attempt.generation:
        return promise.pk if promise.closed_at is None else None
    promise.generation += 1
    promise.state, promise.due_at = State.PENDING, datetime.fromisoformat(was_due) if was_due else at
    promise.untold, promise.evidence = True, {**promise.evidence, IN_VAIN: at.isoformat()}
    set_wake(promise)
    promise.save(update_fields=["generation", "state", "due_at", "untold", "evidence", "wake_at"])
    ring_all([promise])
    return promise.pk
