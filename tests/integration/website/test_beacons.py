"""What pages tell of themselves: what is kept of it, of whom nothing is, and what is refused."""

from datetime import timedelta
from itertools import count
from typing import Any

import httpx
import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import system_actor
from ringback.base.kit import clock
from ringback.doors.website.models import Site
from ringback.doors.website.services import facts_by_key, save_site
from ringback.doors.website.visitors import services
from ringback.doors.website.visitors.models import DayCount, PageView, SiteEvent, Standing, Visit, Visitor
from tests.integration.people.persons import person
from tests.integration.website.conftest import ORIGIN, site_values

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1"
)
_views = count(1)


def beacon(site: Site, *events: dict[str, Any], view: str = "", **more: Any) -> dict[str, Any]:
    return {"site": site.key, "view": view or f"view-{next(_views):08}", "events": list(events), **more}


def view_of(page: str = "/tents/two.html", referrer: str = "https://www.google.com/", **more: Any) -> dict[str, Any]:
    return {"kind": "view", "at": 1000, "page": f"{ORIGIN}{page}", "referrer": referrer, **more}


@pytest.fixture
def browser(client: httpx.Client) -> httpx.Client:
    client.headers["User-Agent"] = CHROME
    client.headers["Content-Type"] = "text/plain;charset=UTF-8"
    return client


def send(browser: httpx.Client, body: dict[str, Any], **headers: str) -> httpx.Response:
    return browser.post("/v1/beacons", content=httpx.Request("POST", "http://x", json=body).content, headers=headers)


def test_an_entry_is_a_visit_and_what_follows_is_not_tied_to_it(browser: httpx.Client, site: Site) -> None:
    entry = view_of("/tents/two.html?utm_campaign=spring&gclid=secret", "https://www.google.com/?q=small+tent")
    assert send(browser, beacon(site, entry, view="first-view")).status_code == 204
    assert send(browser, beacon(site, view_of("/cart", f"{ORIGIN}/tents/two.html"))).status_code == 204
    visit = Visit.objects.select_related("source", "page", "device", "place").get()
    source = visit.source
    assert (source.kind, source.label, source.campaign, source.query) == ("ads", "google", "spring", "small tent")
    assert (source.click, visit.page.path, visit.place.city) == ("gclid", "/tents/two.html", "")
    assert (visit.device.kind, visit.device.browser, visit.device.system) == ("computer", "Chrome", "Windows")
    assert (visit.standing, visit.visitor_id, visit.network) == (Standing.UNKNOWN, None, "127.0.0.0")
    assert [view.visit_id for view in PageView.objects.order_by("visit_id")] in ([None, visit.pk], [visit.pk, None])


def test_the_same_beacon_twice_is_one_view_and_its_end_is_noted(browser: httpx.Client, site: Site) -> None:
    body = beacon(site, view_of(), view="one-view")
    goals = beacon(site, {"kind": "goal", "goal": "phone"}, {"kind": "leave", "seconds": 41.7}, view="one-view")
    for sent in (body, body, goals, goals):
        assert send(browser, sent).status_code == 204
    assert [view.seconds for view in PageView.objects.all()] == [41]
    assert [goal.label for goal in SiteEvent.objects.all()] == ["phone"]
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("headers", "kind"),
    [({"DNT": "1"}, "quiet"), ({"Sec-GPC": "1"}, "quiet"), ({"User-Agent": "Googlebot/2.1"}, "bot")],
)
def test_nothing_but_a_number_is_kept_of_some(
    browser: httpx.Client, site: Site, headers: dict[str, str], kind: str
) -> None:
    for _again in range(2):
        assert send(browser, beacon(site, view_of()), **headers).status_code == 204
    assert [(row.kind, row.count) for row in DayCount.objects.all()] == [(kind, 2)]
    assert not Visit.objects.exists() and not PageView.objects.exists()


def test_what_is_refused(browser: httpx.Client, site: Site) -> None:
    body = beacon(site, view_of())
    assert send(browser, body, Origin="https://elsewhere.example").status_code == 403
    assert send(browser, body, **{"Content-Type": "image/png"}).status_code == 415
    assert send(browser, body | {"site": "unknown"}).status_code == 404
    assert send(browser, body | {"events": [{"kind": "nonsense", "at": 1}]}).status_code == 422
    assert send(browser, body | {"view": "x"}).status_code == 422
    assert send(browser, body | {"events": [view_of()] * 21}).status_code == 422
    assert send(browser, body | {"token": "x" * 20_000}).status_code == 413
    assert send(browser, beacon(site, view_of() | {"page": "https://elsewhere.example/"})).status_code == 204
    assert not PageView.objects.exists()
    answers = {send(browser, body).status_code for _one in range(620)}
    assert answers == {204, 429}


def test_a_page_of_that_site_only_is_changed(browser: httpx.Client, site: Site) -> None:
    assert send(browser, beacon(site, view_of(), view="one-view")).status_code == 204
    other = Site.objects.create(organisation_id=site.organisation_id, key="other", name="Other", origins=[ORIGIN])
    assert send(browser, beacon(other, {"kind": "leave", "seconds": 9}, view="one-view")).status_code == 204
    assert PageView.objects.get().seconds is None


def test_who_agreed_is_recognised_and_their_views_are_one_visit(browser: httpx.Client, site: Site) -> None:
    facts = facts_by_key(site.key)
    assert facts is not None
    vera = person(site.organisation)
    inside = view_of("/cart", f"{ORIGIN}/")
    assert send(browser, beacon(site, view_of("/"))).status_code == 204
    assert send(browser, beacon(site, inside, view="asked-here")).status_code == 204
    token = services.recognise(facts, "", vera.pk, "asked-here")
    assert send(browser, beacon(site, view_of("/more", f"{ORIGIN}/cart"), token=token)).status_code == 204
    visitor = Visitor.objects.get()
    adopted = Visit.objects.select_related("source").get(visitor=visitor)
    assert (adopted.standing, adopted.source.kind, adopted.views) == (Standing.NEW, "unknown", 2)
    assert sorted(PageView.objects.filter(visit=adopted).values_list("page__path", flat=True)) == ["/cart", "/more"]
    Visitor.objects.update(seen_at=clock.now() - timedelta(days=17))
    assert send(browser, beacon(site, view_of("/back", "https://t.co/x"), token=token)).status_code == 204
    back = Visit.objects.select_related("source", "page").latest("at")
    assert (back.standing, back.page.path, back.source.kind) == (Standing.RETURNING, "/back", "social")
    visitor.refresh_from_db()
    assert (visitor.visits, visitor.visit, visitor.person_id) == (2, back.pk, vera.pk)


def test_a_token_of_another_site_or_changed_recognises_nobody(browser: httpx.Client, site: Site) -> None:
    facts = facts_by_key(site.key)
    assert facts is not None
    token = services.recognise(facts, "", person(site.organisation).pk)
    body, _dot, signature = token.partition(".")
    elsewhere = save_site(system_actor(Organisation.objects.create(name="Other").pk), None, site_values())
    for wrong, where in ((f"{body}.AAAA", site), (f"{body}A.{signature}", site), ("é.é", site), (token, elsewhere)):
        assert send(browser, beacon(where, view_of(), token=wrong)).status_code == 204
    assert not Visit.objects.filter(visitor__isnull=False).exists()
    assert send(browser, beacon(site, view_of(), token=token)).status_code == 204
    assert Visit.objects.filter(visitor__isnull=False).count() == 1
