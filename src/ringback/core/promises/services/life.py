"""How a promise moves: settled, minded, its alarm set, and who is rung when it has changed."""

from collections.abc import Sequence
from datetime import datetime

from ringback.base.database import doorbell
from ringback.base.database.doorbell import Ring
from ringback.core.promises import rules
from ringback.core.promises.models import Promise, State
from ringback.core.promises.rules import Decision, Verdict

PROMISES = Ring("promises", {})

_FINAL = {
    Verdict.KEPT: State.KEPT,
    Verdict.BROKEN: State.BROKEN,
    Verdict.CANCELLED: State.CANCELLED,
    Verdict.EXPIRED: State.EXPIRED,
}

SETTLED = ("lease", "untold", "state", "due_at", "wake_at", "closed_at", "missed_at")


def settle(promise: Promise, decision: Decision, at: datetime) -> None:
    """Write what was decided on a locked, open promise, and ring for its door."""
    apply(promise, decision, at)
    promise.save(update_fields=SETTLED)
    ring_all([promise])


def apply(promise: Promise, decision: Decision, at: datetime) -> None:
    """Put what was decided into the promise's fields `SETTLED`; writing them is the caller's."""
    promise.lease = ""
    promise.untold = True
    if decision.verdict is Verdict.AGAIN:
        assert decision.at is not None
        promise.state, promise.due_at = State.PENDING, decision.at
        set_wake(promise)
    elif decision.verdict is Verdict.ASK:
        promise.state = State.KEEPING
        set_wake(promise)
    else:
        promise.state, promise.closed_at, promise.wake_at = _FINAL[decision.verdict], at, None
        if promise.missed_at is None and at > promise.deadline_at and promise.state != State.CANCELLED:
            promise.missed_at = promise.deadline_at


def mind(promise: Promise, at: datetime) -> None:
    """See a locked, open promise expire or miss its deadline, without trying to keep it."""
    if promise.state == State.PENDING and promise.expires_at is not None and promise.expires_at <= at:
        settle(promise, Decision(Verdict.EXPIRED), at)
        return
    if promise.missed_at is None and promise.deadline_at <= at:
        promise.missed_at = promise.deadline_at
    set_wake(promise)
    promise.save(update_fields=["missed_at", "wake_at"])
    ring_all([promise])


def set_wake(promise: Promise) -> None:
    """Set when the keeper next has something to do with an open promise."""
    under_way = promise.state == State.KEEPING
    promise.wake_at = rules.wakes_at(
        automatic=promise.automatic and not under_way,
        due_at=promise.due_at,
        not_before_at=promise.not_before_at,
        deadline_at=promise.deadline_at,
        missed=promise.missed_at is not None,
        expires_at=None if under_way else promise.expires_at,
    )


def today_ring(promise: Promise) -> Ring:
    """What tells the desks that Today has changed."""
    return Ring("desk", {"organisation": promise.organisation_id, "what": "today"})


def ring_all(changed: Sequence[Promise]) -> None:
    """Ring for the keeper, the desks and the visitors that watch these promises, in one statement."""
    desks = {promise.organisation_id: today_ring(promise) for promise in changed}
    visitors = [Ring("progress", {"promise": promise.id}) for promise in changed]
    if changed:
        doorbell.ring_all([PROMISES, *desks.values(), *visitors])
