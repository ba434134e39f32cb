"""Which times are offered: pure decisions over instants, hours as functions, and how many calls each time holds."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Self
from zoneinfo import ZoneInfo

# Gives the first instant at or after one at which somebody may be called; None: there is none.
Permitted = Callable[[datetime], datetime | None]

# Every clock on earth is set to quarters of an hour from UTC.
_STEP = timedelta(minutes=15)
_A_MINUTE = timedelta(minutes=1)
LENGTHS = (15, 30, 60)
MOST_DAYS = 30
MOST_OFFERED = 300


@dataclass(frozen=True, slots=True)
class Terms:
    """What a site offers. A time lasts `minutes`; of the agents on duty then, `share_percent` may be promised to those
    who chose it, the others stay for who calls now. Nothing is offered sooner than `notice_minutes` or later than
    `days`. `after_hours`: "times" are offered instead of a call now, "message" only a written one, "call" as ever.
    """

    offered: bool = True
    minutes: int = 30
    share_percent: int = 50
    notice_minutes: int = 15
    days: int = 7
    after_hours: str = "times"

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """From a site's row; what does not stand there is as above."""
        return cls(**{one.name: kept[one.name] for one in fields(cls) if one.name in kept})

    def to_json(self) -> dict[str, Any]:
        """As a site's row keeps it."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @property
    def length(self) -> timedelta:
        """How long one time lasts."""
        return timedelta(minutes=self.minutes)

    def between(self, now: datetime) -> tuple[datetime, datetime]:
        """The first and the last instant at which a time may begin."""
        return now + timedelta(minutes=self.notice_minutes), now + timedelta(days=self.days)


def beginnings(since: datetime, until: datetime, minutes: int, zone: ZoneInfo) -> Iterator[datetime]:
    """The instants from `since` to `until` (UTC) at which the clock of `zone` shows a multiple of `minutes`.

    An hour that is skipped has none; one that comes twice has its own twice.
    """
    at = since.astimezone(UTC)
    at += -(at - datetime.min.replace(tzinfo=UTC)) % _STEP
    while at <= until:
        local = at.astimezone(zone)
        if (local.hour * 60 + local.minute) % minutes == 0:
            yield at
        at += _STEP


def lasts(permitted: Permitted, at: datetime, length: timedelta) -> bool:
    """Whether it is permitted at `at`, and until `length` later."""
    return permitted(at) == at and permitted(at + length - _A_MINUTE) == at + length - _A_MINUTE


def opens_at(now: datetime, ours: Permitted, crew: Sequence[Permitted]) -> datetime | None:
    """When somebody is on duty next: `now` where somebody is; None: that is not in sight.

    `ours` are the hours of the group, which decide where it has no `crew`.
    """
    opens = [one(now) for one in crew] if crew else [ours(now)]
    return min((at for at in opens if at is not None), default=None)


def places(agents: int, share_percent: int) -> int:
    """How many calls one time holds: a share of the agents on duty, rounded up; none where nobody is."""
    return -(-agents * share_percent // 100)


def has_room(
    at: datetime, terms: Terms, window: Permitted, crew: Sequence[Permitted], promised: Collection[datetime]
) -> bool:
    """Whether a call may be promised for `at`: both sides have time, and not all places are promised to others.

    `window` are the hours of the group and the visitor, `crew` those of each agent, `promised` when calls are due.
    """
    if not lasts(window, at, terms.length):
        return False
    on_duty = sum(lasts(hours, at, terms.length) for hours in crew)
    taken = sum(at <= due_at < at + terms.length for due_at in promised)
    return taken < places(on_duty, terms.share_percent)


def offers(
    now: datetime,
    terms: Terms,
    zone: ZoneInfo,
    window: Permitted,
    crew: Sequence[Permitted],
    promised: Collection[datetime],
) -> list[datetime]:
    """The times that can be chosen, in order, at most MOST_OFFERED; as `has_room` decides, by the clock of `zone`."""
    if not terms.offered or not crew:
        return []
    since, until = terms.between(now)
    begun = (at for at in beginnings(since, until, terms.minutes, zone) if _reaches(window, at))
    return list(islice((at for at in begun if has_room(at, terms, window, crew, promised)), MOST_OFFERED))


def _reaches(window: Permitted, at: datetime) -> bool:
    return window(at) == at
