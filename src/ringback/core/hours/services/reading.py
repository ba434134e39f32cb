"""From rows to the plain values that rules take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from ringback.base.accounts.services import place_of
from ringback.core.hours import rules
from ringback.core.hours.models import Calendar, Scope, SpecialDays
from ringback.core.hours.public_holidays import holidays_of, region_name
from ringback.core.hours.rules import Party, Special, Who


@dataclass(frozen=True, slots=True)
class Home:
    """The organisation as far as hours go: its zone, country and language."""

    organisation_id: int
    zone: str
    country: str
    language: str

    @property
    def zone_info(self) -> ZoneInfo:
        """Its time zone; UTC should the machine have lost it."""
        return rules.zone_named(self.zone) or ZoneInfo("UTC")


def home_of(organisation_id: int) -> Home:
    """The organisation's place. One query."""
    return Home(organisation_id, *place_of(organisation_id))


def zone_of(home: Home, calendar: Calendar) -> ZoneInfo:
    """The zone that a calendar's hours are written in: its own, or the organisation's."""
    return rules.zone_named(calendar.zone) or home.zone_info


def party_of(home: Home, calendar: Calendar, exceptions: Mapping[date, Special]) -> Party:
    """A calendar as a party, with its exceptions by day."""
    country, region = calendar.holiday_country, calendar.holiday_region
    return Party(
        Who.MEMBER if calendar.scope == Scope.MEMBER else Who.WE,
        zone_of(home, calendar),
        rules.week_of(calendar.weekly),
        exceptions=exceptions,
        holidays=holidays_of(country, region, home.language),
        place=region_name(country, region) if region else country,
    )


def exceptions_of(calendar: Calendar, since: date) -> dict[date, Special]:
    """The calendar's exceptions by day, from `since` on."""
    return days_of(calendar.exceptions.filter(last_day__gte=since).order_by("first_day", "id"), since)


def days_of(rows: Iterable[SpecialDays], since: date) -> dict[date, Special]:
    """Exceptions that end on `since` or later, by day."""
    return {
        day: Special(tuple((start, end) for start, end in row.spans), row.note)
        for row in rows
        for day in rules.days_between(max(row.first_day, since), row.last_day)
    }
