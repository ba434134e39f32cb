"""Hours as programs read and write them: times as "09:00", an end that is not later as the next day's."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, time
from typing import Any

from ringback.base.accounts.services import Actor, require_reach
from ringback.base.kit import clock
from ringback.core.hours import reads, rules, words
from ringback.core.hours.models import Calendar, SpecialDays, TimeOff
from ringback.core.hours.rules import DAY, Span, Week
from ringback.core.hours.services import calendar_of, window_of
from ringback.core.hours.services.reading import exceptions_of, home_of, party_of

Typed = Sequence[tuple[str, str]]


def spans(hours: Typed) -> list[Span]:
    """Minutes since midnight."""
    return [
        (_minutes(start), end if (end := _minutes(until)) > _minutes(start) else end + DAY) for start, until in hours
    ]


def week(days: Sequence[Typed]) -> Week:
    """Seven days of them."""
    return tuple(tuple(spans(day)) for day in days)


def clock_time(text: str | None) -> time | None:
    """A time of day; the end of a day is its beginning."""
    return None if text is None else time.fromisoformat("00:00" if text == "24:00" else text)


def calendars(actor: Actor) -> list[dict[str, Any]]:
    """The calendars that the actor may change."""
    return [_shown(actor, calendar_of(actor, row.id)) for row in reads.calendars(actor)]


def calendar(actor: Actor, calendar_id: int) -> dict[str, Any]:
    """One of them. Raises NotFoundError, NotAllowedError."""
    return _shown(actor, calendar_of(actor, calendar_id))


def exception(row: SpecialDays) -> dict[str, Any]:
    """One exception."""
    hours = _typed((start, end) for start, end in row.spans)
    return {"id": row.pk, "first_day": row.first_day, "last_day": row.last_day, "hours": hours, "note": row.note}


def time_off(row: TimeOff) -> dict[str, Any]:
    """Time off, in UTC as all instants."""
    instants = {"starts_at": row.starts_at.astimezone(UTC), "ends_at": row.ends_at.astimezone(UTC)}
    return instants | {"id": row.pk, "whole_days": row.whole_days, "note": row.note}


def window(actor: Actor) -> dict[str, Any]:
    """The calling window in force, for who sees calls."""
    require_reach(actor, "calls.see")
    found = window_of(actor.organisation_id)
    return asdict(found) | {"week": [_typed(day) for day in found.week]}


def _shown(actor: Actor, row: Calendar) -> dict[str, Any]:
    now = clock.now()
    party = party_of(home_of(actor.organisation_id), row, exceptions_of(row, now.date()))
    seen = rules.outlook(now, [party])
    plain = {
        name: getattr(row, name) for name in ("id", "scope", "scope_id", "zone", "holiday_country", "holiday_region")
    }
    return plain | {
        "zone_in_force": party.zone.key,
        "week": [_typed(day) for day in party.week],
        "exceptions": [exception(one) for one in reads.exceptions(row)],
        "is_open": seen.is_open,
        "changes_at": seen.until,
    }


def _typed(hours: Iterable[Span]) -> list[tuple[str, str]]:
    return [(words.clock_words(start), words.clock_words(end)) for start, end in hours]


def _minutes(text: str) -> int:
    hours, _colon, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)
