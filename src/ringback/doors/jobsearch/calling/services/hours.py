"""When to call this employer, and which days were named, by its clock (MISSION S19, S23)."""

from datetime import date, datetime

from ringback.base.kit import clock
from ringback.doors.jobsearch.calling import times
from ringback.doors.jobsearch.calling.times import Best
from ringback.doors.jobsearch.employers.services import hours_of
from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.hearing.deadlines import Heard, deadlines
from ringback.doors.jobsearch.touches.services import there_of


def best_of(candidacy: Shown, since: datetime | None = None, most: int = 5) -> list[Best]:
    """The next good times to call from `since` (None: now) on, soonest first."""
    office = hours_of(candidacy.employer)
    return times.best_times(since or clock.now(), office.opens, office.closes, there_of(candidacy), most)


def next_good_hour(candidacy: Shown, since: datetime) -> datetime:
    """The first good hour within their hours after `since`."""
    office = hours_of(candidacy.employer)
    return times.best(since, office.opens, office.closes, there_of(candidacy))


def after_day(candidacy: Shown, day: date) -> datetime:
    """The first good hour once a day has passed."""
    office = hours_of(candidacy.employer)
    return times.after_day(day, office.opens, office.closes, there_of(candidacy))


def deadlines_of(candidacy: Shown, notes: str) -> list[Heard]:
    """The days by which somebody said they will know, as they stand in notes typed today."""
    return deadlines(notes, clock.now().astimezone(there_of(candidacy).zone).date())
