"""The page behind the link of a chosen time: read by anybody, moved and called off by its buttons."""

import os
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from ringback.base.kit import phones
from ringback.core.promises.models import Promise
from ringback.doors.website.services import Receipt, Wish, facts_by_key, request_callback, save_site
from ringback.doors.website.slots import services as slots
from ringback.doors.website.slots.services import Visitor
from tests.browser.desk.conftest import Desk
from tests.browser.desk.test_access import LOOKS, check
from tests.integration.website.conftest import fresh_number, site_values
from tests.waiting import until


def booked(desk: Desk, language: str = "en") -> Receipt:
    """A call at the first time that can be had."""
    site = save_site(desk.office.actor("owner"), None, site_values(group_id=desk.office.house.group.pk))
    facts = facts_by_key(site.key)
    assert facts is not None
    at = slots.offers(facts, Visitor("Europe/Berlin")).times[0]
    number = phones.parse(fresh_number(), "DE")
    return request_callback(facts, Wish(number, site.consent_version, zone="Europe/Berlin", language=language, at=at))


def opened(desk: Desk, receipt: Receipt, **look: Any) -> Page:
    page = desk.browsing.page(base_url=desk.address, **look)
    desk.watch(page)
    page.goto(receipt.change.removeprefix(settings.PUBLIC_URL))
    return page


def due_at(receipt: Receipt) -> datetime:
    return Promise.objects.get(pk=receipt.promise_id or 0).due_at


def test_it_is_moved_and_then_called_off(desk: Desk) -> None:
    receipt = booked(desk)
    first = due_at(receipt)
    page = opened(desk, receipt)
    expect(page.get_by_role("heading", name="We will call you")).to_be_visible()
    page.get_by_label("Another time").focus()
    page.keyboard.press("End")
    page.get_by_role("button", name="Move the call").click()
    expect(page.get_by_role("heading", name="Moved: the call now comes")).to_be_visible()
    assert until(lambda: due_at(receipt) > first)
    page.get_by_role("button", name="Cancel the call").click()
    expect(page.get_by_role("heading", name="Cancelled")).to_be_visible()
    assert Promise.objects.get(pk=receipt.promise_id or 0).state == "cancelled"


@pytest.mark.parametrize(("look", "language"), [("wide-light", "en"), ("phone-dark", "ar")])
def test_anybody_can_read_it(desk: Desk, look: str, language: str) -> None:
    receipt = booked(desk, language)
    page = opened(desk, receipt, **LOOKS[look])
    if where := os.environ.get("SHOTS"):
        page.screenshot(path=f"{where}/change-{look}-{language}.png", full_page=True)
    assert check(page, page.url) == []
    assert page.locator("main").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
