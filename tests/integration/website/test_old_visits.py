"""Visits go when they are old; what was counted of their days stays."""

from datetime import UTC, timedelta

import httpx
import pytest

from ringback.base.kit import clock
from ringback.core.people import services as people
from ringback.core.people.models import RetentionPeriod
from ringback.doors.website.models import Site
from ringback.doors.website.visitors.models import PageView, SiteEvent, Visit
from ringback.insight.statistics.counting import count_open
from ringback.insight.statistics.models import By, Tally
from tests.integration.website.conftest import ORIGIN
from tests.integration.website.test_beacons import CHROME, beacon, send, view_of


@pytest.fixture
def days_ago(client: httpx.Client, site: Site) -> None:
    """Two visits, three views and a goal, three days ago."""
    client.headers.update({"User-Agent": CHROME, "Content-Type": "text/plain"})
    entry, other, inside = view_of("/", ""), view_of("/tents"), view_of("/tents", f"{ORIGIN}/")
    for number, sent in enumerate((entry, other, inside)):
        assert send(client, beacon(site, sent, view=f"view-number-{number}")).status_code == 204
    assert send(client, beacon(site, {"kind": "goal", "goal": "phone"}, view="view-number-1")).status_code == 204
    happened(3)


def happened(days: int) -> None:
    """Let all of it have happened so many days ago, around noon."""
    at = (clock.now() - timedelta(days=days)).astimezone(UTC).replace(hour=11, minute=30)
    for model in (Visit, PageView, SiteEvent):
        model._default_manager.update(at=at)


def counted() -> tuple[int, int]:
    rows = Tally.objects.filter(by=By.PAGE).values_list("entries", "views")
    return sum(entries for entries, _views in rows), sum(views for _entries, views in rows)


def test_visits_expire_and_what_was_counted_stays(days_ago: None, site: Site) -> None:
    kinds = {period.slug: period.default for period in people.retention(site.organisation_id)}
    assert {"visits": 400, "visit_networks": 7, "visitors": 730}.items() <= kinds.items()
    count_open(site.organisation_id)
    assert counted() == (2, 3)
    happened(8)
    people.apply_retention(site.organisation_id, 5)
    assert set(Visit.objects.values_list("network", flat=True)) == {""}
    happened(401)
    assert people.apply_retention(site.organisation_id, 5).counts["visits"] == 6
    assert not Visit.objects.exists() and not PageView.objects.exists() and not SiteEvent.objects.exists()
    assert counted() == (2, 3)


def test_a_day_whose_visits_are_gone_is_not_counted_anew(days_ago: None, site: Site) -> None:
    count_open(site.organisation_id)
    RetentionPeriod.objects.create(organisation_id=site.organisation_id, kind="visits", days=2)
    people.apply_retention(site.organisation_id, 5)
    assert not Visit.objects.exists()
    count_open(site.organisation_id)
    assert counted() == (2, 3)
