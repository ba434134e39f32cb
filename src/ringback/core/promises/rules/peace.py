"""When a person may be contacted: permitted windows, quiet hours and caps, as one instant that suits them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from ringback.core.promises.rules.policies import Policy, Quiet

Permitted = Callable[[datetime], datetime | None]
Clock = Callable[[], tzinfo]

MOST_TURNS = 400
# "Call me now" means now: what could not be done within the hour waits for a permitted one.
ASKED_LASTS = timedelta(hours=1)


def whenever(at: datetime) -> datetime:
    """The window of somebody who may be contacted at any time."""
    return at


def utc() -> tzinfo:
    """The clock of somebody whose zone nobody knows."""
    return UTC


def asked_until(policy: Policy, deadline_at: datetime, grace_seconds: int) -> datetime | None:
    """Until when the person's wish permits contact at any hour, unless they were reached meanwhile; None: not at all.

    They were promised an instant, which is the deadline without its grace: only they themselves move it.
    """
    return deadline_at - timedelta(seconds=grace_seconds) + ASKED_LASTS if policy.first_at_once else None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known around a decision beside the promise itself.

    `permitted` gives the first permitted instant at or after one, or None if there is none; `contacts` are the
    instants at which the person was contacted before, through any door; `clock` gives their zone. Until `asked_until`
    the person's own wish ("call me now") permits contact at any hour. `step` and `tries`: how far the promise has come,
    and how often it was tried, in this generation. `by_person`: a member has to keep it, not the system.
    """

    permitted: Permitted = whenever
    contacts: Sequence[datetime] = ()
    clock: Clock = utc
    asked_until: datetime | None = None
    step: int = 0
    tries: int = 1
    by_person: bool = False


def suits(at: datetime, policy: Policy, around: Circumstances) -> datetime | None:
    """The first instant at or after `at` that lies in a permitted window, in no quiet time and below every cap.

    The person's own wish goes before all of these, while it lasts.
    """
    if around.asked_until is not None and at < around.asked_until:
        return at
    for cap in policy.caps:
        made = sorted((contact for contact in around.contacts), reverse=True)
        if len(made) >= cap.most:
            at = max(at, made[cap.most - 1] + timedelta(seconds=cap.seconds))
    for _turn in range(MOST_TURNS):
        inside = around.permitted(at) if policy.within_hours else at
        if inside is None:
            return None
        at = _after_quiet(inside, policy.quiet, around.clock()) if policy.quiet else inside
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
