"""Who asked before is known: neither number nor name is asked again, and "not me" ends it."""

from __future__ import annotations

from playwright.sync_api import expect

from ringback.core.people.models import Consent
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.visitors.models import Visitor
from tests.browser.conftest import Browsing
from tests.browser.widget.test_prompts import Shopper, beside_a_loop, shop, site
from tests.waiting import until

__all__ = ["beside_a_loop", "shop", "site"]  # fixtures of the real door


def test_a_known_visitor_sends_what_is_kept_and_sees_no_more_of_it(browsing: Browsing, shop: str, site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(writing={"offers": True, "offers_text": "News of tents?"})
    visitor = Shopper(browsing, shop)
    page = visitor.page
    page.get_by_text("Call me", exact=True).click()
    page.get_by_label("Phone number").fill("0151 12345678")
    page.get_by_label("Tents & Co may call me").check()
    news = page.get_by_role("checkbox", name="News of tents?")
    expect(news).not_to_be_checked()
    news.check()
    page.get_by_role("button", name="Call me now").click()
    until(Visitor.objects.filter(asked__phone="+4915112345678").exists)
    until(lambda: (found := visitor.token()) is not None and bool(found.visitor))
    assert Consent.objects.get(purpose="offers").text == "News of tents?"
    CallbackRequest.objects.update(open_phone=None)
    page.evaluate("sessionStorage.clear()")
    page = visitor.open()
    page.get_by_text("Call me", exact=True).click()
    expect(page.get_by_text("We call you at")).to_contain_text("78")
    assert "12345678" not in page.locator("ringback-widget dialog").inner_text().replace(" ", "")
    expect(page.get_by_label("Phone number")).to_be_hidden()
    page.get_by_label("Tents & Co may call me").check()
    page.get_by_role("button", name="Call me now").click()
    until(lambda: CallbackRequest.objects.filter(phone="+4915112345678").count() == 2)
    page.evaluate("sessionStorage.clear()")
    page = visitor.open()
    page.get_by_text("Call me", exact=True).click()
    page.get_by_role("button", name="Not me").click()
    expect(page.get_by_label("Phone number")).to_be_focused()
    until(lambda: (found := visitor.token()) is not None and not found.visitor)
    assert not Visitor.objects.filter(asked__isnull=False).exists()
