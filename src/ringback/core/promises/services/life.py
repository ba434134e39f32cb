"""How a promise moves: settled, its alarm set, and who is rung when it has changed."""

from collections.abc import Container, Sequence
from datetime import datetime

from ringback.base.database import doorbell, many_rows
from ringback.base.database.doorbell import Ring
from ringback.core.promises import rules
from ringback.core.promises.models import Direction, Promise, State
from ringback.core.promises.rules import Decision, Policy, Ringing, To, Verdict
from ringback.core.promises.services import targets

PROMISES = Ring("promises", {})
_MOST_IN_A_RING = 40

_FINAL = {
    Verdict.KEPT: State.KEPT,
    Verdict.BROKEN: State.BROKEN,
    Verdict.CANCELLED: State.CANCELLED,
    Verdict.EXPIRED: State.EXPIRED,
}

# What a final verdict changes at least, and at most; and what any may.
_ENDED = ("state", "wake_at", "closed_at")
_CLOSED = (*_ENDED, "lease", "untold", "missed_at")
SETTLED = (*_CLOSED, "due_at", "not_before_at", "step", "owner", "group_id")


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
        promise.state, promise.due_at, promise.not_before_at, promise.closed_at = State.PENDING, decision.at, None, None
        if decision.step is not None:
            promise.step = decision.step
        if decision.target.to is not To.SAME:
            targets.hand(promise, decision.target)
        set_wake(promise)
    elif decision.verdict is Verdict.ASK:
        promise.state, promise.closed_at = State.KEEPING, None
        set_wake(promise)
    else:
        promise.state, promise.closed_at, promise.wake_at = _FINAL[decision.verdict], at, None
        if promise.missed_at is None and at > promise.deadline_at and promise.state != State.CANCELLED:
            promise.missed_at = promise.deadline_at


def is_clear(promise: Promise) -> bool:
    """Whether nothing but its state and times is left to change when it closes on time: see `save_settled`."""
    return not promise.lease and not promise.untold and promise.missed_at is None


def save_settled(promises: Sequence[Promise], clear: Container[int] = ()) -> None:
    """Write what `apply` did to them. Those that closed write less: each column more has indexes that follow it; least
    those of the ids `clear`, which `is_clear` was true of before, where it is still.
    """
    closed = [promise for promise in promises if promise.closed_at is not None]
    least = [promise for promise in closed if promise.id in clear and is_clear(promise)]
    many_rows.update(least, _ENDED)
    if len(least) < len(closed):
        some = {promise.id for promise in least}
        many_rows.update([promise for promise in closed if promise.id not in some], _CLOSED)
    many_rows.update([promise for promise in promises if promise.closed_at is None], SETTLED)


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
        alarm_at=min((one.at for one in open_alarms(promise)), default=None),
    )


def open_alarms(promise: Promise) -> list[Ringing]:
    """The alarms of a promise that have not been given, in order. Most promises have none, and pay nothing for it."""
    if promise.automatic and "escalate_after_seconds" not in promise.policy:
        return []
    ringing = rules.alarms(
        Policy.from_json(promise.policy),
        automatic=promise.automatic,
        awaited=promise.direction == Direction.THEY_CONTACT,
        due_at=promise.due_at,
        deadline_at=promise.deadline_at,
    )
    return rules.still_to_ring(ringing, promise.minded_at, promise.created_at)


def today_ring(promise: Promise) -> Ring:
    """What tells the desks that Today has changed."""
    return Ring("desk", {"organisation": promise.organisation_id, "what": "today"})


def progress_rings(promise_ids: Sequence[int]) -> list[Ring]:
    """What tells the visitors that watch these promises; a ring holds only so much."""
    some = [promise_ids[begin : begin + _MOST_IN_A_RING] for begin in range(0, len(promise_ids), _MOST_IN_A_RING)]
    return [Ring("progress", {"promises": list(ids)}) for ids in some]


def ring_all(changed: Sequence[Promise]) -> None:
    """Ring for the keeper, the desks and the visitors that watch these promises, in one statement."""
    if changed:
        desks = {promise.organisation_id: promise for promise in changed}
        rings = [today_ring(promise) for promise in desks.values()]
        doorbell.ring_all([PROMISES, *rings, *progress_rings([promise.id for promise in changed])])
