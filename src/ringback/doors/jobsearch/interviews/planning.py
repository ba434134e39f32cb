"""What follows from an interview that is to come: when one proposes to meet, and when one asks again; pure (S30)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ringback.doors.jobsearch.touches.dates import Due
from ringback.doors.jobsearch.touches.rules import There

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asking:
    """When one asks to meet instead of phoning, and until when it makes sense (None: no time is fixed)."""

    due: Due
    ends_at: datetime | None


def propose(agreed_at: datetime, interview_at: datetime | None, there: There) -> Asking | None:
    """Ask on the next working day, and at once where they would have called by then. None once it is over."""
    return _asking(agreed_at, there.on(_day(agreed_at, there, 1)), interview_at)


def ask_again(asked_at: datetime, days: int, interview_at: datetime | None, there: There) -> Asking | None:
    """Ask once more so many days after one asked; None where the interview comes before."""
    again_at = there.on(_day(asked_at, there, days))
    return None if interview_at is not None and again_at >= interview_at else _asking(asked_at, again_at, interview_at)


def _asking(since: datetime, at: datetime, interview_at: datetime | None) -> Asking | None:
    if interview_at is not None and interview_at <= since:
        return None
    at = since if interview_at is not None and at >= interview_at else at
    late_at = at + _DAY if interview_at is None else min(at + _DAY, interview_at)
    return Asking(Due(at, late_at), interview_at)


def _day(at: datetime, there: There, days: int) -> date:
    return at.astimezone(there.zone).date() + timedelta(days=days)
