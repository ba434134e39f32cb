"""A stranger's first minutes: one command, a visitor, two phones, a conversation, and its recording."""

from __future__ import annotations

import io
import re
import time

import numpy as np
import soundfile
from playwright.sync_api import Locator, Page, expect

from tests.browser.demo.conftest import Watched
from tests.servers.demo import Demo
from tests.waiting import PATIENCE, until

NUMBER = "+493023125123"
MOST_SECONDS_TO_RING = 2.0
LEAST_SECONDS_TALKED = 3.0


def ask_for_a_call(shop: Page) -> float:
    """Be the visitor; gives the moment of the last click."""
    shop.locator("ringback-widget .pill").click()
    shop.locator("ringback-widget #phone").fill("030 23125123")
    shop.locator("ringback-widget #consent").check()
    asked_at = time.monotonic()
    shop.locator("ringback-widget form .b").click()
    return asked_at


def phone(page: Page, name: str) -> Locator:
    """The card of one of the team, or of the "visitor"."""
    if name == "visitor":
        return page.locator("#visitor .phone").first
    return page.locator(".phone", has=page.locator("h3", has_text=name))


def rings(page: Page, name: str) -> Locator:
    ringing = phone(page, name).and_(page.locator("[data-state=ringing]"))
    ringing.wait_for()
    return ringing


def talk(demo: Demo) -> None:
    """Both hear each other for some seconds."""

    def talked() -> bool:
        phones = [demo.phone(one) for one in ("manager-1", "manager-2", "manager-3", NUMBER)]
        talking = [one for one in phones if one["state"] == "talking" and one["seconds"] >= LEAST_SECONDS_TALKED]
        return len(talking) == 2

    until(talked, 30)


def state(shop: Page, name: str) -> Locator:
    return shop.locator(f"ringback-widget .s[data-state={name}]")


def sign_in(demo: Demo, desk: Page) -> None:
    desk.locator("[name=login]").fill(demo.pages["email"])
    desk.locator("[name=password]").fill(demo.pages["password"])
    desk.locator("form [type=submit]").first.click()


def hold_a_conversation(demo: Demo, shop: Page, phones: Page) -> float:
    """From the click to the hang-up; gives how many seconds it took Anna's phone to ring."""
    asked_at = ask_for_a_call(shop)
    rings(phones, "Anna")
    rang_after = time.monotonic() - asked_at
    phone(phones, "Anna").locator("[data-act=answer]").click()
    rings(phones, "visitor").locator("[data-act=answer]").click()
    state(shop, "connected").wait_for()
    talk(demo)
    phone(phones, "Anna").locator("[data-act=hang-up]").click()
    state(shop, "ended").wait_for()
    return rang_after


def call_the_shop(demo: Demo, phones: Page) -> None:
    """The visitor rings back, and talks with whoever takes the call."""
    visitor = phone(phones, "visitor")
    visitor.locator("[data-act=call]").click()
    phones.locator("#team .phone[data-state=ringing] [data-act=answer]").first.click()
    visitor.and_(phones.locator("[data-state=talking]")).wait_for()
    talk(demo)
    visitor.locator("[data-act=hang-up]").click()
    visitor.and_(phones.locator("[data-state=ended]")).wait_for()


def both_sides_are_heard(sound: bytes) -> None:
    samples, rate = soundfile.read(io.BytesIO(sound))
    assert samples.shape[1] == 2
    assert len(samples) / rate >= LEAST_SECONDS_TALKED - 1
    left, right = samples.T
    assert min(np.sqrt(np.mean(left**2)), np.sqrt(np.mean(right**2))) > 0.005
    assert abs(np.corrcoef(left, right)[0, 1]) < 0.5


def test_from_one_command_to_the_recording_and_when_nobody_takes_the_call(demo: Demo, watched: Watched) -> None:
    with demo:
        shop = watched.page(f"{demo.pages['shop']}/tents")
        phones = watched.page(demo.pages["phones"])
        assert hold_a_conversation(demo, shop, phones) < MOST_SECONDS_TO_RING * PATIENCE

        desk = watched.page(f"{demo.pages['desk']}/calls/")
        sign_in(demo, desk)
        desk.locator("main a[href^='/calls/']").first.click()
        player = desk.locator("audio[data-recording]")
        player.wait_for(state="visible")
        until(lambda: player.evaluate("audio => audio.readyState >= 1 && audio.duration > 2"), 20)
        player.evaluate("audio => { audio.muted = true; return audio.play(); }")
        until(lambda: player.evaluate("audio => audio.currentTime > 0.3"), 20)
        link = player.get_attribute("src") or ""
        both_sides_are_heard(desk.context.request.get(f"{demo.pages['desk']}{link}").body())
        desk.close()  # it would complain, and rightly, that its server goes

        call_the_shop(demo, phones)

    with demo:  # the same folder again, with ports that may be others
        shop = watched.page(f"{demo.pages['shop']}/tents")
        phones = watched.page(demo.pages["phones"])
        ask_for_a_call(shop)
        declined = set()
        for _one in range(3):  # whom they talked to last is rung first
            name = phones.locator("#team .phone[data-state=ringing] h3").inner_text()
            state(shop, "calling_agent").wait_for()
            phone(phones, name).locator("[data-act=decline]").click()
            phone(phones, name).and_(phones.locator("[data-state=ended]")).wait_for()
            declined.add(name)
        assert declined == {"Anna", "Boris", "Chen"}
        state(shop, "nobody_free").wait_for()
        expect(state(shop, "nobody_free")).to_contain_text(re.compile(r"try again: .*\d"))
        assert not demo.phone(NUMBER)
    assert [one for one in watched.complaints if "ERR_CONNECTION_REFUSED" not in one] == []
