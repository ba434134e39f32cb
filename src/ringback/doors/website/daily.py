"""What happened on sites within a time, for who counts it. Read-only."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Min, QuerySet
from django.db.models.functions import ExtractHour

from ringback.base.accounts.services import Actor
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.services import sites_of
from ringback.doors.website.visitors.models import PageView, Visit
from ringback.doors.website.visitors.personal_data import VISITS

__all__ = ["VISITS", "Asked", "Counted", "asked", "entries", "first_at", "made", "site_ids", "views", "within_reach"]


class Counted(NamedTuple):
    """How many there were `of` a thing ("hour", "page", "source", "place", "device" or "standing") with this key."""

    site_id: int
    of: str
    key: int
    number: int


class Asked(NamedTuple):
    """A request for a callback, and where it came from as far as the page said so."""

    id: int
    site_id: int
    at: datetime
    promise_id: int
    closed: bool
    page_id: int | None
    source_id: int | None
    place_id: int | None
    device_id: int | None
    standing: int


class Made(NamedTuple):
    """A request, and whether it is over."""

    id: int
    promise_id: int
    closed: bool


def site_ids(organisation_id: int) -> list[int]:
    """The organisation's sites."""
    return list(Site.objects.filter(organisation_id=organisation_id).values_list("id", flat=True))


def within_reach(actor: Actor, site_id: int | None = None) -> list[int]:
    """The sites whose figures the actor may see, or that one of them, or none. Raises NotAllowedError."""
    return [site.pk for site in sites_of(actor) if site_id in (None, site.pk)]


def first_at(sites: Collection[int]) -> datetime | None:
    """When the first of all visits and requests was; None where there was none."""
    visit = Visit.objects.filter(site_id__in=sites).aggregate(at=Min("at"))["at"]
    request = CallbackRequest.objects.filter(site_id__in=sites).aggregate(at=Min("created_at"))["at"]
    return min((at for at in (visit, request) if at is not None), default=None)


def views(sites: Collection[int], since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[Counted]:
    """Page views from `since` until before `until`, by hours of the zone and by pages."""
    rows = PageView.objects.filter(site_id__in=sites, at__gte=since, at__lt=until)
    return _counted(rows, {"hour": ExtractHour("at", tzinfo=zone), "page": F("page_id")})


def entries(sites: Collection[int], since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[Counted]:
    """Visits that began from `since` until before `until`, by everything that is known of them."""
    rows = Visit.objects.filter(site_id__in=sites, at__gte=since, at__lt=until)
    columns = {"page": "page_id", "source": "source_id", "place": "place_id", "device": "device_id"}
    of = {name: F(column) for name, column in (columns | {"standing": "standing"}).items()}
    return _counted(rows, {"hour": ExtractHour("at", tzinfo=zone), **of})


def _counted(rows: QuerySet[Any], of: Mapping[str, Any]) -> Iterator[Counted]:
    """The database groups them: a day of a busy house has ten thousands of rows, and they stay there."""
    for name, key in of.items():
        groups = rows.annotate(by=key).values_list("site_id", "by").annotate(number=Count("*")).order_by()
        for site_id, by, number in groups:
            yield Counted(site_id, name, by, number)


def asked(sites: Collection[int], since: datetime, until: datetime) -> list[Asked]:
    """Requests made from `since` until before `until`, each with its origin as it was last noted: one query."""
    rows = CallbackRequest.objects.filter(site_id__in=sites, created_at__gte=since, created_at__lt=until)
    origin = [f"origin__{name}" for name in ("page", "source", "place", "device", "standing")]
    made = rows.filter(promise__isnull=False).values_list(
        "id", "site_id", "created_at", "promise_id", "closed_at", *origin
    )
    return [
        Asked(pk, site_id, at, promise_id, closed_at is not None, page, source, place, device, standing or 0)
        for pk, site_id, at, promise_id, closed_at, page, source, place, device, standing in made
        if promise_id is not None
    ]


def made(sites: Collection[int], since: datetime, until: datetime) -> list[Made]:
    """As `asked`, without the origins: before they are noted."""
    rows = CallbackRequest.objects.filter(site_id__in=sites, created_at__gte=since, created_at__lt=until)
    found = rows.filter(promise__isnull=False).values_list("id", "promise_id", "closed_at")
    return [
        Made(pk, promise_id, closed_at is not None) for pk, promise_id, closed_at in found if promise_id is not None
    ]
