"""The page that leads a site's line onto its pages, and looks whether it is there."""

from collections.abc import Callable, Iterator
from html import unescape
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client

from ringback.base.accounts.services import Actor
from ringback.channels.voice.models import HuntGroup
from ringback.doors.website.installing import plugin, services
from ringback.doors.website.models import Site
from ringback.doors.website.services import save_site
from tests.integration.accounts import scene
from tests.integration.accounts.scene import signed_in
from tests.integration.website.conftest import site_values
from tests.servers.receiver import Receiver, Reply

pytestmark = pytest.mark.django_db
Look = Callable[[str], str]


@pytest.fixture
def shop(settings: Any) -> Iterator[Receiver]:
    settings.OUTGOING_NETWORKS = (ip_network("127.0.0.0/8"),)
    settings.PUBLIC_URL = "https://calls.example.com"
    with Receiver() as server:
        yield server


@pytest.fixture
def owner(db: None) -> Actor:
    return scene.organisation("Tents & Co")[1]


@pytest.fixture
def site(owner: Actor, shop: Receiver) -> Site:
    group = HuntGroup.objects.create(organisation_id=owner.organisation_id, name="Sales")
    return save_site(owner, None, site_values(group_id=group.pk, origins=[shop.url]))


@pytest.fixture
def client(owner: Actor) -> Client:
    return signed_in(owner)


@pytest.fixture
def look(client: Client, site: Site) -> Look:
    """What the desk says after a look at the page."""

    def looked(url: str) -> str:
        answer = client.post(f"/sites/{site.pk}/install/", {"url": url}, headers={"HX-Target": "look"})
        assert answer.status_code == 200
        return unescape(answer.content.decode())

    return looked


def _page(body: str, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(body=body.encode(), headers={"Content-Type": "text/html; charset=utf-8", **named})


def test_the_page_names_every_way_and_the_plugin_knows_the_site(client: Client, site: Site) -> None:
    said = client.get(f"/sites/{site.pk}/install/").content.decode()
    assert all(word in unescape(said) for word in (f"/w/{site.key}.js", "WordPress", "Tag Manager", site.origins[0]))
    packed = client.get(f"/sites/{site.pk}/install/wordpress/")
    assert packed.content == plugin.zipped("https://calls.example.com", site.key)
    assert packed["Content-Type"] == "application/zip"


def test_it_says_that_the_line_is_there_or_what_is_wrong(look: Look, shop: Receiver, site: Site) -> None:
    tag = f'<script src="https://calls.example.com/w/{site.key}.js" async></script>'
    shop.reply = _page(f"<h1>Tents</h1>{tag}")
    assert "The line is on the page." in look(f"{shop.url}/")
    shop.reply = _page(tag, Content_Security_Policy="script-src 'self'")
    assert "script-src" in look(f"{shop.url}/")
    shop.reply = _page("<h1>Tents</h1>")
    assert "The line is not on the page." in look(f"{shop.url}/tents?a=1")
    assert shop.posted[-1].path == "/tents?a=1" and "cookie" not in shop.posted[-1].headers


def test_it_follows_a_page_that_has_moved_but_not_into_our_network_nor_for_ever(look: Look, shop: Receiver) -> None:
    shop.reply = lambda asked: _page("<p>here") if asked.path == "/new" else Reply(302, headers={"Location": "/new"})
    assert "The line is not on the page." in look(f"{shop.url}/old")
    shop.reply = Reply(301, headers={"Location": "/again"})
    assert "without an end" in look(f"{shop.url}/")
    assert len(shop.posted) == 2 + services.MOST_HOPS
    shop.reply = Reply(302, headers={"Location": "https://10.0.0.1/secret"})
    assert "that we do not ask" in look(f"{shop.url}/")


def test_it_says_what_kept_it_from_looking(look: Look, shop: Receiver) -> None:
    shop.reply = Reply(503)
    assert "error 503" in look(f"{shop.url}/")
    shop.reply = Reply(headers={"Content-Type": "application/pdf"})
    assert "application/pdf" in look(f"{shop.url}/")
    assert "none of" not in look("https://elsewhere.example/")
    assert "not on the site's web addresses" in look("https://elsewhere.example/")
    assert not any("elsewhere" in posted.headers["host"] for posted in shop.posted)


def test_nobody_can_use_it_to_ask_without_end(look: Look, shop: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_LOOKS_HOUR", 2)
    shop.reply = _page("<p>")
    said = [look(f"{shop.url}/") for _ in range(4)]
    assert "often enough" in said[-1] and len(shop.posted) <= 2
