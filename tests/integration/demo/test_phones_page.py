"""The phones page in a real browser: what it shows, its buttons, and what it refuses."""

import itertools
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from ringback.project.demo.phone_rtp import pack
from tests.integration.demo.conftest import FarEnd, Phones
from tests.integration.demo.sipp_caller import ack, calling, hung_up_on, invite, refused, sdp, went_well
from tests.integration.demo.sipp_caller import expect as answered_with
from tests.waiting import until

VISITOR = "+493012345698"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, phones: Phones) -> Iterator[Page]:
    """The phones page; the test fails for anything the page complains about in its console."""
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(phones.url)
    expect(page.get_by_role("heading", name="Anna")).to_be_visible()
    yield page
    page.close()
    assert complaints == []


@contextmanager
def call(phones: Phones, folder: Path, far_end: FarEnd, phone_id: str) -> Iterator[subprocess.Popen[bytes]]:
    """A call that the person at the page answers and hangs up."""
    steps = invite(sdp(far_end.port)), answered_with(180), answered_with(200), ack(), hung_up_on()
    with calling(folder, phone_id, phones.sip_port, *steps) as caller:
        yield caller
        assert went_well(caller, folder)


def test_a_phone_rings_is_answered_and_hung_up(page: Page, phones: Phones, folder: Path, far_end: FarEnd) -> None:
    anna = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Anna"))
    with call(phones, folder, far_end, "manager-1"):
        expect(anna).to_contain_text("Incoming call")
        expect(anna).to_contain_text("Demo Shop")
        expect(page.get_by_role("status").filter(has_text="Anna’s phone is ringing: Demo Shop")).to_be_attached()
        expect(page).to_have_title("☎ Anna is ringing")
        anna.get_by_role("button", name="Answer: Anna").focus()
        page.keyboard.press("Enter")
        hang_up = anna.get_by_role("button", name="Hang up: Anna")
        expect(hang_up).to_be_focused()
        expect(anna).to_contain_text("In a call")
        anna.get_by_role("button", name="Press 1: Anna").click()
        phones.until("manager-1", pressed="1")
        hang_up.click()
    expect(anna).to_contain_text("You hung up")


def test_a_visitors_phone_appears_and_declines(page: Page, phones: Phones, folder: Path, far_end: FarEnd) -> None:
    steps = invite(sdp(far_end.port)), answered_with(180), refused(603)
    with calling(folder, VISITOR, phones.sip_port, *steps) as caller:
        page.get_by_role("button", name="Decline: +49 30 12345698").click()
        assert went_well(caller, folder)
    expect(page.get_by_text("You declined", exact=True)).to_be_visible()


COUNT_PLAYED = """() => {
    window.playedSeconds = 0;
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (at) {
        window.playedSeconds += this.buffer.duration;
        start.call(this, at);
    };
}"""


def test_a_phone_can_be_listened_to(page: Page, phones: Phones, folder: Path, far_end: FarEnd) -> None:
    page.evaluate(COUNT_PLAYED)
    with call(phones, folder, far_end, "manager-2"):
        page.get_by_role("button", name="Answer: Boris").click()
        listen = page.get_by_role("button", name="Listen: Boris", include_hidden=True)
        listen.click()
        expect(listen).to_have_attribute("aria-pressed", "true")
        place = far_end.source()
        places = itertools.count()

        def half_a_second_was_played() -> bool:
            place_in_stream = next(places)
            silence = pack(0, False, place_in_stream, place_in_stream * 160, 1, b"\xff" * 160)
            far_end.socket.sendto(silence, place)
            return bool(page.evaluate("window.playedSeconds >= 0.5"))

        until(half_a_second_was_played)
        page.get_by_role("button", name="Hang up: Boris").click()
    expect(listen).to_have_attribute("aria-pressed", "false")


def test_habits_are_set_on_the_page(page: Page, phones: Phones) -> None:
    # An earlier test may have set it otherwise, and the page says what it shows with every change.
    expect(page.get_by_label("Seconds until Chen answers")).to_have_value("2")
    page.get_by_label("When Chen is called").select_option("busy")
    until(lambda: phones.phone("manager-3")["habit"] == {"mode": "busy", "after_seconds": 2.0, "presses": ""})
    page.get_by_label("When Chen is called").select_option("answers")
    page.get_by_label("Seconds until Chen answers").fill("5")
    page.get_by_label("Seconds until Chen answers").press("Tab")
    until(lambda: phones.phone("manager-3")["habit"] == {"mode": "answers", "after_seconds": 5.0, "presses": ""})


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_nothing_overflows(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "null"},
    ],
)
def test_other_pages_cannot_press_the_buttons(phones: Phones, headers: dict[str, str]) -> None:
    for verb in ("answer", "habit"):
        response = httpx.post(f"{phones.url}phones/manager-1/{verb}", json={"mode": "busy"}, headers=headers)
        assert response.status_code == 403
    assert phones.phone("manager-1")["habit"] != "busy"


def test_a_rebound_name_sees_nothing(phones: Phones) -> None:
    for host in ("evil.example", f"evil.example:{phones.url.rstrip('/').rpartition(':')[2]}", ""):
        assert httpx.get(f"{phones.url}phones", headers={"host": host}).status_code == 403
    assert httpx.get(f"{phones.url}phones", headers={"host": "shop.example:8000"}).status_code == 200


def test_only_the_shop_may_frame_the_page(phones: Phones) -> None:
    policy = httpx.get(phones.url).headers["content-security-policy"]
    assert "frame-ancestors 'self' http://shop.example:8000" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("button", "wish", "status"),
    [
        ("answer", {}, 409),
        ("hang-up", {}, 409),
        ("decline", {"code": 200}, 422),
        ("press", {"key": "11"}, 422),
        ("press", {"key": "x"}, 422),
        ("habit", {"mode": "sleeps"}, 400),
        ("habit", {"mode": "answers", "after_seconds": 1000}, 422),
        ("habit", {"mode": "answers", "presses": "x" * 2000}, 422),
    ],
)
def test_wishes_that_make_no_sense(phones: Phones, button: str, wish: dict[str, object], status: int) -> None:
    response = phones.push("manager-1", button, **wish)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["title"]


def test_an_unknown_phone(phones: Phones) -> None:
    assert phones.push("manager-9", "answer").status_code == 404
    assert phones.push("manager-9", "habit", mode="busy").status_code == 404
