"""Policies, windows and circumstances as Hypothesis makes them up."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ringback.core.promises.rules import RETRIED, Cap, Circumstances, Outcome, Policy, Quiet, Step, Target, To, When

NOON = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

TRIES = [outcome for outcome in Outcome if outcome not in (Outcome.DONE, Outcome.UNCERTAIN, Outcome.CANCELLED)]
times = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45)))
gaps = st.lists(st.integers(0, 86_400), max_size=4).map(tuple)
targets = st.one_of(
    st.sampled_from((To.SAME, To.NEXT, To.LEAD)).map(Target),
    st.builds(Target, st.sampled_from((To.MEMBER, To.GROUP)), st.integers(1, 9)),
)
steps = st.builds(
    Step,
    target=targets,
    days=st.integers(0, 7),
    at=st.none() | times,
    after_seconds=st.integers(0, 7200),
    when=st.sampled_from(When),
)
caps = st.lists(st.builds(Cap, st.integers(1, 5), st.sampled_from((3600, 86_400, 604_800))), max_size=2).map(tuple)
weekdays = st.sets(st.integers(0, 6), max_size=3).map(lambda days: tuple(sorted(days)))
# As (days after NOON, more days): few and cheap, since every policy draws them.
dates = st.sampled_from((None, None, (-3, 5), (0, 0), (1, 20), (4, 0), (9, 3)))


def quiet_time(begins: time, ends: time, days: tuple[int, ...], when: tuple[int, int] | None) -> Quiet:
    """A quiet time, `when` from so many days after NOON on for so many days more."""
    first = None if when is None else NOON.date() + timedelta(days=when[0])
    last = None if first is None or when is None else first + timedelta(days=when[1])
    return Quiet(begins, ends, days, first, last)


def undated_first(quiet: list[Quiet]) -> tuple[Quiet, ...]:
    """In the order in which a row keeps them."""
    return tuple(sorted(quiet, key=lambda one: one.first_day is not None))


quiets = st.lists(st.builds(quiet_time, times, times, weekdays, dates), max_size=2).map(undated_first)
policies = st.builds(
    Policy,
    retries=st.dictionaries(st.sampled_from([outcome.value for outcome in RETRIED]), gaps, max_size=6),
    steps=st.lists(steps, max_size=4).map(tuple),
    most_tries=st.none() | st.integers(1, 6),
    caps=caps,
    quiet=quiets,
    within_hours=st.booleans(),
    first_at_once=st.booleans(),
    expires_after_seconds=st.none() | st.integers(1, 10**6),
    remind_before_seconds=st.lists(st.integers(60, 86_400), max_size=2).map(tuple),
    escalate_after_seconds=st.none() | st.integers(0, 86_400),
)
zones = st.sampled_from(("UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"))
instants = st.integers(0, 400 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes))


class Windows:
    """Permitted windows as a list of (begins, ends), as calendars would give them."""

    def __init__(self, begins: datetime, shape: Sequence[tuple[int, int]]) -> None:
        self.spans: list[tuple[datetime, datetime]] = []
        for closed, opened in shape:
            begins += timedelta(minutes=closed)
            self.spans.append((begins, begins + timedelta(minutes=opened)))
            begins = self.spans[-1][1]

    def first(self, at: datetime) -> datetime | None:
        """The first permitted instant at or after `at`."""
        return next((max(at, begins) for begins, ends in self.spans if at < ends), None)

    def holds(self, at: datetime) -> bool:
        """Whether `at` is permitted."""
        return any(begins <= at < ends for begins, ends in self.spans)


windows = st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 900)), min_size=1, max_size=12)
contacts = st.lists(st.integers(0, 14 * 24 * 60), max_size=12)


def is_quiet(at: datetime, quiet: Sequence[Quiet], zone: str) -> bool:
    """The slow way: does the clock on the wall show a quiet time?"""
    local = at.astimezone(ZoneInfo(zone))
    now, today = local.time(), local.date()
    for one in quiet:
        if one.begins < one.ends:
            quiet_now = _begins_on(one, today) and one.begins <= now < one.ends
        else:
            yesterday = today - timedelta(days=1)
            quiet_now = (_begins_on(one, today) and now >= one.begins) or (
                _begins_on(one, yesterday) and now < one.ends
            )
        if quiet_now:
            return True
    return False


def _begins_on(one: Quiet, day: date) -> bool:
    within = one.first_day is None or one.last_day is None or one.first_day <= day <= one.last_day
    return within and (not one.days or day.weekday() in one.days)


def circumstances(
    found: Windows,
    contacted: Sequence[datetime],
    zone: str,
    step: int = 0,
    tries: int = 1,
    asked_until: datetime | None = None,
) -> Circumstances:
    """What the rules are told."""
    return Circumstances(found.first, tuple(contacted), lambda: ZoneInfo(zone), asked_until, step, tries)
