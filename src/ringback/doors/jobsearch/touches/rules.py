"""How often one may be in contact with an employer, and when to be next: pure decisions over plain values."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

# Whether people work on a day.
Working = Callable[[date], bool]

# No employer rests longer on end; whoever never works is asked on an ordinary day.
_LONGEST_REST = 30
_DAY = timedelta(days=1)


class Occasion(StrEnum):
    """Why one gets in touch: unasked, with thanks for an interview, or because they asked for it."""

    REMINDER = "reminder"
    THANKS = "thanks"
    AGREED = "agreed"


class Why(StrEnum):
    """What speaks against getting in touch."""

    ENDED = "ended"
    TODAY = "today"
    DAY_AFTER = "day_after"
    UNINVITED = "uninvited"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one may; why not, and from when on (None: never, as things stand)."""

    ok: bool
    why: Why | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contacted:
    """One time of contact: by us or by them (`ours`), and whether anything was sent or spoken (`counts`)."""

    at: datetime
    ours: bool = True
    counts: bool = True


@dataclass(frozen=True, slots=True)
class There:
    """The employer's clock, the days on which they work, and the hour at which one calls."""

    zone: ZoneInfo
    working: Working = lambda day: day.weekday() < 5
    hour: time = time(10, 30)

    def on(self, day: date) -> datetime:
        """The hour to call, on that day or the first working day after it."""
        return datetime.combine(self._working_day(day, _DAY), self.hour, self.zone)

    def not_after(self, at: datetime) -> datetime:
        """The last hour to call that is not after `at`; a moment before the day ends where that hour is past."""
        day = at.astimezone(self.zone).date()
        if datetime.combine(day, self.hour, self.zone) > at:
            day -= _DAY
        return datetime.combine(self._working_day(day, -_DAY), self.hour, self.zone)

    def _working_day(self, day: date, step: timedelta) -> date:
        days = (day + number * step for number in range(_LONGEST_REST))
        return next((one for one in days if self.working(one)), day)


def may_touch(
    at: datetime,
    contacts: Iterable[Contacted],
    there: There,
    *,
    apart_days: int = 2,
    occasion: Occasion = Occasion.REMINDER,
    visit: bool = False,
    ended: bool = False,
) -> Verdict:
    """Whether one may get in touch at `at` without being a nuisance (MISSION S12, S13).

    1. After a yes or a no: never. 2. In person: only where they asked one to come. 3. What they asked for, and thanks,
    may always go. 4. Otherwise not on the day of one's last contact and not on the next: `apart_days` later by their
    calendar. Only what was sent or spoken counts; once they have got in touch themselves, answering is none of it.
    """
    if ended:
        return Verdict(False, Why.ENDED)
    if visit and occasion is not Occasion.AGREED:
        return Verdict(False, Why.UNINVITED)
    last = last_unanswered(contacts)
    if occasion is not Occasion.REMINDER or last is None:
        return Verdict(True)
    day, then = at.astimezone(there.zone).date(), last.astimezone(there.zone).date()
    if (day - then).days >= apart_days:
        return Verdict(True)
    why = Why.TODAY if day <= then else Why.DAY_AFTER
    return Verdict(False, why, there.on(then + timedelta(days=apart_days)))


def last_unanswered(contacts: Iterable[Contacted]) -> datetime | None:
    """When one was last in touch oneself, unless they have been since."""
    counted = [one for one in contacts if one.counts]
    ours = max((one.at for one in counted if one.ours), default=None)
    theirs = max((one.at for one in counted if not one.ours), default=None)
    return None if ours is None or (theirs is not None and theirs > ours) else ours


def count(contacts: Iterable[Contacted]) -> int:
    """How often one was in touch oneself (MISSION S12): unsent letters and calls that reached nobody count nothing."""
    return sum(1 for one in contacts if one.ours and one.counts)
