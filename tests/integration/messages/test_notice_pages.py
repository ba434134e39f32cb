"""The bell, the list of notices, and the page of one's own wishes."""

import pytest
from django.test import Client

from ringback.base.accounts.services import Actor
from ringback.channels.messages.models import Device, Notice, NoticeWish
from tests.integration.accounts import scene
from tests.integration.desk.office import Office, office
from tests.servers.push_service import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Office:
    return office()


@pytest.fixture
def member(place: Office) -> Actor:
    return place.actor("agent")


@pytest.fixture
def client(member: Actor) -> Client:
    return scene.signed_in(member)


def noticed(member: Actor, **values: object) -> Notice:
    fields = {"what": "trunk_down", "title": "The line <b>is</b> down", "text": "Calls fail.", "url": "/trunks/"}
    return Notice.objects.create(
        organisation_id=member.organisation_id, member=scene.member_of(member), **{**fields, **values}
    )


def test_the_bell_counts_what_is_unseen(member: Actor, client: Client) -> None:
    assert "desk-bell-count" not in client.get("/notices/").content.decode()
    noticed(member)
    noticed(member)
    noticed(member, on_desk=False)
    page = client.get("/calls/").content.decode()
    assert '<span class="desk-bell-count" aria-hidden="true">2</span>' in page
    assert "2 notices you have not seen" in client.get("/notices/bell/").content.decode()


def test_the_list_is_read_and_followed(member: Actor, client: Client) -> None:
    assert "Nothing to tell you" in client.get("/notices/").content.decode()
    notice = noticed(member)
    page = client.get("/notices/").content.decode()
    assert "The line &lt;b&gt;is&lt;/b&gt; down" in page
    answer = client.post(f"/notices/{notice.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/trunks/")
    notice.refresh_from_db()
    assert notice.seen_at is not None


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_a_notice_leads_nowhere_else(url: str, member: Actor, client: Client) -> None:
    notice = noticed(member, url=url)
    assert client.post(f"/notices/{notice.pk}/")["Location"] == "/notices/"


def test_all_are_seen_at_once(member: Actor, client: Client) -> None:
    noticed(member)
    noticed(member)
    assert client.post("/notices/seen/").status_code == 302
    assert not Notice.objects.filter(seen_at=None).exists()


@pytest.mark.parametrize("role", ["agent", "viewer"])
def test_everybody_sets_their_own(role: str, place: Office) -> None:
    client = place.client(role)
    page = client.get("/notices/wishes/").content.decode()
    assert 'name="ways_trunk_down" value="mail"' in page
    sent = {"language": "de", "ways_trunk_down": ["desk"], "ways_new_lead": ["push", "mail"]}
    assert client.post("/notices/wishes/", sent).status_code == 302
    wish = NoticeWish.objects.get()
    assert (wish.language, wish.ways["trunk_down"], wish.ways["new_lead"]) == ("de", ["desk"], ["push", "mail"])
    assert wish.ways["webhook_gone"] == []
    wrong = client.post("/notices/wishes/", {"language": "xx", "ways_trunk_down": ["pigeon"]})
    assert wrong.status_code == 422


def test_a_device_is_signed_up_and_removed(place: Office) -> None:
    client, browser = place.client(), Browser()
    given = {"address": "https://push.example/abc", "public_key": browser.public_key, "auth": browser.auth}
    assert client.post("/notices/devices/", {**given, "label": "Firefox, Linux"}).status_code == 302
    device = Device.objects.get()
    assert "Firefox, Linux" in client.get("/notices/wishes/").content.decode()
    assert client.post("/notices/devices/", {**given, "address": "https://10.0.0.1/"}).status_code == 422
    assert client.post("/notices/devices/remove/", {"address": "https://push.example/other"}).status_code == 302
    assert client.post(f"/notices/devices/{device.pk}/remove/").status_code == 302
    assert not Device.objects.exists()
    assert client.post(f"/notices/devices/{device.pk}/remove/").status_code == 404
