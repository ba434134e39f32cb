"""A message instead of a call, from the page to the inbox: the real door, and a shop on another origin."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from ringback.channels.messages.models import InboundMessage
from ringback.core.people.models import Consent
from ringback.core.promises.models import Promise
from ringback.doors.website.models import Site
from tests.browser.conftest import Browsing
from tests.browser.widget.test_prompts import Shopper, beside_a_loop, shop, site
from tests.waiting import until

__all__ = ["beside_a_loop", "shop", "site"]  # fixtures of the real door


def dialog_of(page: Page) -> Page:
    page.locator("ringback-widget .pill").click()
    expect(page.get_by_label("Phone number")).to_be_focused()
    return page


def test_a_message_is_written_and_the_page_says_by_when_it_is_answered(
    browsing: Browsing, shop: str, site: Site
) -> None:
    Site.objects.filter(pk=site.pk).update(writing={"email": "shop@tents.example", "offers": True}, proof_of_work=True)
    page = dialog_of(Shopper(browsing, shop).page)
    expect(page.get_by_role("link", name="shop@tents.example")).to_have_attribute("href", "mailto:shop@tents.example")
    page.get_by_role("button", name="Write to us").click()
    expect(page.get_by_label("Your message")).to_be_focused()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Write what it is about.")).to_be_visible()
    expect(page.get_by_text("Leave a phone number or an e-mail address.")).to_be_visible()
    page.get_by_label("Your message").fill("Does it stand in the wind?")
    page.get_by_label("Phone number or e-mail").fill("nobody@")
    page.get_by_label("may use what I have written").check()
    later = page.get_by_role("checkbox", name="may also send me news")
    expect(later).not_to_be_checked()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("Phone number or e-mail")).to_have_attribute("aria-invalid", "true")
    assert not InboundMessage.objects.exists()
    page.get_by_label("Phone number or e-mail").fill("vera@example.org")
    later.check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you: your message is here")).to_be_focused()
    expect(page.get_by_text("Somebody answers by")).to_be_visible()
    until(InboundMessage.objects.filter(from_address="vera@example.org").exists)
    assert Promise.objects.get().kind == "website.message"
    assert set(Consent.objects.values_list("purpose", flat=True)) == {"message", "offers"}
    page.get_by_role("button", name="Call me back").last.click()
    expect(page.get_by_label("Phone number")).to_be_focused()


def test_a_site_without_messages_offers_none(browsing: Browsing, shop: str, site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(writing={"active": False})
    page = dialog_of(Shopper(browsing, shop).page)
    expect(page.get_by_role("button", name="Write to us")).to_have_count(0)
    expect(page.get_by_role("checkbox", name="may also send me news")).to_have_count(0)
