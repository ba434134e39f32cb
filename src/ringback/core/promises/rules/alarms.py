"""When the keeper next has something to do with a promise, and whom it then reminds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ringback.core.promises.rules.policies import Policy

# They contact us: whoever must be there hears of it this long before, unless the policy says otherwise.
THERE_BEFORE_SECONDS = 600


class Alarm(StrEnum):
    """What a member is told of a promise: it comes up, it is due, it was missed, it is still open long after."""

    BEFORE = "before"
    DUE = "due"
    MISSED = "missed"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class Ringing:
    """One alarm and its instant."""

    at: datetime
    alarm: Alarm


def alarms(
    policy: Policy, *, automatic: bool, awaited: bool, due_at: datetime, deadline_at: datetime
) -> tuple[Ringing, ...]:
    """Everything a member is told about an open promise, in order.

    Only human promises remind their owner, before and when due and again when missed; every promise escalates where its
    policy says so. `awaited`: they contact us. Without grace due and missed are one moment, and said once.
    """
    found: list[Ringing] = []
    if not automatic:
        before = policy.remind_before_seconds or ((THERE_BEFORE_SECONDS,) if awaited else ())
        found += [Ringing(due_at - timedelta(seconds=seconds), Alarm.BEFORE) for seconds in before]
        found.append(Ringing(due_at, Alarm.DUE))
        if deadline_at > due_at:
            found.append(Ringing(deadline_at, Alarm.MISSED))
    if policy.escalate_after_seconds is not None:
        found.append(Ringing(deadline_at + timedelta(seconds=policy.escalate_after_seconds), Alarm.ESCALATED))
    return tuple(sorted(found, key=lambda one: one.at))


def still_to_ring(ringing: Iterable[Ringing], minded_at: datetime | None, made_at: datetime) -> list[Ringing]:
    """Those not given yet: `minded_at` is up to when they were. None comes up before the promise was made."""
    if minded_at is not None:
        return [one for one in ringing if one.at > minded_at]
    return [one for one in ringing if one.at > made_at or one.alarm is not Alarm.BEFORE]


def wakes_at(
    *,
    automatic: bool,
    due_at: datetime,
    not_before_at: datetime | None,
    deadline_at: datetime,
    missed: bool,
    expires_at: datetime | None,
    alarm_at: datetime | None = None,
) -> datetime | None:
    """When the keeper next has something to do with a pending promise: keep it, remind, see it missed or expire."""
    moments = [] if missed else [deadline_at]
    if automatic:
        moments.append(max(due_at, not_before_at) if not_before_at else due_at)
    moments += [moment for moment in (expires_at, alarm_at) if moment is not None]
    return min(moments) if moments else None
