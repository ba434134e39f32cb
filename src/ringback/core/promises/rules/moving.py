"""Which promises can be changed together with others, and why some cannot (pure)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

# Moves one promise: from when it is due to when it will be.
Shift = Callable[[datetime], datetime]


class Hindrance(StrEnum):
    """Why a promise is left as it is."""

    GONE = "gone"
    CLOSED = "closed"
    OUT_OF_REACH = "out_of_reach"
    CHANGED = "changed"
    UNDER_WAY = "under_way"
    PAST = "past"
    TOO_LATE = "too_late"


def shifted(by: timedelta | None, to: datetime | None) -> Shift:
    """`by` so much from when each is due, or all `to` one instant. Exactly one of them is given."""
    if (by is None) == (to is None):
        raise ValueError("Either by how much, or to when.")
    return lambda due_at: to if to is not None else due_at + (by or timedelta())


def hindrance(
    now: datetime, due_at: datetime, expires_at: datetime | None, *, under_way: bool, shift: Shift | None
) -> Hindrance | None:
    """Why an open promise cannot be changed now; `shift` None: it is not moved. What is under way is left alone."""
    if under_way:
        return Hindrance.UNDER_WAY
    if shift is None:
        return None
    new = shift(due_at)
    if new <= now:
        return Hindrance.PAST
    return Hindrance.TOO_LATE if expires_at is not None and new >= expires_at else None
