"""Everyone can use it: axe in every state, the keyboard alone, a screen reader, still motion, every width."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.widget.stub import StubDoor
from tests.waiting import until

Visit = Callable[..., Page]
AXE = Path(__file__).parents[3] / "node_modules/axe-core/axe.min.js"
PHONE_WIDE = {"width": 360, "height": 640}
STATES = ["received", "queued", "calling_agent", "agent_answered", "calling_you", "connected", "ended", "nobody_free"]


def violations(page: Page) -> list[Any]:
    found = page.evaluate("async () => (await axe.run(document)).violations")
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


def widget(page: Page, selector: str) -> Any:
    return page.locator(f"ringback-widget {selector}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("colour", ["#2457d6", "#ffe14d", "#777777", "#101010"])
def test_axe_finds_nothing_in_any_state(visit: Visit, door: StubDoor, scheme: str, language: str, colour: str) -> None:
    door.config = {
        "language": language,
        "colour": colour,
        "privacyUrl": door.shop + "/privacy",
        "phone": "+49 30 1234567",
    }
    page = visit(color_scheme=scheme, reduced_motion="reduce", viewport=PHONE_WIDE)
    page.add_script_tag(path=AXE)
    seen = {"button": violations(page)}
    widget(page, ".pill").click()
    seen["form"] = violations(page)
    widget(page, "form .b").click()
    seen["errors"] = violations(page)
    widget(page, "#phone").fill("030 1234512")
    widget(page, "#consent").check()
    door.refusal = (429, {"detail": "Too many calls to this number today."})
    widget(page, "form .b").click()
    widget(page, "[role=alert]:not(:empty)").wait_for()
    seen["refused"] = violations(page)
    door.refusal = None
    widget(page, "form .b").click()
    for state in STATES:
        door.move(state, retry_at=later() if state == "nobody_free" else None)
        widget(page, f".s[data-state={state}]").wait_for()
        seen[state] = violations(page)
        if state == "ended":
            widget(page, ".x").click()
            widget(page, ".pill").click()
            door.state = {"state": "received"}
            widget(page, "form .b").click()
            widget(page, ".s[data-state=received]").wait_for()
    widget(page, ".x").click()
    seen["button that tells"] = violations(page)
    assert {state: found for state, found in seen.items() if found} == {}


def later() -> str:
    return (datetime.now(UTC) + timedelta(hours=1)).isoformat()


def test_the_keyboard_alone_is_enough(visit: Visit, door: StubDoor) -> None:
    page = visit()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Call me back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Phone number")).to_be_focused()
    page.keyboard.type("030 1234512")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Name (optional)")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("I agree to be called back")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="One moment…")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Cancel the call")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="One moment…")).to_be_focused()


def test_focus_stays_in_the_dialog(visit: Visit, door: StubDoor) -> None:
    door.page = door.page.replace("<h1>", "<a href='/x'>A link of the page</a><h1>")
    page = visit()
    widget(page, ".pill").click()
    expect(page.get_by_label("Phone number")).to_be_focused()  # the dialog is fetched first
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") in ("RINGBACK-WIDGET", "BODY")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Call me back")).to_be_focused()


def test_a_screen_reader_is_told_each_state(visit: Visit, door: StubDoor) -> None:
    page = visit()
    widget(page, ".pill").click()
    dialog = page.get_by_role("dialog", name="We call you back")
    assert dialog.evaluate("e => e.matches(':modal')")
    page.get_by_label("Phone number").fill("030 1234512")
    page.get_by_label("I agree to be called back").check()
    page.keyboard.press("Enter")
    spoken = page.get_by_role("heading", name="One moment…")
    expect(spoken).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("timer")).to_have_text("30")


def test_reduced_motion_is_honoured(visit: Visit, door: StubDoor) -> None:
    page = visit(reduced_motion="reduce")
    widget(page, ".pill").click()
    page.get_by_label("Phone number").fill("030 1234512")
    page.get_by_label("I agree to be called back").check()
    page.keyboard.press("Enter")
    door.move("calling_you")
    expect(page.get_by_role("heading", name="Your phone is ringing: please pick up")).to_be_visible()
    running = "document.querySelector('ringback-widget').shadowRoot.getAnimations().length"
    assert until(lambda: page.evaluate(running) == 0)


def test_targets_are_large_enough_for_a_thumb(visit: Visit, door: StubDoor) -> None:
    door.config = {"phone": "+49 30 1234567", "privacyUrl": door.shop}
    page = visit(viewport=PHONE_WIDE, has_touch=True, reduced_motion="reduce")
    pill = widget(page, ".pill").bounding_box()
    assert pill and pill["height"] >= 44 and pill["width"] >= 44
    widget(page, ".pill").tap()
    for selector in (".x", "form .b", "#phone", "#name"):
        box = widget(page, selector).bounding_box()
        assert box and box["height"] >= 44 and box["width"] >= 44, selector
    for link in widget(page, "a").all():
        box = link.bounding_box()
        assert box and box["height"] >= 24
    consent = widget(page, ".k label").bounding_box()
    assert consent and consent["height"] >= 30 and consent["width"] >= 240


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_it_fits_every_width(visit: Visit, door: StubDoor, width: int) -> None:
    door.config = {"organisation": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"}
    page = visit(viewport={"width": width, "height": 600}, reduced_motion="reduce")
    widget(page, ".pill").click()
    box = page.get_by_role("dialog").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] >= 0
    assert page.get_by_role("dialog").evaluate("e => e.scrollWidth <= e.clientWidth")
    widget(page, "form .b").scroll_into_view_if_needed()
    assert widget(page, "form .b").is_visible()


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("ru", "ltr")])
def test_the_direction_follows_the_language(visit: Visit, door: StubDoor, language: str, direction: str) -> None:
    door.config = {"language": language}
    page = visit(viewport={"width": 1000, "height": 700})
    widget(page, ".pill").click()
    close, title = widget(page, ".x").bounding_box(), widget(page, "h2").bounding_box()
    assert page.get_by_role("dialog").evaluate("e => getComputedStyle(e).direction") == direction
    assert (close["x"] < title["x"] + title["width"] / 2) == (direction == "rtl")
    assert widget(page, "#phone").evaluate("e => getComputedStyle(e).direction") == "ltr"
