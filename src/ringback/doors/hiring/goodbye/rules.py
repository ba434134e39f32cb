"""What is sensible at goodbye, decided from plain values."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

# An answer promised for 16:00 is late at 16:01.
GRACE_SECONDS = 60
CALL_GRACE_SECONDS = 3600
ANSWER_AT = time(16, 0)
DECIDE_DAYS = 2
REASONS_WITHIN = timedelta(days=7)


def usual_due(now: datetime, days: int, decide_at: datetime | None, zone: str) -> datetime:
    """When the answer is usually promised for: once the decision falls, else after so many days; at 16:00 of a
    working day by the opening's clock (MISSION H2, H11)."""
    there = ZoneInfo(zone)
    wanted = decide_at if decide_at is not None and decide_at > now else now + timedelta(days=days)
    day = wanted.astimezone(there).date()
    at = datetime.combine(day, ANSWER_AT, there)
    if at < wanted or at <= now:
        day += timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, ANSWER_AT, there)
