"""When a person may be contacted: permitted windows, quiet hours and caps, as one instant that suits them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum

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


class Hold(StrEnum):
    """What keeps an attempt waiting: the hours of either side, a quiet time, a cap."""

    HOURS = "hours"
    QUIET = "quiet"
    CAP = "cap"


@dataclass(frozen=True, slots=True)
class Suiting:
    """The first instant that suits, or None; and what stood in the way of an earlier one, each from its first instant.

    Nothing in the way: the instant is the one that was asked for.
    """

    at: datetime | None
    held: tuple[tuple[Hold, datetime], ...] = ()


def suits(at: datetime, policy: Policy, around: Circumstances) -> datetime | None:
    """The first instant at or after `at` that lies in a permitted window, in no quiet time and below every cap.

    The person's own wish goes before all of these, while it lasts.
    """
    return suiting(at, policy, around).at


def suiting(at: datetime, policy: Policy, around: Circumstances) -> Suiting:
    """As `suits`, and why not sooner: the gate decides by the very answer that people are shown."""
    if around.asked_until is not None and at < around.asked_until:
        return Suiting(at)
    held: dict[Hold, datetime] = {}
    capped = _below_caps(at, policy, around)
    if capped != at:
        held[Hold.CAP] = at
    at = capped
    for _turn in range(MOST_TURNS):
        inside = around.permitted(at) if policy.within_hours else at
        if inside != at:
            held.setdefault(Hold.HOURS, at)
        if inside is None:
            break
        at = _after_quiet(inside, policy.quiet, around.clock()) if policy.quiet else inside
        if at == inside:
            return Suiting(at, tuple(held.items()))
        held.setdefault(Hold.QUIET, inside)
    return Suiting(None, tuple(held.items()))


def _below_caps(at: datetime, policy: Policy, around: Circumstances) -> datetime:
    for cap in policy.caps:
        made = sorted((contact for contact in around.contacts), reverse=True)
        if len(made) >= cap.most:
            at = max(at, made[cap.most - 1] + timedelta(seconds=cap.seconds))
    return at


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
            if not one.on(begun):
                continue
            begins = datetime.combine(begun, one.begins, tzinfo=zone).astimezone(UTC)
            over_night = one.ends <= one.begins
            last = begun
            if over_night:
                # Days on end are one stretch: the holidays of a year are gone through in a few turns.
                last = (one.last_day if one.whole_days and one.last_day and not one.days else begun) + timedelta(days=1)
            ends = datetime.combine(last, one.ends, tzinfo=zone).astimezone(UTC)
            if begins <= at < ends:
                at = ends
    return at
