"""When a webhook is tried again, and when an endpoint is given up: plain values (pure).

Sources: the Standard Webhooks specification, "Operational considerations".
"""

from collections.abc import Callable
from datetime import datetime, timedelta

# The first attempt is at once; then after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h.
SCHEDULE_SECONDS = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
# So that a thousand events which failed together do not come back together.
MOST_JITTER = 0.1
GIVEN_UP_AFTER = timedelta(days=5)
OLD_SECRET_LASTS = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)
GONE = 410
MOST_TRIES_SHOWN = 25
# However long an endpoint asks to be left alone.
MOST_PAUSE_SECONDS = 86_400.0
# Of the threads that send, an endpoint that lets us wait has so many; what else is for it comes later.
SLOW_SECONDS = 1.0
MOST_SLOW = 2
PUT_BACK_SECONDS = 10.0


def gaps(chance: Callable[[], float]) -> tuple[int, ...]:
    """The schedule for one event; `chance` gives numbers from 0 to 1."""
    return tuple(round(seconds * (1 + MOST_JITTER * chance())) for seconds in SCHEDULE_SECONDS)


def given_up(failing_since_at: datetime | None, now: datetime) -> bool:
    """Whether an endpoint that failed just now has done nothing else for too long."""
    return failing_since_at is not None and now - failing_since_at >= GIVEN_UP_AFTER
