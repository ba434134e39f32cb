"""When to call an employer, with alternatives: pure decisions over their hours, days and clock (MISSION S19)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ringback.doors.jobsearch.touches.rules import There

# Mornings are for mail and meetings, and so are early afternoons; after these two hours there is time to talk.
MORNING, AFTERNOON = time(10, 30), time(14, 30)
# Before the office opens and after it closes those who decide pick up themselves.
AROUND = timedelta(minutes=15)
# Where neither hour is within the office's: so long after it opens.
SETTLED = timedelta(minutes=90)
DAYS = 14
_DAY = timedelta(days=1)


class Why(StrEnum):
    """Why an hour is a good one."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    SETTLED = "settled"
    BEFORE = "before"
    AFTER = "after"


_WITHIN = (Why.MORNING, Why.AFTERNOON, Why.SETTLED)


@dataclass(frozen=True, slots=True)
class Best:
    """An instant to call at, by the employer's clock, and why."""

    at: datetime
    why: Why

    @property
    def within(self) -> bool:
        """Whether the office is open then."""
        return self.why in _WITHIN


def best_times(now: datetime, opens: time, closes: time, there: There, most: int = 5) -> list[Best]:
    """The next times to call from `now` on, soonest first: the first within their hours, and so many in all.

    At 10:30 or 14:30 by their clock, where the office is open then; a quarter of an hour before it opens or after it
    closes. On their working days alone; an hour that their clock skips is none. [] where they never work.
    """
    found: list[Best] = []
    for day in _days(now, there):
        found += [one for one in _of_day(day, opens, closes, there.zone) if one.at > now]
        if len(found) >= most and any(one.within for one in found):
            break
    first = next((number for number, one in enumerate(found) if one.within), 0)
    return found[:most] if first < most else [*found[: most - 1], found[first]]


def best(now: datetime, opens: time, closes: time, there: There) -> datetime:
    """The next hour within their hours that is good for a call; an hour from now where they never work."""
    found = (one.at for one in best_times(now, opens, closes, there) if one.within)
    return next(found, now + timedelta(hours=1))


def after_day(day: date, opens: time, closes: time, there: There) -> datetime:
    """The first good hour once a day has passed: whoever says "until Wednesday" has all of Wednesday."""
    return best(datetime.combine(day + _DAY, time(), there.zone) - timedelta(seconds=1), opens, closes, there)


def _days(now: datetime, there: There) -> Iterator[date]:
    today = now.astimezone(there.zone).date()
    days = (today + timedelta(days=number) for number in range(DAYS))
    return (day for day in days if there.working(day))


def _of_day(day: date, opens: time, closes: time, zone: ZoneInfo) -> list[Best]:
    """What is good on one day, in order. By the clock on the wall: the day on which it is moved has its 10:30, too."""
    start, end = datetime.combine(day, opens), datetime.combine(day, closes)
    wished = [(datetime.combine(day, MORNING), Why.MORNING), (datetime.combine(day, AFTERNOON), Why.AFTERNOON)]
    within = [(at, why) for at, why in wished if start <= at < end]
    if not within:
        within = [(min(start + SETTLED, start + (end - start) / 2), Why.SETTLED)]
    walls = [(start - AROUND, Why.BEFORE), *within, (end + AROUND, Why.AFTER)]
    return _real([(wall, why) for wall, why in walls if wall.date() == day], zone)


def _real(walls: Sequence[tuple[datetime, Why]], zone: ZoneInfo) -> list[Best]:
    found = [(wall.replace(tzinfo=zone), wall, why) for wall, why in walls]
    there = [(at, why) for at, wall, why in found if at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall]
    return [Best(at, why) for at, why in there]
