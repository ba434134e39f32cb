"""From days to instants, where the organisation is."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ringback.base.accounts.services import place_of


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins in the zone."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def between(organisation_id: int, first: date, last: date) -> tuple[datetime, datetime]:
    """From the midnight that begins `first` to the one that ends `last`."""
    zone = ZoneInfo(place_of(organisation_id)[0])
    return midnight(first, zone), midnight(last + timedelta(days=1), zone)
