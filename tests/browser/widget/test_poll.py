"""A poll as somebody leaves: shown by a rule with the tact of every prompt, answered, and promised with an address."""

from __future__ import annotations

from playwright.sync_api import expect

from ringback.base.accounts.services import system_actor
from ringback.channels.messages.models import InboundMessage
from ringback.doors.website.models import PromptRule, Site
from ringback.doors.website.polls.models import PollAnswer
from ringback.doors.website.polls.services import PollValues, save_poll
from ringback.doors.website.prompts.models import PromptCount
from tests.browser.conftest import Browsing
from tests.browser.widget.test_prompts import Shopper, beside_a_loop, prompt_of, shop, site, wait_for_watch
from tests.waiting import until

__all__ = ["beside_a_loop", "shop", "site"]  # fixtures of the real door


def test_who_leaves_is_asked_once_and_may_leave_an_address(browsing: Browsing, shop: str, site: Site) -> None:
    values = PollValues(
        "Leaving",
        {"en": {"question": "Why are you leaving?", "more": "What could we improve?"}},
        choices={"en": ["Too dear", "Just looking"]},
    )
    poll = save_poll(system_actor(site.organisation_id), site.pk, None, values)
    rule = PromptRule.objects.create(site=site, name="Leaving", on_exit=True, poll=poll)
    visitor = Shopper(browsing, shop)
    page = visitor.page
    page.set_viewport_size({"width": 1280, "height": 420})
    wait_for_watch(page)
    visitor.leaves()
    expect(prompt_of(page)).to_be_visible()
    expect(page.get_by_role("heading", name="Why are you leaving?")).to_be_visible()
    expect(page.get_by_role("button", name="Close")).to_be_in_viewport()  # however low the window is
    assert page.evaluate("document.activeElement === document.body"), "an unasked prompt takes no focus"
    expect(page.get_by_role("status").first).to_have_text("Why are you leaving?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert").filter(has_text="Choose one, or write something.")).to_be_visible()
    page.get_by_label("Too dear").check()
    page.get_by_label("What could we improve?").fill("Lighter tents")
    agreement = page.get_by_role("checkbox", name="may use what I have written")
    expect(agreement).to_be_hidden()
    page.get_by_label("E-mail, if you want an answer").fill("vera@example.org")
    expect(agreement).not_to_be_checked()
    agreement.check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you: that helps us")).to_be_focused()
    until(PollAnswer.objects.filter(poll=poll, choice="c1", message__isnull=False).exists)
    assert InboundMessage.objects.get().text.startswith("Too dear\nLighter tents")
    page.get_by_role("button", name="Close").click()
    until(PromptCount.objects.filter(rule=rule, shown=1, accepted=1, dismissed=0).exists)
    again = visitor.open()
    visitor.leaves()
    expect(again.locator("ringback-widget dialog")).to_have_count(0)
