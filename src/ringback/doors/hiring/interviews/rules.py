"""When interviews can be: cells of time, free beginnings, reminders. Pure decisions over instants and hours."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

# Gives the first instant at or after one at which somebody works; None: there is none.
Permitted = Callable[[datetime], datetime | None]

CELL = timedelta(minutes=5)
STEP = timedelta(minutes=30)
_QUARTER = timedelta(minutes=15)
_A_MINUTE = timedelta(minutes=1)
USUAL_MINUTES = 40
LENGTHS = (15, 20, 30, 40, 45, 60, 90, 120)
LONGEST = timedelta(minutes=LENGTHS[-1])
NOTICE = timedelta(hours=2)
DAYS = (3, 7, 14, 30)
MOST_OFFERED = 120
MOST_CHANGES = 12
REMINDED_BEFORE = (timedelta(hours=24), timedelta(hours=2))
CALLED_BEFORE = timedelta(hours=24)
ASKED_AFTER = timedelta(minutes=5)
LOOKED_BEFORE = timedelta(hours=48)
HEAVY_RAIN_MM = 10.0
DECIDED_AFTER = timedelta(days=2)
_DECIDED_AT = time(16)
_SATURDAY = 5


def cells(at: datetime, minutes: int) -> list[int]:
    """The numbers of the five minutes that an interview touches, in order."""
    first = int(at.timestamp()) // 300
    last = -(-int((at + timedelta(minutes=minutes)).timestamp()) // 300)
    return list(range(first, last))


def cells_of(stretches: Iterable[tuple[datetime, datetime]], since: datetime, until: datetime) -> Iterator[int]:
    """The numbers of the five minutes between two instants that any of the stretches touches."""
    for start, end in stretches:
        first, last = max(start, since), min(end, until)
        yield from range(int(first.timestamp()) // 300, -(-int(last.timestamp()) // 300))


def is_even(at: datetime) -> bool:
    """Whether it begins on full five minutes."""
    return at.second == 0 and at.microsecond == 0 and at.minute % 5 == 0


def beginnings(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The instants from `since` to `until` (UTC) at which the clock of `zone` shows a full or half hour."""
    at = since.astimezone(UTC)
    at += -(at - datetime.min.replace(tzinfo=UTC)) % _QUARTER
    while at <= until:
        if at.astimezone(zone).minute % 30 == 0:
            yield at
        at += _QUARTER


def lasts(permitted: Permitted, at: datetime, length: timedelta) -> bool:
    """Whether it is permitted at `at`, and until `length` later."""
    return permitted(at) == at and permitted(at + length - _A_MINUTE) == at + length - _A_MINUTE


def free(
    since: datetime,
    until: datetime,
    minutes: int,
    zone: ZoneInfo,
    crew: Sequence[Permitted],
    taken: Collection[int],
) -> list[datetime]:
    """The beginnings at which all of `crew` work for the whole time and none of its cells is `taken`, in order.

    At most MOST_OFFERED. An hour that the clock skips has none, one that comes twice has its own twice.
    """
    length = timedelta(minutes=minutes)

    def fits(at: datetime) -> bool:
        return not any(cell in taken for cell in cells(at, minutes)) and all(lasts(one, at, length) for one in crew)

    return list(islice(filter(fits, beginnings(since, until, zone)), MOST_OFFERED))


def reminders(starts_at: datetime, now: datetime) -> list[timedelta]:
    """How long before its start the candidate is reminded: nothing that would be past already."""
    return [before for before in REMINDED_BEFORE if starts_at - before > now]


def called_at(starts_at: datetime, now: datetime, permitted: Permitted) -> datetime | None:
    """When the candidate is called to confirm (MISSION H36): the day before, or the last working day before that.

    None for one that is less than a day ahead.
    """
    if starts_at - CALLED_BEFORE <= now:
        return None
    days = (starts_at - CALLED_BEFORE - timedelta(days=back) for back in range(4))
    suits = (at for at in days if at > now and permitted(at) == at)
    return next(suits, starts_at - CALLED_BEFORE)


def decided_at(last: datetime, zone: ZoneInfo) -> datetime:
    """When the decision falls: at four, two days after the last interview, never on a weekend (MISSION H2)."""
    day: date = (last.astimezone(zone) + DECIDED_AFTER).date()
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, _DECIDED_AT, zone).astimezone(UTC)
