"""When a region closes, by its own clock (MISSION A1)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ringback.doors.allocation.campaigns.rules.facts import RegionFacts


def closing_instant(day: date, zone: str) -> datetime:
    """The first instant after `day` in `zone` (an IANA name), in UTC.

    Where a zone skips midnight, the next day begins later there; where it has midnight twice, the first one counts.
    """
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def is_open(region: RegionFacts, at: datetime, opens_at: datetime | None = None) -> bool:
    """Whether applications of that region are taken at the instant `at`."""
    return (opens_at is None or opens_at <= at) and at < region.closes_at
