"""When somebody may be called: calendars, time off and the called person's window, read once and then asked plainly."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from ringback.base.kit import clock
from ringback.base.kit.phone_zones import zones_of_number
from ringback.core.hours import rules
from ringback.core.hours.models import Calendar, Scope, TimeOff
from ringback.core.hours.places import city_zone
from ringback.core.hours.public_holidays import holidays_of
from ringback.core.hours.rules import Answer, Party, Told, Who, ZoneAnswer
from ringback.core.hours.services import window
from ringback.core.hours.services.reading import Home, home_of, party_of

Permitted = Callable[[datetime], datetime | None]

# An instant may be asked for that lies a little back: a day that began yesterday somewhere still counts.
_BACK = timedelta(days=3)


def calendar_for(
    organisation_id: int, *, site_id: int | None = None, group_id: int | None = None, member_id: int | None = None
) -> int | None:
    """The most specific calendar that exists: the member's, the group's, the site's, the organisation's; else None.

    One query. None is always open. `permitted` takes the member beside the calendar, and both must be open.
    """
    wanted = {Scope.MEMBER: member_id, Scope.GROUP: group_id, Scope.SITE: site_id, Scope.ORGANISATION: 0}
    either = Q()
    for scope, scope_id in wanted.items():
        if scope_id is not None:
            either |= Q(scope=scope, scope_id=scope_id)
    rows = Calendar.objects.filter(either, organisation_id=organisation_id).values_list("scope", "id")
    found: dict[str, int] = dict(rows)
    return next((found[scope] for scope in wanted if scope in found), None)


def permitted(
    organisation_id: int,
    *,
    calendar_id: int | None = None,
    member_id: int | None = None,
    zones: Sequence[str] = (),
    country: str = "",
) -> Permitted:
    """A plain function: the first instant at or after a given one (aware) at which both sides may talk.

    Ours: the calendar (None: the organisation's own, or always open), and the member's own hours and time off.
    Theirs: the permitted window by their clock in all of `zones`, without any of them unasked; `country` says whose
    holidays they keep. The function gives None where there is no such instant within 400 days. It reads nothing:
    every query is made here, at most five.
    """
    parties = parties_of(organisation_id, calendar_id=calendar_id, member_id=member_id, zones=zones, country=country)
    return lambda at: rules.first_permitted(at, parties)


def asked(
    organisation_id: int,
    at: datetime,
    *,
    calendar_id: int | None = None,
    member_id: int | None = None,
    zones: Sequence[str] = (),
    country: str = "",
) -> Answer:
    """As `permitted` for one instant, with the reasons why it is not that instant itself."""
    parties = parties_of(organisation_id, calendar_id=calendar_id, member_id=member_id, zones=zones, country=country)
    return rules.next_permitted(at, parties)


def parties_of(
    organisation_id: int,
    *,
    calendar_id: int | None = None,
    member_id: int | None = None,
    zones: Sequence[str] = (),
    country: str = "",
) -> list[Party]:
    """Everybody whose hours count, as plain values."""
    home = home_of(organisation_id)
    parties = _ours(home, calendar_id, member_id)
    if zones:
        parties += _theirs(home, zones, country)
    return parties


def zones_for(
    organisation_id: int,
    *,
    phone: str = "",
    said: str = "",
    browser: str = "",
    city: str = "",
    country: str = "",
    place: str = "",
) -> ZoneAnswer:
    """In which zones to judge a person, and how we know: as `rules.zones_of`, from what is stored of them.

    `phone` is E.164, `city` a name with its `country`, `place` the zone of the site or opening they came through.
    No query, unless nothing is known.
    """
    known = rules.zones_of(
        said=said,
        browser=browser,
        city=city_zone(city, country) if city else "",
        place=place,
        number=zones_of_number(phone) if phone else (),
    )
    if known.reason is not Told.ORGANISATION:
        return known
    return rules.zones_of(organisation=home_of(organisation_id).zone)


def _ours(home: Home, calendar_id: int | None, member_id: int | None) -> list[Party]:
    """The calendar, the organisation's own where there is no such any more, and the member's."""
    wanted = Q(scope=Scope.ORGANISATION) | Q(id=calendar_id)
    if member_id is not None:
        wanted |= Q(scope=Scope.MEMBER, scope_id=member_id)
    found = list(Calendar.objects.filter(wanted, organisation_id=home.organisation_id))
    named = [row for row in found if row.pk == calendar_id] or [row for row in found if row.scope == Scope.ORGANISATION]
    own = [row for row in found if (row.scope, row.scope_id) == (Scope.MEMBER, member_id) and row not in named]
    parties = [party_of(home, row, since=clock.now() - _BACK) for row in named + own]
    if member_id is not None and (away := _away(home, member_id)):
        parties.append(Party(Who.MEMBER, home.zone_info, away=away))
    return parties


def _theirs(home: Home, zones: Iterable[str], country: str) -> list[Party]:
    """One party a zone, since all of them count; names that are no zones are passed over."""
    own = window.window_of(home.organisation_id)
    holidays = rules.no_holidays if own.on_holidays else holidays_of(country or home.country, language=home.language)
    known = [zone for name in dict.fromkeys(zones) if (zone := rules.zone_named(name)) is not None]
    return [
        Party(Who.THEY, zone, own.week, holidays=holidays, place=country or home.country)
        for zone in known or [home.zone_info]
    ]


def _away(home: Home, member_id: int) -> tuple[tuple[datetime, datetime], ...]:
    off = TimeOff.objects.filter(
        organisation_id=home.organisation_id, member_id=member_id, ends_at__gt=clock.now() - _BACK
    )
    return tuple(off.order_by("starts_at", "id").values_list("starts_at", "ends_at"))
