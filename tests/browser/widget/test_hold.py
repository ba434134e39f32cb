"""Who waits in the queue proves their number by a code, and waits on the phone: the real door, a real SMS gateway."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from pytest_django import Settings

from ringback.base.database import doorbell
from ringback.base.kit import clock
from ringback.channels.messages.models import Message
from ringback.channels.voice.models import Call, HuntGroup, Stage
from ringback.doors.website.models import Site
from ringback.doors.website.proving.models import NumberCode
from tests.browser.conftest import Browsing
from tests.browser.widget.test_access import AXE, violations
from tests.browser.widget.test_prompts import Shopper, beside_a_loop, shop, site
from tests.browser.widget.test_times import leave_number, shot
from tests.integration.messages.conftest import kannel, round_until
from tests.servers.kannel import Kannel
from tests.servers.ports import free_port
from tests.waiting import until

__all__ = ["beside_a_loop", "kannel", "round_until", "shop", "site"]  # fixtures of the real door and the gateway

Rounds = Callable[[Callable[[], bool]], None]


@pytest.fixture
def ringing_first(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site's group rings confirmed visitors first."""
    monkeypatch.setattr(settings, "RTPENGINE", "127.0.0.1:1")
    HuntGroup.objects.update(visitor_first="busy")


def moved(**values: Any) -> None:
    Call.objects.update(**values)
    doorbell.ring("progress", promises=[Call.objects.get().promise_id])


def waiting(browsing: Browsing, shop: str, **options: Any) -> Page:
    """The page of somebody who asked for a call and stands in the queue, all agents being busy."""
    page = Shopper(browsing, shop, **options).page
    page.add_script_tag(path=AXE)
    page.locator("ringback-widget .pill").click()
    leave_number(page, "0151 23456789")
    page.get_by_role("button", name="Call me now").click()
    page.locator("ringback-widget .s[data-state=received]").wait_for()
    moved(queued_at=clock.now())
    return page


def hold_of(page: Page) -> Any:
    return page.locator("ringback-widget .hold")


def test_the_code_is_typed_with_the_keyboard_and_they_wait_on_the_line(
    browsing: Browsing, kannel: Kannel, ringing_first: None, shop: str, round_until: Rounds
) -> None:
    page = waiting(browsing, shop)
    expect(hold_of(page).get_by_role("status")).to_contain_text("You can wait on the phone")
    shot(page, "hold-offered")
    seen = {"offered": violations(page)}
    page.get_by_role("button", name="Send me a code").press("Enter")
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
    shot(page, "hold-sent")
    seen["sent"] = violations(page)
    round_until(lambda: "text" in kannel.taken())
    [code] = re.findall(r"\b\d{6}\b", kannel.taken().partition(" text ")[2])
    page.keyboard.type(f"{(int(code) + 1) % 10**6:06}")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code", exact=True)).to_have_attribute("aria-invalid", "true")
    shot(page, "hold-wrong")
    seen["wrong"] = violations(page)
    page.get_by_label("Code", exact=True).fill(f"{code[:3]} {code[3:]}")
    page.keyboard.press("Enter")
    expect(hold_of(page).get_by_role("status")).to_contain_text("Your phone rings in a moment")
    assert Call.objects.get().plan["confirmed"]
    assert page.evaluate("document.querySelector('ringback-widget').shadowRoot.activeElement.tagName") == "H3"
    moved(stage=Stage.DIALLING_VISITOR)
    expect(hold_of(page)).to_have_count(0)
    moved(stage=Stage.HUNTING)
    expect(hold_of(page).get_by_role("status")).to_have_text("You are waiting on the phone. Stay on the line.")
    shot(page, "hold-on-line")
    assert seen == {look: [] for look in seen}


def test_a_code_that_does_not_get_through_costs_nobody_their_place(
    browsing: Browsing, ringing_first: None, settings: Settings, shop: str, round_until: Rounds
) -> None:
    settings.SMS_GATEWAY, settings.SMS_URL = "kannel", f"http://127.0.0.1:{free_port()}/cgi-bin/sendsms"
    page = waiting(browsing, shop, viewport={"width": 360, "height": 640}, color_scheme="dark")
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
    round_until(lambda: Message.objects.filter(trouble__contains="refused").exists())
    expect(hold_of(page).get_by_role("status")).to_contain_text("does not get through. You keep your place")
    shot(page, "hold-trouble")
    page.evaluate("document.querySelector('ringback-widget').shadowRoot.querySelector('.r').dir = 'rtl'")
    shot(page, "hold-trouble-rtl")
    assert violations(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    NumberCode.objects.update(sent=3)
    moved(stage=Stage.HUNTING, queued_at=None)
    expect(hold_of(page)).to_have_count(0)
    until(lambda: "confirmed" not in Call.objects.get().plan or not Call.objects.get().plan["confirmed"])
