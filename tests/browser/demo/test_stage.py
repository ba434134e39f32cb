"""The stage explains itself: the step to do next, both panes in sight, usable by everyone, and the call at the end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo.conftest import Watched
from tests.browser.demo.test_first_minutes import NUMBER, sign_in
from tests.servers.demo import Demo
from tests.waiting import until

AXE = (Path(__file__).parents[3] / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 844}


def talks(demo: Demo, name: str) -> bool:
    """Whether the phone's clock of the call runs."""
    return bool(demo.phone(name)["seconds"] > 0)


@pytest.fixture(scope="module")
def running() -> Iterator[Demo]:
    """One demo for all of this module."""
    demo = Demo()
    with demo:
        yield demo
    demo.discard()


def violations(page: Page) -> list[Any]:
    """What axe finds in the page itself; its frames are pages of their own."""
    page.evaluate(AXE)  # not as a script tag, which the page's policy refuses
    found = page.evaluate("async () => (await axe.run(document, { iframes: false })).violations")
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


def step(stage: Page) -> str | None:
    return stage.locator("#steps [aria-current=step]").get_attribute("data-step")


def test_it_leads_from_the_first_click_to_the_very_call(running: Demo, watched: Watched) -> None:
    """Meanwhile the desk of whose phone rings shows who it is, and asks afterwards what came of it."""
    annas = watched.page(f"{running.pages['desk']}/trunks/")
    sign_in(running, annas)
    card = annas.locator("#pop")
    expect(card).to_be_hidden()
    stage = watched.page(running.pages["shop"], viewport=WIDE)
    shop, phones = stage.frame_locator("iframe.shop"), stage.frame_locator("#phones")
    shop.locator("ringback-widget .pill").click()
    shop.locator("ringback-widget #phone").fill("030 23125123")
    shop.locator("ringback-widget #consent").check()
    assert step(stage) == "ask"
    shop.locator("ringback-widget form .b").click()
    expect(stage.locator("[data-step=team]")).to_contain_text("Anna’s phone rings")
    expect(card).to_contain_text("Your phone rings")
    expect(card).to_contain_text("Northwind Tents")
    phones.locator("#team [data-state=ringing] [data-act=answer]").click()
    expect(stage.locator("[data-step=visitor]")).to_contain_text("visitor’s phone rings")
    phones.locator("#visitor [data-state=ringing] [data-act=answer]").click()
    expect(stage.locator("[data-step=visitor]")).to_contain_text("Connected to Anna")
    for name in ("manager-1", NUMBER):
        until(partial(talks, running, name), 20)
    expect(card).to_contain_text("Talking")
    phones.locator("#team [data-state=talking] [data-act=hang-up]").click()
    expect(card).to_contain_text("What came of it?")
    annas.keyboard.press("1")
    expect(card).to_be_hidden()
    expect(stage.locator("#desk")).to_have_text("Open this call")
    assert step(stage) == "desk"
    with stage.context.expect_page() as opened:
        stage.locator("#desk").click()
    desk = opened.value
    sign_in(running, desk)
    expect(desk.get_by_role("heading", level=1)).to_contain_text("23125123")
    assert watched.complaints == []


def test_a_wide_screen_shows_every_phone_without_scrolling(running: Demo, watched: Watched) -> None:
    stage = watched.page(running.pages["shop"], viewport=WIDE)
    phones = stage.frame_locator("#phones")
    phones.locator(".phone").nth(2).wait_for()
    for place in ("#team .phone:last-child", "#visitor .phone, #nobody:not([hidden])"):
        box = phones.locator(place).first.bounding_box()
        assert box and box["y"] + box["height"] <= WIDE["height"]
    button = stage.frame_locator("iframe.shop").locator("ringback-widget .pill")
    expect(button).to_be_in_viewport()
    assert stage.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_on_a_phones_width_shop_and_phones_stack(running: Demo, watched: Watched) -> None:
    stage = watched.page(running.pages["shop"], viewport=NARROW)
    stage.frame_locator("#phones").locator(".phone").first.wait_for()
    shop, phones = (stage.locator(pane).bounding_box() for pane in ("iframe.shop", "#phones"))
    assert shop and phones
    assert shop["width"] == phones["width"] == NARROW["width"]
    assert phones["y"] >= shop["y"] + shop["height"]
    assert stage.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing(running: Demo, watched: Watched, scheme: str, viewport: dict[str, int]) -> None:
    options = {"viewport": viewport, "color_scheme": scheme, "reduced_motion": "reduce"}
    found = {}
    found["stage"] = violations(watched.page(running.pages["shop"], **options))
    shop = watched.page(f"{running.pages['shop']}/tents", **options)
    shop.locator("ringback-widget .pill").wait_for()
    found["shop"] = violations(shop)
    phones = watched.page(running.pages["phones"], **options)
    phones.locator(".phone").first.wait_for()
    found["phones"] = violations(phones)
    assert {name: what for name, what in found.items() if what} == {}
