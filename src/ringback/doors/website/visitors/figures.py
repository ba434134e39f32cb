"""Summing up a site's past days, once a night, so that figures outlive the visits and years are read in a moment."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction
from django.db.models import Count, Min, QuerySet, Sum
from django.db.models.functions import ExtractHour

from ringback.base.database import plain_rows
from ringback.base.kit import clock
from ringback.doors.website.models import Site
from ringback.doors.website.visitors.models import DayFigure, PageView, SiteEvent, Visit

# A day is over when nothing of it can still arrive; and no night sums up more days than this.
LATEST = timedelta(hours=2)
MOST_DAYS = 100
AT_ONCE = 500
_BY_VISIT = {"source": "source_id", "place": "place_id", "device": "device_id"}


class _Row(msgspec.Struct):
    site_id: int
    day: date
    by: str
    key: int
    standing: int
    visits: int = 0
    views: int = 0
    seconds: int = 0
    goals: int = 0


class _Sums(defaultdict[tuple[str, int, int], _Row]):
    """Rows by what they are about, made when they are first touched."""

    def __init__(self, site_id: int, day: date) -> None:
        super().__init__()
        self._of = site_id, day

    def __missing__(self, about: tuple[str, int, int]) -> _Row:
        site_id, day = self._of
        row = self[about] = _Row(site_id, day, *about)
        return row


def sum_up(organisation_id: int | None = None) -> int:
    """Sum up the past days of one organisation's sites, or of all, that have not been yet; how many it did."""
    sites = Site.objects.order_by("id")
    if organisation_id is not None:
        sites = sites.filter(organisation_id=organisation_id)
    days = [(site, day) for site in sites for day in _missing(site)]
    for site, day in days:
        sum_day(site, day)
    return len(days)


def sum_day(site: Site, day: date) -> None:
    """The figures of one day, in place of those that stand there."""
    zone = ZoneInfo(site.zone)
    since, until = (datetime.combine(one, time(), zone) for one in (day, day + timedelta(days=1)))
    rows = _Sums(site.pk, day)
    within = {"site_id": site.pk, "at__gte": since, "at__lt": until}
    _add_visits(rows, Visit.objects.filter(**within), zone)
    _add_views(rows, PageView.objects.filter(**within), zone)
    _add_goals(rows, SiteEvent.objects.filter(**within, kind="goal"), zone)
    rows["all", 0, 0].visits += 0  # so that a day on which nobody came is known to be done
    with transaction.atomic():
        DayFigure.objects.filter(site=site, day=day).delete()
        plain_rows.insert_missing(DayFigure, list(rows.values()))


def _missing(site: Site) -> Iterable[date]:
    zone = ZoneInfo(site.zone)
    last = DayFigure.objects.filter(site=site, by="all").order_by("-day").values_list("day", flat=True).first()
    if last is None:
        first_at = PageView.objects.filter(site=site).aggregate(at=Min("at"))["at"]
        if first_at is None:
            return []
        last = first_at.astimezone(zone).date() - timedelta(days=1)
    over = (clock.now() - LATEST).astimezone(zone).date()
    return [last + timedelta(days=one) for one in range(1, min((over - last).days, MOST_DAYS + 1))]


def _add_visits(rows: _Sums, visits: "QuerySet[Visit]", zone: ZoneInfo) -> None:
    for by, column in _BY_VISIT.items():
        for key, standing, number, views in visits.values_list(column, "standing").annotate(Count("id"), Sum("views")):
            rows[by, key, standing].visits += number
            rows[by, key, standing].views += views
    for key, standing, number in visits.values_list("page_id", "standing").annotate(Count("id")):
        rows["page", key, standing].visits += number
        rows["all", 0, standing].visits += number
    hours = visits.annotate(hour=ExtractHour("at", tzinfo=zone)).values_list("hour", "standing")
    for hour, standing, number in hours.annotate(Count("id")):
        rows["hour", hour, standing].visits += number


def _add_views(rows: _Sums, views: "QuerySet[PageView]", zone: ZoneInfo) -> None:
    by_page = views.values_list("page_id", "visit__standing").annotate(Count("key"), Sum("seconds"))
    for key, standing, number, seconds in by_page:
        for row in (rows["page", key, standing or 0], rows["all", 0, standing or 0]):
            row.views += number
            row.seconds += seconds or 0
    hours = views.annotate(hour=ExtractHour("at", tzinfo=zone)).values_list("hour", "visit__standing")
    for hour, standing, number in hours.annotate(Count("key")):
        rows["hour", hour, standing or 0].views += number


def _add_goals(rows: _Sums, goals: "QuerySet[SiteEvent]", zone: ZoneInfo) -> None:
    reached = list(goals.values_list("view", "at"))
    for start in range(0, len(reached), AT_ONCE):
        some = dict(reached[start : start + AT_ONCE])
        known = PageView.objects.filter(key__in=some).values_list(
            "key", "page_id", "visit__standing", *(f"visit__{column}" for column in _BY_VISIT.values())
        )
        for view, page, standing, *keys in known:
            about = [("page", page), ("all", 0), ("hour", some[view].astimezone(zone).hour)]
            about += [(by, key) for by, key in zip(_BY_VISIT, keys, strict=True) if key is not None]
            for by, key in about:
                rows[by, key, standing or 0].goals += 1
