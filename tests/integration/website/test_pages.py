"""The Sites pages, as members see them."""

from typing import Any

import pytest

from ringback.base.accounts import services as accounts
from ringback.base.accounts.rules import GrantValue
from ringback.base.accounts.services import Actor
from ringback.base.kit import phones
from ringback.channels.voice.models import HuntGroup
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.services import Wish, facts_by_key, request_callback, save_site
from tests.integration.accounts import scene
from tests.integration.accounts.scene import signed_in
from tests.integration.website.conftest import fresh_number, site_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(db: None) -> Actor:
    return scene.organisation("Tents & Co")[1]


@pytest.fixture
def site(owner: Actor) -> Site:
    group = HuntGroup.objects.create(organisation_id=owner.organisation_id, name="Sales")
    return save_site(owner, None, site_values(group_id=group.pk))


def asked(site: Site, **values: Any) -> CallbackRequest:
    facts = facts_by_key(site.key)
    assert facts is not None
    phone = phones.parse(fresh_number(), "DE")
    receipt = request_callback(facts, Wish(phone, site.consent_version, **values))
    return CallbackRequest.objects.get(token=receipt.token)


def form(**changes: Any) -> dict[str, Any]:
    given = {
        "name": "Tent shop",
        "origins": "https://Shop.example/\nwww.tents.example",
        "group": "",
        "colour": "#0e7c66",
        "position": "left",
        "language": "de",
        "consent_text": "Call me.",
        "country": "DE",
        "zone": "Europe/Berlin",
        "most_per_address_hour": "10",
        "most_per_number_day": "5",
        "most_per_site_hour": "300",
    }
    return given | changes


def test_without_a_site_the_page_says_what_to_do(owner: Actor) -> None:
    page = signed_in(owner).get("/sites/").content.decode()
    assert "No site yet" in page and "/sites/new/" in page


def test_a_site_is_made_and_its_line_shown(owner: Actor) -> None:
    client = signed_in(owner)
    answer = client.post("/sites/new/", form())
    site = Site.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/sites/{site.pk}/"
    assert site.origins == ["https://shop.example", "https://www.tents.example"]
    assert site.appearance["position"] == "left" and site.consent_text == "Call me."
    page = client.get(f"/sites/{site.pk}/").content.decode()
    assert f"/w/{site.key}.js" in page and "Nobody has asked yet" in page and "Nobody is rung yet" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("origins", "not a site\x00"),
        ("origins", ""),
        ("consent_text", " "),
        ("colour", "red"),
        ("most_per_site_hour", "0"),
        ("most_per_number_day", "9999999"),
        ("privacy_url", "javascript:alert(1)"),
        ("country", "XX"),
        ("zone", "Mars/Base"),
        ("name", ""),
    ],
)
def test_what_cannot_be_is_marked_on_its_field(owner: Actor, site: Site, field: str, value: str) -> None:
    answer = signed_in(owner).post(f"/sites/{site.pk}/", form(**{field: value}))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert Site.objects.get().origins == site.origins


def test_changing_the_words_changes_the_version_and_keeps_the_old_text(owner: Actor, site: Site) -> None:
    signed_in(owner).post(f"/sites/{site.pk}/", form())
    changed = Site.objects.get()
    assert changed.consent_version != site.consent_version
    assert changed.consent_texts == {site.consent_version: site.consent_text}


def test_the_preview_shows_the_form_as_typed_and_saves_nothing(owner: Actor, site: Site) -> None:
    client = signed_in(owner)
    answer = client.post(f"/sites/{site.pk}/preview/", form(title="</script><b>New", name=""))
    page = answer.content.decode()
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "\\u003C/script\\u003E\\u003Cb\\u003ENew" in page and "preview.js" in page
    assert site.key not in page, "the preview cannot ask for a call even if its guard were gone"
    assert Site.objects.get().appearance["title"] == ""


def test_pausing_and_going_on(owner: Actor, site: Site) -> None:
    client = signed_in(owner)
    client.post(f"/sites/{site.pk}/pause/", {"paused": "yes"})
    assert Site.objects.get().paused and "is paused" in client.get(f"/sites/{site.pk}/").content.decode()
    client.post(f"/sites/{site.pk}/pause/", {"paused": "no"})
    assert not Site.objects.get().paused


def test_a_site_with_somebody_waiting_is_not_deleted(owner: Actor, site: Site) -> None:
    request = asked(site)
    client = signed_in(owner)
    assert client.post(f"/sites/{site.pk}/delete/").status_code == 409
    CallbackRequest.objects.filter(pk=request.pk).update(open_phone=None)
    assert client.post(f"/sites/{site.pk}/delete/").status_code == 302
    assert not Site.objects.exists()


def test_requests_show_how_long_each_waits_on_the_page_and_on_today(owner: Actor, site: Site) -> None:
    request = asked(site, name="Vera", page="https://shop.example/tents/two-person.html")
    client = signed_in(owner)
    for address in (f"/sites/{site.pk}/", f"/sites/{site.pk}/requests/", "/sites/requests/", "/"):
        page = client.get(address).content.decode()
        assert "Vera" in page and "two person" in page, address
        assert "Waiting for a line" in page and 'class="ticking"' in page, address
        assert phones.shown(request.phone) in page


def test_who_may_not_see_numbers_sees_them_masked(owner: Actor, site: Site) -> None:
    request = asked(site)
    viewer = scene.member(scene_organisation(owner), "viewer")
    page = signed_in(viewer).get(f"/sites/{site.pk}/requests/").content.decode()
    assert phones.masked(request.phone) in page and phones.shown(request.phone) not in page


def scene_organisation(actor: Actor) -> Any:
    return accounts.organisation_of(actor)


@pytest.mark.parametrize("role", ["agent", "viewer", "lead"])
def test_only_set_up_people_change_sites(owner: Actor, site: Site, role: str) -> None:
    client = signed_in(scene.member(scene_organisation(owner), role))
    assert client.get("/sites/").status_code == 403
    assert client.post(f"/sites/{site.pk}/", form()).status_code == 403
    assert client.post(f"/sites/{site.pk}/pause/", {"paused": "yes"}).status_code == 403
    assert client.post(f"/sites/{site.pk}/delete/").status_code == 403
    assert Site.objects.filter(paused=False).count() == 1


def test_a_grant_over_one_site_reaches_no_other(owner: Actor, site: Site) -> None:
    other = save_site(owner, None, site_values(name="Other"))
    request, foreign = asked(site), asked(save_site(owner, other.pk, site_values(name="Other", group_id=site.group_id)))
    agent = scene.member(scene_organisation(owner), "agent")
    assert agent.member_id is not None
    accounts.change_grants(owner, agent.member_id, [GrantValue("agent", "site", site.pk)])
    client = signed_in(agent)
    assert client.get(f"/sites/{site.pk}/requests/").status_code == 200
    assert client.get(f"/sites/{other.pk}/requests/").status_code == 403
    card = client.get("/sites/requests/").content.decode()
    assert phones.shown(request.phone) in card and phones.shown(foreign.phone) not in card


def test_the_wizard_leads_on_to_the_site(owner: Actor) -> None:
    client = signed_in(owner)
    assert "/sites/new/" in client.get("/start/test/").content.decode()
    site = save_site(owner, None, site_values())
    assert f"/sites/{site.pk}/" in client.get("/start/test/").content.decode()


def test_a_site_says_when_callbacks_can_be_chosen(owner: Actor, site: Site) -> None:
    client, address = signed_in(owner), f"/sites/{site.pk}/times/"
    given = {"offered": "on", "minutes": "15", "share_percent": "100", "notice_minutes": "60", "days": "3"}
    assert "No time is free" in client.get(address).content.decode()
    assert client.post(address, given | {"after_hours": "message"}).status_code == 302
    site.refresh_from_db()
    assert site.slots == {
        "offered": True,
        "minutes": 15,
        "share_percent": 100,
        "notice_minutes": 60,
        "days": 3,
        "after_hours": "message",
    }
    assert client.post(address, given | {"after_hours": "times", "notice_minutes": "99999"}).status_code == 422
    assert client.post(address, given | {"after_hours": "never"}).status_code == 422
