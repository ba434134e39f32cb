"""How promises stand, for those who only show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ringback.core.promises.models import Attempt, Promise, State
from ringback.core.promises.rules import Outcome


@dataclass(frozen=True, slots=True)
class Standing:
    """How a promise stands, for those who only show it."""

    state: str
    due_at: datetime
    missed: bool
    attempts_made: int
    next_try_at: datetime | None
    last_outcome: str
    uncertain: bool


def standing(promise_ids: Iterable[int]) -> dict[int, Standing]:
    """How each of the promises stands: two queries, whatever their number."""
    wanted = list(promise_ids)
    last: dict[int, str] = {}
    for promise_id, outcome in (
        Attempt.objects.filter(promise_id__in=wanted).order_by("number").values_list("promise_id", "outcome")
    ):
        last[promise_id] = outcome
    return {promise.id: _standing(promise, last) for promise in Promise.objects.filter(id__in=wanted)}


def _standing(promise: Promise, last: dict[int, str]) -> Standing:
    outcome = last.get(promise.id, "")
    return Standing(
        state=promise.state,
        due_at=promise.due_at,
        missed=promise.missed_at is not None,
        attempts_made=promise.attempts_made,
        next_try_at=max(promise.due_at, promise.not_before_at or promise.due_at)
        if promise.state == State.PENDING
        else None,
        last_outcome=outcome,
        uncertain=promise.state == State.KEEPING and outcome == Outcome.UNCERTAIN,
    )
