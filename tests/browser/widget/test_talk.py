"""A visitor talks from the page: a real Chromium, the real edge and voice role, a real rtpengine, a phone of sipp."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Page, expect

from ringback.channels.voice.models import Call
from ringback.core.promises.models import Promise
from ringback.doors.website.models import CallbackRequest
from ringback.doors.website.script import Scripts
from ringback.doors.website.services import FaceValues, save_faces, save_site
from ringback.project.mounting import PublicPaths
from tests.browser.conftest import Browsing
from tests.integration.media.parts import Phone as Sound
from tests.integration.voice.house import House, house
from tests.integration.voice.lines import Phones, Voices, finished, media, phones, ring_at, voices
from tests.integration.voice.role import answering, invites, join_sound, ringing
from tests.integration.website.conftest import site_values
from tests.servers.rtpengine import Rtpengine
from tests.servers.web import web
from tests.waiting import until

__all__ = ["media", "phones", "voices"]

AGENT_HERTZ = 700.0
REFUSED = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"


@pytest.fixture(autouse=True)
def beside_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright keeps an event loop in this thread; Django would refuse to touch the database beside it."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def shop(transactional_db: None) -> House:
    return house(agents=1)


@contextmanager
def pages() -> Iterator[tuple[str, list[str]]]:
    """A web server of a shop: its origin, and what all its pages say, to be filled in."""
    shown: list[str] = []

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = "".join(shown).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_port}", shown
        server.shutdown()
        thread.join(10)


@pytest.fixture
def page(shop: House, media: Rtpengine, browsing: Browsing, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A page of the shop with the widget on it, where visitors may talk."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    public = PublicPaths([], "")
    with override_settings(RTPENGINE=f"127.0.0.1:{media.ng_port}"), web(public) as address, pages() as (origin, shown):
        site = save_site(shop.actor, None, site_values(group_id=shop.group.pk, origins=[origin]))
        save_faces(shop.actor, site.pk, FaceValues(talk=True))
        public.website._scripts = Scripts(address)
        shown.append(f'<!doctype html><title>Shop</title><script async src="{address}/w/{site.key}.js"></script>')
        opened = browsing.page(base_url=origin)
        yield opened
        opened.context.close()
        browsing.contexts.remove(opened.context)


def to_the_form(page: Page) -> None:
    """Open the dialog, choose to talk, and agree."""
    page.goto("/tents")
    page.locator("ringback-widget .pill").click()
    page.get_by_role("button", name="Talk from this page").click()
    page.locator("#t-consent").check()


def talk(page: Page) -> None:
    to_the_form(page)
    page.get_by_role("button", name="Talk now").click()


def says(page: Page, text: str) -> None:
    expect(page.locator("ringback-widget h3").filter(has_text=text)).to_be_visible()


def test_a_visitor_talks_from_the_page_and_leaves_no_number(
    shop: House, page: Page, media: Rtpengine, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    sound = Sound(AGENT_HERTZ)
    try:
        agent = phones(answering(tmp_path, sound))
        ring_at(shop, agent)
        voices(media)
        talk(page)
        join_sound(agent, sound)
        says(page, "You are connected")
        call = Call.objects.get()
        assert (call.number, call.live_number, CallbackRequest.objects.get().phone) == ("", None, "")
        page.get_by_role("button", name="Mute").click()
        expect(page.get_by_role("button", name="Mute")).to_have_attribute("aria-pressed", "true")
        page.get_by_role("button", name="Hang up").click()
        says(page, "The call is over")
        row = finished(call)
        assert (row.outcome, row.agent_id) == ("connected", shop.agents[0].pk)
        until(lambda: Promise.objects.get().state == "kept")
    finally:
        sound.hang_up()


def test_the_agents_phone_hears_the_keys_that_are_pressed(
    shop: House, page: Page, media: Rtpengine, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    sound = Sound(AGENT_HERTZ)
    try:
        agent = phones(answering(tmp_path, sound))
        ring_at(shop, agent)
        voices(media)
        talk(page)
        join_sound(agent, sound)
        says(page, "You are connected")
        page.get_by_role("button", name="Keypad").click()
        for key in "1#":
            page.get_by_role("button", name=key, exact=True).click()
        page.keyboard.type("20")
        until(lambda: sound.keys() == "1#20", 20)
        page.get_by_role("button", name="Hang up").click()
        expect(page.get_by_role("button", name="Keypad")).to_be_hidden()
    finally:
        sound.hang_up()


def test_a_browser_that_cannot_talk_is_offered_no_talk(page: Page) -> None:
    page.add_init_script("delete window.RTCPeerConnection")
    page.goto("/tents")
    page.locator("ringback-widget .pill").click()
    expect(page.get_by_role("button", name="Write to us")).to_be_visible()
    expect(page.get_by_role("button", name="Talk from this page")).to_have_count(0)


def test_who_refuses_the_microphone_is_told_and_nobody_is_rung(shop: House, page: Page) -> None:
    page.add_init_script(REFUSED)
    talk(page)
    expect(page.get_by_role("alert").filter(has_text="The microphone was refused")).to_be_visible()
    assert not Call.objects.exists()
    assert not CallbackRequest.objects.exists()


def test_who_closes_the_dialog_is_not_waited_for(
    shop: House, page: Page, media: Rtpengine, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    agent = phones(ringing(tmp_path))
    ring_at(shop, agent)
    voices(media)
    talk(page)
    until(lambda: invites(agent) == 1, 20)
    page.get_by_role("button", name="Close").click()
    assert finished(Call.objects.get()).outcome == "cancelled"
    until(agent.finished)
