"""When entries of a calendar are, and whether they make their owner busy (RFC 5545). Pure; what they say stays out."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

Stretch = tuple[datetime, datetime]
# Nobody has an appointment by the minute, and such a series is millions of them.
_TOO_FINE = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_TOO_FINE_PARTS = ("BYSECOND", "BYMINUTE", "BYHOUR")
_FREE = frozenset({"FREE", "WORKINGELSEWHERE"})


@dataclass(frozen=True, slots=True)
class Appointment:
    """One time of one entry, in UTC. `busy`: whether it takes its owner's time. `off`: it is called off."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    busy: bool
    off: bool = False


def times_of(
    text: str, since: datetime, until: datetime, zone: ZoneInfo, own: Collection[str] = ()
) -> list[Appointment]:
    """The times of an entry between two instants, its series expanded.

    Days and times without a zone are of `zone`. `own`: the owner's addresses in lower case, for what they declined.
    Raises ValueError for what is no calendar object.
    """
    calendar = Calendar.from_ical(text)
    calendar.subcomponents = [one for one in calendar.subcomponents if not _is_too_fine(one)]
    query = recurring_ical_events.of(calendar, components=["VEVENT"], skip_bad_series=True)
    found = (_appointment(event, zone, own) for event in query.between(since, until))
    return [one for one in found if one.ends_at > since and one.starts_at < until]


def merged(appointments: Iterable[Appointment], but: Collection[str] = ()) -> list[Stretch]:
    """The stretches of time that are taken, in order and apart; without the entries whose uid is in `but`."""
    joined: list[Stretch] = []
    spans = ((one.starts_at, one.ends_at) for one in appointments if one.busy and one.uid not in but)
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return joined


def overlapping(stretches: Sequence[Stretch], start: datetime, end: datetime) -> bool:
    """Whether any of them takes a part of the time from `start` to `end`."""
    return any(begins < end and ends > start for begins, ends in stretches)


def _is_too_fine(component: Any) -> bool:
    rules = component.get("RRULE", [])
    return any(
        not _TOO_FINE.isdisjoint(str(word).upper() for word in rule.get("FREQ", []))
        or any(part in rule for part in _TOO_FINE_PARTS)
        for rule in (rules if isinstance(rules, list) else [rules])
    )


def _appointment(event: Any, zone: ZoneInfo, own: Collection[str]) -> Appointment:
    off = str(event.get("STATUS", "")).upper() == "CANCELLED"
    whole = not isinstance(event.start, datetime)
    microsoft = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    free = str(event.get("TRANSP", "OPAQUE")).upper() == "TRANSPARENT" or microsoft in _FREE
    end = event.end + timedelta(days=1) if whole and event.end <= event.start else event.end
    return Appointment(
        uid=str(event.get("UID", ""))[:500],
        starts_at=_instant(event.start, zone),
        ends_at=_instant(end, zone),
        busy=not (off or free or _declined(event, own)),
        off=off,
    )


def _declined(event: Any, own: Collection[str]) -> bool:
    """Whether the owner said no to it: calendars keep such invitations."""
    return any(
        str(one).lower().removeprefix("mailto:") in own and str(one.params.get("PARTSTAT", "")).upper() == "DECLINED"
        for one in _several(event.get("ATTENDEE", []))
    )


def _several(values: Any) -> Iterator[Any]:
    yield from values if isinstance(values, list) else [values]


def _instant(at: date, zone: ZoneInfo) -> datetime:
    """An instant in UTC of a day, a time without zone, or one with."""
    local = at if isinstance(at, datetime) else datetime.combine(at, time())
    return (local if local.tzinfo is not None else local.replace(tzinfo=zone)).astimezone(UTC)
