"""When somebody may be called, for one question at a time; for many at once there is the book."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from ringback.core.hours import rules
from ringback.core.hours.models import Calendar, Scope
from ringback.core.hours.rules import Answer, ZoneAnswer
from ringback.core.hours.services.book import Book, Permitted


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

    As `Book.permitted`; every query is made here, at most five.
    """
    book = Book(
        organisation_id,
        calendar_ids=() if calendar_id is None else (calendar_id,),
        member_ids=() if member_id is None else (member_id,),
    )
    return book.permitted(calendar_id=calendar_id, member_id=member_id, zones=zones, country=country)


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
    found = permitted(organisation_id, calendar_id=calendar_id, member_id=member_id, zones=zones, country=country)
    return found.asked(at)


def closes_at(
    organisation_id: int, at: datetime, *, calendar_id: int | None = None, member_id: int | None = None
) -> datetime | None:
    """When our side, open at `at`, closes; `at` itself where it is closed then, None where no end is in sight."""
    return rules.open_until(at, permitted(organisation_id, calendar_id=calendar_id, member_id=member_id).parties)


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
    """In which zones to judge a person, and how we know: as `Book.zones_for`."""
    book = Book(organisation_id)
    return book.zones_for(phone=phone, said=said, browser=browser, city=city, country=country, place=place)
