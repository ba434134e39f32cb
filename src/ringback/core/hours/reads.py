"""What the pages of hours show: calendars and how they stand now, a year's holidays, who is away. Read-only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats

from ringback.base.accounts.services import Actor, country_choices, member_names, scope_choices
from ringback.base.kit import clock
from ringback.core.hours import public_holidays, rules, words
from ringback.core.hours.models import Calendar, Scope, SpecialDays, TimeOff
from ringback.core.hours.services.reading import Home, exceptions_of, home_of, party_of, zone_of

_ORDER = {Scope.ORGANISATION: 0, Scope.SITE: 1, Scope.GROUP: 2, Scope.MEMBER: 3}


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One calendar of a list: whose it is, its hours and how it stands in words."""

    id: int
    scope: str
    kind: str
    name: str
    zone: str
    week: str
    holidays: str
    is_open: bool
    now: str


@dataclass(frozen=True, slots=True)
class Named:
    """Whose hours somebody may make: `reach` is "site:3", `name` for people."""

    reach: str
    name: str


@dataclass(frozen=True, slots=True)
class AwayRow:
    """Time off, in words of the member's own days."""

    id: int
    when: str
    note: str
    is_now: bool


def calendars(actor: Actor) -> list[CalendarRow]:
    """The calendars that the actor may change, the organisation's first."""
    home, names = home_of(actor.organisation_id), names_of(actor.organisation_id)
    rows = [row for row in Calendar.objects.filter(organisation_id=actor.organisation_id) if _may(actor, row)]
    shown = [_row(home, calendar, names) for calendar in rows]
    return sorted(shown, key=lambda row: (_ORDER[Scope(row.scope)], row.name.lower(), row.id))


def names_of(organisation_id: int) -> dict[tuple[str, int], str]:
    """The names of all that can have hours, by (scope, id); the organisation's own is ""."""
    choices = scope_choices(organisation_id)
    found = {(scope, number): name for scope, number, name in choices if scope in Scope.values}
    members = {(Scope.MEMBER.value, number): name for number, name in member_names(organisation_id).items()}
    return {(Scope.ORGANISATION.value, 0): "", **found, **members}


def without_calendar(actor: Actor) -> list[Named]:
    """Whatever has no hours yet, and may be given some by the actor."""
    taken = set(Calendar.objects.filter(organisation_id=actor.organisation_id).values_list("scope", "scope_id"))
    names = names_of(actor.organisation_id)
    mine = [key for key in names if key not in taken and may_change(actor, *key)]
    ordered = sorted(mine, key=lambda key: (_ORDER[Scope(key[0])], names[key].lower()))
    return [Named(f"{scope}:{number}", title(scope, names[(scope, number)])) for scope, number in ordered]


def title(scope: str, name: str) -> str:
    """ "Site: shop.example", or the organisation."""
    kind = str(Scope(scope).label)
    return f"{kind}: {name}" if name else kind


def may_change(actor: Actor, scope: str, scope_id: int) -> bool:
    """As `services.require_calendar`, for lists."""
    if scope != Scope.MEMBER:
        return actor.may("setup.edit", *(((scope, scope_id),) if scope_id else ()))
    return scope_id == actor.member_id or actor.may("team.edit")


def member_calendar(organisation_id: int, member_id: int) -> Calendar | None:
    """The member's own hours, if they have some."""
    rows = Calendar.objects.filter(organisation_id=organisation_id, scope=Scope.MEMBER, scope_id=member_id)
    return rows.first()


def row_of(calendar: Calendar) -> CalendarRow:
    """One calendar as a list shows it."""
    return _row(home_of(calendar.organisation_id), calendar, names_of(calendar.organisation_id))


def exceptions(calendar: Calendar) -> list[SpecialDays]:
    """The calendar's exceptions that are not over, the next first; each with `words`."""
    today = clock.now().astimezone(zone_of(home_of(calendar.organisation_id), calendar)).date()
    rows = list(calendar.exceptions.filter(last_day__gte=today).order_by("first_day", "id"))
    for row in rows:
        row.words = words.spans_words([(start, end) for start, end in row.spans])  # type: ignore[attr-defined]
    return rows


def away_row(row: TimeOff, zone: ZoneInfo) -> AwayRow:
    """Time off in the member's own days."""
    starts_at, ends_at, now = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone), clock.now()
    first, last = starts_at.date(), (ends_at - timedelta(microseconds=1)).date()
    if row.whole_days:
        days = [formats.date_format(first, "D j M Y")] + (
            [formats.date_format(last, "D j M Y")] if last > first else []
        )
        when = " – ".join(days)
    else:
        when = f"{formats.date_format(first, 'D j M Y')}, {starts_at:%H:%M} – "
        when += f"{ends_at:%H:%M}" if last == first else f"{formats.date_format(last, 'D j M Y')}, {ends_at:%H:%M}"
    return AwayRow(row.pk, when, row.note, row.starts_at <= now < row.ends_at)


def holidays_of_year(country: str, region: str, language: str, year: int) -> list[tuple[date, str]]:
    """The public holidays of a year in order."""
    return sorted(public_holidays.holidays_of(country, region, language)(year).items())


def _row(home: Home, calendar: Calendar, names: dict[tuple[str, int], str]) -> CalendarRow:
    party = party_of(home, calendar, exceptions_of(calendar, clock.now().date()))
    seen = rules.outlook(clock.now(), [party])
    return CalendarRow(
        id=calendar.pk,
        scope=calendar.scope,
        kind=calendar.get_scope_display(),
        name=names.get((calendar.scope, calendar.scope_id), "–"),
        zone=words.zone_words(party.zone.key),
        week=words.week_words(party.week),
        holidays=", ".join(_places(calendar)),
        is_open=seen.is_open,
        now=words.outlook_words(seen, party.zone),
    )


def _places(calendar: Calendar) -> Iterable[str]:
    country, region = calendar.holiday_country, calendar.holiday_region
    if country:
        yield country_words(country)
    if region:
        yield public_holidays.region_name(country, region)


def country_words(country: str) -> str:
    """The country's name in the reader's language."""
    return dict(country_choices()).get(country, country)


def countries_with_holidays() -> list[tuple[str, str]]:
    """(code, name) of the countries whose holidays are known."""
    known = public_holidays.countries()
    return [(code, name) for code, name in country_choices() if code in known]


def _may(actor: Actor, calendar: Calendar) -> bool:
    return may_change(actor, calendar.scope, calendar.scope_id)
