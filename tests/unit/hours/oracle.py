"""The slow and plain truth about hours: the clock on the wall, asked minute by minute."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ringback.core.hours.rules import Party

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def is_open(party: Party, at: datetime) -> bool:
    """Whether the party's clock shows a time within its hours at `at`, and it is not away."""
    if any(start <= at < end for start, end in party.away):
        return False
    local = at.astimezone(party.zone)
    minute = local.hour * 60 + local.minute
    for days_back in (0, 1):
        day = local.date() - days_back * DAY
        if day in party.exceptions:
            spans = party.exceptions[day].spans
        elif day in party.holidays(day.year):
            spans = ()
        else:
            spans = party.week[day.weekday()]
        if any(start <= minute + days_back * 1440 < end for start, end in spans):
            return True
    return False


def first_open(at: datetime, parties: Sequence[Party], latest: datetime) -> datetime | None:
    """The first of `at` and the full minutes after it, up to `latest`, at which all parties are open."""
    while at <= latest:
        if all(is_open(party, at) for party in parties):
            return at
        at = at.replace(second=0, microsecond=0) + MINUTE
    return None
