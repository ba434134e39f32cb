"""When what is promised after an interview is due: pure decisions over instants, norms and the employer's days."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from ringback.doors.jobsearch.touches.rules import There

_DAY = timedelta(days=1)
# Whoever promised "on Friday" has until the evening.
EVENING = time(18)


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due, and the end of its grace: after that it is overdue."""

    at: datetime
    deadline_at: datetime

    @property
    def grace_seconds(self) -> int:
        """How long after it is due it still counts as on time."""
        return int((self.deadline_at - self.at).total_seconds())


class Waiting(StrEnum):
    """How one waits: within what is usual, without doing anything for too long, or so long that it is probably no."""

    USUAL = "usual"
    PASSIVE = "passive"
    PROBABLY_NOT = "probably_not"


def thanks_due(ended_at: datetime, hours: int, late_hours: int) -> Due:
    """Thanks for an interview that ended then: to the minute, whatever day it is (MISSION S7)."""
    return Due(ended_at + timedelta(hours=hours), ended_at + timedelta(hours=max(hours, late_hours)))


def second_contact_due(last_at: datetime, days: int, there: There) -> Due:
    """The next contact: at the last hour to call of a working day within so many days of the last (MISSION S11)."""
    latest = last_at + timedelta(days=days)
    at = max(there.not_after(latest), last_at)
    return Due(at, latest)


def expected_by_norm(since: datetime, days: int, there: There) -> datetime:
    """The evening by which an answer usually is there where nothing was agreed (MISSION S5)."""
    day = there.on((since + timedelta(days=days)).astimezone(there.zone).date()).date()
    return datetime.combine(day, EVENING, there.zone)


def own_call_at(promised_at: datetime, there: There, hour: time | None = None) -> datetime:
    """One's own call the day after they should have called, at the hour agreed (MISSION S3).

    On the next working day where that is none; `hour` None: the hour to call that is usual.
    """
    day = there.on(promised_at.astimezone(there.zone).date() + _DAY).date()
    return datetime.combine(day, hour or there.hour, there.zone)


def months_on(at: datetime, months: int, there: There) -> datetime:
    """The same day so many months later, or the month's last, at the hour to call of a working day (MISSION S28)."""
    local = at.astimezone(there.zone)
    years, month = divmod(local.month - 1 + months, 12)
    year = local.year + years
    return there.on(local.date().replace(year, month + 1, min(local.day, monthrange(year, month + 1)[1])))


def waiting(
    now: datetime,
    *,
    active_at: datetime,
    heard_at: datetime,
    expected_at: datetime | None,
    passive_days: int,
    silence_days: int,
) -> Waiting:
    """How one waits (MISSION S5, S6). It is only shown: nothing is closed by itself.

    `active_at`: when one last did something oneself; `heard_at`: when they last gave a sign, the interview included.
    Before the day an answer is expected, silence means nothing.
    """
    silent = now - heard_at >= timedelta(days=silence_days)
    if silent and (expected_at is None or now > expected_at):
        return Waiting.PROBABLY_NOT
    if now - max(active_at, heard_at) > timedelta(days=passive_days):
        return Waiting.PASSIVE
    return Waiting.USUAL
