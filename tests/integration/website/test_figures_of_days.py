"""Past days summed up: by everything at once, once, and kept when the visits behind them are gone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from ringback.base.kit import clock
from ringback.core.people import services as people
from ringback.doors.website.models import Site
from ringback.doors.website.visitors import figures
from ringback.doors.website.visitors.models import DayFigure, Page, PageView, SiteEvent, Visit
from tests.integration.website.conftest import ORIGIN
from tests.integration.website.test_beacons import CHROME, beacon, send, view_of


@pytest.fixture
def days_ago(client: httpx.Client, site: Site) -> date:
    """Two visits, three views and a goal on one day, at 23:30 in Berlin."""
    client.headers.update({"User-Agent": CHROME, "Content-Type": "text/plain"})
    entry, other, inside = view_of("/", ""), view_of("/tents"), view_of("/tents", f"{ORIGIN}/")
    leave, goal = {"kind": "leave", "seconds": 30}, {"kind": "goal", "goal": "phone"}
    for number, sent in enumerate((entry, other, inside)):
        assert send(client, beacon(site, sent, view=f"view-number-{number}")).status_code == 204
    assert send(client, beacon(site, leave, goal, view="view-number-1")).status_code == 204
    at = (clock.now() - timedelta(days=3)).astimezone(UTC).replace(hour=21, minute=30)
    for model in (Visit, PageView, SiteEvent):
        model._default_manager.update(at=at)
    return at.date()


def total(by: str, **about: object) -> tuple[int, int, int, int]:
    rows = DayFigure.objects.filter(by=by, **about).values_list("visits", "views", "seconds", "goals")
    return tuple(map(sum, zip(*rows, strict=True))) if rows else (0, 0, 0, 0)  # type: ignore[return-value]


def test_days_are_summed_once_and_outlive_their_visits(days_ago: date, site: Site) -> None:
    assert figures.sum_up() >= 2
    assert figures.sum_up() == 0
    assert total("all", day=days_ago) == (2, 3, 30, 1)
    assert total("page", day=days_ago) == (2, 3, 30, 1)
    tents = Page.objects.get(path="/tents").pk
    assert total("page", day=days_ago, key=tents) == (1, 2, 30, 1)
    assert total("source", day=days_ago) == (2, 2, 0, 1)
    hour = datetime.combine(days_ago, time(21, 30), UTC).astimezone(ZoneInfo(site.zone)).hour
    assert total("hour", day=days_ago, key=hour) == (2, 3, 0, 1)
    before = list(DayFigure.objects.order_by("id").values_list("by", "key", "visits", "views"))
    figures.sum_day(site, days_ago)
    assert sorted(before) == sorted(DayFigure.objects.values_list("by", "key", "visits", "views"))


def test_visits_expire_after_they_were_summed_up(days_ago: date, site: Site) -> None:
    kinds = {period.slug: period.default for period in people.retention(site.organisation_id)}
    assert {"visits": 400, "visit_networks": 7, "visitors": 730}.items() <= kinds.items()
    for model in (Visit, PageView, SiteEvent):
        model._default_manager.update(at=clock.now() - timedelta(days=8))
    people.apply_retention(site.organisation_id, 5)
    assert set(Visit.objects.values_list("network", flat=True)) == {""}
    for model in (Visit, PageView, SiteEvent):
        model._default_manager.update(at=clock.now() - timedelta(days=401))
    assert people.apply_retention(site.organisation_id, 5).counts["visits"] == 6
    assert not Visit.objects.exists() and not PageView.objects.exists() and not SiteEvent.objects.exists()
    assert total("all") == (2, 3, 30, 1)
