"""Visitors who are known: named after consent, told apart, not asked again, and announced when they come back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import override_settings
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.channels.voice.models import Agent, HuntGroupMember
from ringback.core.people import services as people
from ringback.core.people.models import Consent, PersonPhone
from ringback.core.promises.models import Promise
from ringback.desk import callers
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.visitors import reads
from ringback.doors.website.visitors.models import Standing, Visit, Visitor, VisitorWishes
from tests.integration.accounts import scene
from tests.integration.website.conftest import ORIGIN, Ask
from tests.integration.website.test_beacons import CHROME, beacon, send, view_of

BERLIN = {"X-Forwarded-For": "203.0.113.77"}
PHONE = "+4915112345678"


@pytest.fixture(scope="session")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cities") / "cities.mmdb"
    writer = MMDBWriter(4, "GeoLite2-City", languages=["en"], description="Made up")
    writer.insert_network(
        IPSet(["203.0.113.0/24"]), {"city": {"names": {"en": "Berlin"}}, "country": {"iso_code": "DE"}}
    )
    writer.to_db_file(str(path))
    return path


@pytest.fixture(autouse=True)
def _cities(cities: Path) -> Iterator[None]:
    with override_settings(CITY_FILE=str(cities)):
        yield


@pytest.fixture
def browser(_cities: None, client: httpx.Client) -> httpx.Client:
    client.headers.update({"User-Agent": CHROME, "Content-Type": "text/plain", **BERLIN})
    return client


def post(browser: httpx.Client, path: str, **body: Any) -> httpx.Response:
    return browser.post(path, json=body, headers={"Content-Type": "application/json"})


def asked_and_named(browser: httpx.Client, site: Site, ask: Ask) -> str:
    """Look at a page, ask for a call from it, and be recognised from then on: the browser's token."""
    referrer = "https://duckduckgo.com/?q=light+tent"
    assert send(browser, beacon(site, view_of("/tents/two.html", referrer), view="asked-here")).status_code == 204
    receipt = ask(PHONE, visit="asked-here", headers={"Content-Type": "application/json"}).json()
    answer = post(browser, "/v1/visitors", site=site.key, callback=receipt["token"], token="", view="asked-here")
    return str(answer.json()["token"])


def test_a_request_shows_city_source_query_and_pages(browser: httpx.Client, site: Site, ask: Ask, actor: Actor) -> None:
    asked_and_named(browser, site, ask)
    request = CallbackRequest.objects.get()
    row = reads.visit_behind(actor, request.promise_id or 0)
    assert row is not None
    assert (row.place, row.source, row.query) == ("Berlin, DE", "Search: duckduckgo", "light tent")
    assert [page.path for page in row.pages] == ["/tents/two.html"]
    facts = {str(fact.label): str(fact.words) for fact in callers.facts(site.organisation_id, request.promise_id or 0)}
    assert facts["City"] == "Berlin, DE"
    owner = scene.member(site.organisation, "owner")
    page = scene.signed_in(owner).get(f"/desk/promise/{request.promise_id}/")
    shown = page.content.decode() if page.status_code == 200 else ""
    assert "light tent" in shown and "/tents/two.html" in shown and "Berlin, DE" in shown


def test_a_known_visitor_is_not_asked_again_and_the_number_is_not_told(
    browser: httpx.Client, site: Site, ask: Ask, actor: Actor
) -> None:
    token = asked_and_named(browser, site, ask)
    known = post(browser, "/v1/visitors/known", site=site.key, token=token)
    assert known.json()["known"] is True
    assert PHONE[-8:] not in known.text and known.json()["phone"].endswith("78")
    CallbackRequest.objects.update(open_phone=None, closed_at=clock.now())
    people.add_phone(actor, Visitor.objects.get().person_id or 0, "+49 30 7654321")
    PersonPhone.objects.filter(e164=PHONE).update(id=9999)  # not the first of their numbers
    again = ask(" ", token=token, headers={"Content-Type": "application/json"})
    assert again.status_code == 201 and PHONE[-8:] not in again.text
    assert CallbackRequest.objects.latest("id").phone == PHONE
    assert ask(" ", token="made.up", headers={"Content-Type": "application/json"}).status_code == 422
    Consent.objects.update(withdrawn_at=clock.now())
    assert post(browser, "/v1/visitors/known", site=site.key, token=token).json() == {"known": False}


def test_only_who_has_just_asked_is_named_and_anybody_may_be_forgotten(
    browser: httpx.Client, site: Site, ask: Ask
) -> None:
    token = asked_and_named(browser, site, ask)
    request = CallbackRequest.objects.get()
    name = {"site": site.key, "callback": request.token, "token": ""}
    assert post(browser, "/v1/visitors", **name | {"callback": "x" * 32}).status_code == 404
    quiet = browser.post("/v1/visitors", json=name, headers={"Content-Type": "application/json", "DNT": "1"})
    assert quiet.status_code == 409
    CallbackRequest.objects.update(created_at=clock.now() - timedelta(hours=1))
    assert post(browser, "/v1/visitors", **name).status_code == 404
    named = post(browser, "/v1/visitors/forget", site=site.key, token=token).json()["token"]
    assert not Visitor.objects.exists() and not Visit.objects.filter(visitor__isnull=False).exists()
    for old in (token, named):
        assert post(browser, "/v1/visitors/known", site=site.key, token=old).json() == {"known": False}


@pytest.fixture
def lead(site: Site) -> int:
    return scene.member(site.organisation, "lead").member_id or 0


def come_back(browser: httpx.Client, site: Site, token: str, after: timedelta = timedelta(days=17)) -> None:
    Visitor.objects.update(seen_at=clock.now() - after)
    back = view_of("/tents/family.html", "https://mail.google.com/")
    assert send(browser, beacon(site, back, token=token)).status_code == 204
    assert send(browser, beacon(site, view_of("/cart", f"{ORIGIN}/"), token=token)).status_code == 204


def notices() -> list[dict[str, Any]]:
    return [one.content for one in Promise.objects.filter(kind="notice", content__what="lead_back").order_by("id")]


def test_a_lead_who_comes_back_is_announced_once_a_visit(
    browser: httpx.Client, site: Site, ask: Ask, lead: int
) -> None:
    token = asked_and_named(browser, site, ask)
    come_back(browser, site, token)
    assert notices() == []  # they wait for a call of ours anyway
    CallbackRequest.objects.update(open_phone=None, closed_at=clock.now())
    come_back(browser, site, token)
    (told,) = notices()
    assert Promise.objects.get(content__what="lead_back").owner_id == lead
    assert (told["values"]["page"], told["values"]["site"]) == ("family", site.name)
    assert "two" in told["values"]["before"]
    back = Visit.objects.select_related("source").latest("at")
    assert (back.standing, back.source.kind, back.views) == (Standing.RETURNING, "mail", 2)
    assert told["url"] == f"/visitors/{back.pk}/"
    seller = scene.member(site.organisation, "agent").member_id
    agent = Agent.objects.create(organisation=site.organisation, name="Ben", member_id=seller, address="sip:b@a")
    HuntGroupMember.objects.create(group_id=site.group_id or 0, agent=agent, position=1)
    come_back(browser, site, token)
    assert Promise.objects.filter(content__what="lead_back").latest("id").owner_id == seller, "the site's own group"


def test_a_site_may_wish_for_no_alerts_or_few(browser: httpx.Client, site: Site, ask: Ask, lead: int) -> None:
    token = asked_and_named(browser, site, ask)
    CallbackRequest.objects.update(open_phone=None, closed_at=clock.now())
    wishes = VisitorWishes.objects.create(site=site, alerts=False)
    come_back(browser, site, token)
    assert notices() == []
    VisitorWishes.objects.filter(pk=wishes.pk).update(alerts=True, most_alerts_a_day=1)
    come_back(browser, site, token, timedelta(hours=1))
    assert notices() == []
    for _again in range(3):
        come_back(browser, site, token)
    assert len(notices()) == 1


def test_an_erased_person_is_a_stranger_again(
    browser: httpx.Client, site: Site, ask: Ask, actor: Actor, lead: int
) -> None:
    token = asked_and_named(browser, site, ask)
    assert browser.post(f"/v1/callbacks/{CallbackRequest.objects.get().token}/cancel").status_code == 200
    person_id = Visitor.objects.get().person_id or 0
    held = people.export(actor, person_id)
    assert held
    people.erase(actor, person_id, "asked")
    assert not Visitor.objects.exists()
    come_back(browser, site, token)
    assert notices() == [] and not Visit.objects.filter(visitor__isnull=False).exists()
    assert reads.today(actor).visits == 2


def test_the_desk_names_whom_a_member_may_see(browser: httpx.Client, site: Site, ask: Ask) -> None:
    asked_and_named(browser, site, ask)
    owner, viewer = scene.member(site.organisation, "owner"), scene.member(site.organisation, "viewer")
    visit = Visit.objects.get()
    seen = scene.signed_in(owner).get("/visitors/").content.decode()
    assert "Vera" in seen and "light tent" in seen and "Berlin, DE" in seen
    for address in ("/visitors/", f"/visitors/{visit.pk}/"):
        masked = scene.signed_in(viewer).get(address).content.decode()
        assert "Vera" not in masked and "light tent" in masked
    saved = scene.signed_in(owner).post(f"/visitors/sites/{site.pk}/", {"most_alerts_a_day": "5"})
    assert saved.status_code == 302
    wishes = VisitorWishes.objects.get()
    assert (wishes.recognise, wishes.alerts, wishes.most_alerts_a_day) == (False, False, 5)
