"""The Sites pages in a browser: accessible, as wide as the screen, and a preview that plays a call but asks nobody."""

from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from ringback.base.kit import phones
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.services import Wish, facts_by_key, request_callback, save_site
from tests.browser.desk.conftest import Desk
from tests.browser.desk.test_access import LONG, LOOKS, check
from tests.integration.website.conftest import fresh_number, site_values


def made(desk: Desk, **values: Any) -> Site:
    return save_site(desk.office.actor("owner"), None, site_values(group_id=desk.office.house.group.pk, **values))


@pytest.mark.parametrize("look", LOOKS)
def test_full_pages(desk: Desk, look: str) -> None:
    site = made(desk, name=LONG, origins=["https://a-very-long-name-of-a-shop-indeed.example:8443"])
    facts = facts_by_key(site.key)
    assert facts is not None
    for name in ("Vera", LONG):
        wish = Wish(phones.parse(fresh_number(), "DE"), site.consent_version, name=name)
        request_callback(facts, wish)
    page = desk.page(desk.office.actor("owner"), **LOOKS[look])
    pages = ("/sites/", "/sites/new/", f"/sites/{site.pk}/", "/")
    assert [line for path in pages for line in check(page, path)] == []


@pytest.mark.parametrize("look", LOOKS)
def test_empty_pages(desk: Desk, look: str) -> None:
    page = desk.page(desk.office.actor("owner"), "/sites/", **LOOKS[look])
    assert check(page, "/sites/") == []
    page.get_by_role("link", name="New site").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New site")


def preview_of(page: Page) -> Any:
    """The frame. It is used by keys: in a sandboxed frame, a click on a busy machine may miss what has just moved."""
    return page.frame_locator("iframe.site-preview")


def test_the_preview_plays_a_whole_call_and_asks_nobody(desk: Desk) -> None:
    site = made(desk)
    page = desk.page(desk.office.actor("owner"), f"/sites/{site.pk}/")
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/v1/" in request.url:
            asked.append(request.url)

    page.on("request", note)
    preview = preview_of(page)
    preview.get_by_role("button", name="Call me back").press("Enter")
    preview.get_by_label("Phone number").fill("0151 12345678")
    preview.get_by_role("checkbox").press(" ")
    preview.get_by_role("button", name="Call me now").press("Enter")
    expect(preview.get_by_role("heading", name="Your phone is ringing")).to_be_visible(timeout=15_000)
    expect(preview.get_by_role("heading", name="Thank you for the call")).to_be_visible(timeout=15_000)
    assert asked == [] and not CallbackRequest.objects.exists()


def test_the_preview_lets_a_time_be_chosen(desk: Desk) -> None:
    site = made(desk)
    page = desk.page(desk.office.actor("owner"), f"/sites/{site.pk}/")
    preview = preview_of(page)
    preview.get_by_role("button", name="Call me back").press("Enter")
    preview.get_by_role("button", name="Another time").press("Enter")
    expect(preview.get_by_label("Day")).to_be_visible()
    preview.get_by_label("Phone number").locator("visible=true").fill("0151 12345678")
    preview.get_by_role("checkbox").locator("visible=true").press(" ")
    preview.get_by_role("button", name="Call me then").press("Enter")
    expect(preview.get_by_role("heading", name="Booked: we will call you")).to_be_visible(timeout=15_000)
    assert not CallbackRequest.objects.exists()


def test_the_preview_follows_what_is_typed(desk: Desk) -> None:
    site = made(desk)
    page = desk.page(desk.office.actor("owner"), f"/sites/{site.pk}/")
    expect(preview_of(page).get_by_role("button", name="Call me back")).to_be_visible()
    page.get_by_label("Words on the button").fill("Ring me, please")
    expect(preview_of(page).get_by_role("button", name="Ring me, please")).to_be_visible(timeout=10_000)
    assert Site.objects.get().appearance["button"] == ""


def test_a_new_request_appears_by_itself(desk: Desk) -> None:
    site = made(desk)
    page = desk.page(desk.office.actor("owner"), f"/sites/{site.pk}/")
    expect(page.get_by_text("Nobody has asked yet")).to_be_visible()
    page.wait_for_function("document.body.dataset.stream")
    facts = facts_by_key(site.key)
    assert facts is not None
    request_callback(facts, Wish(phones.parse(fresh_number(), "DE"), site.consent_version, name="Vera"))
    expect(page.get_by_text("Vera")).to_be_visible(timeout=10_000)
