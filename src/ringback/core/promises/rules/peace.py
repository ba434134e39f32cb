"""When a person may be contacted: permitted windows, quiet hours and caps, as one instant that suits them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from ringback.core.promises.rules.policies import Policy, Quiet

Permitted = Callable[[datetime], datetime | None]

MOST_TURNS = 400


def whenever(at: datetime) -> datetime:
    """The window of somebody who may be contacted at any time."""
    return at


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known around a decision beside the promise itself.

    `permitted` gives the first permitted instant at or after one, or None if there is none; `contacts` are the
    instants at which the person was contacted before, through any door; `zone` is their clock's. `step` and `tries`:
    how far the promise has come, and how often it was tried, in this generation.
    """

    permitted: Permitted = whenever
    contacts: Sequence[datetime] = ()
    zone: tzinfo = UTC
    step: int = 0
    tries: int = 1


def suits(at: datetime, policy: Policy, around: Circumstances) -> datetime | None:
    """The first instant at or after `at` that lies in a permitted window, in no quiet time and below every cap."""
    for cap in policy.caps:
        made = sorted((contact for contact in around.contacts), reverse=True)
        if len(made) >= cap.most:
            at = max(at, made[cap.most - 1] + timedelta(seconds=cap.seconds))
    for _turn in range(MOST_TURNS):
        inside = around.permitted(at) if policy.within_hours else at
        if inside is None:
            return None
        at = _after_quiet(inside, policy.quiet, around.zone)
        if at == inside:
            return at
    return None


def clock_time(at: datetime, days: int, of_day: time, zone: tzinfo) -> datetime:
    """That time of day by the zone's clock, `days` days after `at`; never before `at`.

    A time that the clock skips is the instant it would have been, a time it shows twice is the first.
    """
    day = at.astimezone(zone).date() + timedelta(days=days)
    found = datetime.combine(day, of_day, tzinfo=zone).astimezone(UTC)
    if found < at:
        found = datetime.combine(day + timedelta(days=1), of_day, tzinfo=zone).astimezone(UTC)
    return found


def _after_quiet(at: datetime, quiet: Sequence[Quiet], zone: tzinfo) -> datetime:
    """The first instant at or after `at` at which none of the quiet times that hold then holds any more."""
    for one in quiet:
        day = at.astimezone(zone).date()
        for back in (1, 0):
            begun = day - timedelta(days=back)
            if one.days and begun.weekday() not in one.days:
                continue
            begins = datetime.combine(begun, one.begins, tzinfo=zone).astimezone(UTC)
            over_night = one.ends <= one.begins
            last = begun + timedelta(days=1) if over_night else begun
            ends = datetime.combine(last, one.ends, tzinfo=zone).astimezone(UTC)
            if begins <= at < ends:
                at = ends
    return at
