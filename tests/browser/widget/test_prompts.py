"""Prompts, tact and the hold-out from the page to the database: the real door, and a shop on another origin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import system_actor
from ringback.base.kit import clock
from ringback.channels.voice.models import HuntGroup
from ringback.doors.website import visit_token
from ringback.doors.website.models import PromptRule, Site
from ringback.doors.website.prompts.models import ArmCount, PromptCount
from ringback.doors.website.services import save_site
from ringback.doors.website.visit_token import Token
from ringback.project.mounting import PublicPaths
from tests.browser.conftest import Browsing
from tests.browser.widget.stub import StubDoor
from tests.integration.website.conftest import site_values
from tests.servers.web import web
from tests.waiting import until

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SHOP = (
    '<!doctype html><html lang="en"><head><title>Shop</title></head><body><main><h1>Shop</h1>'
    '<label>Search <input></label><a id="tel" href="tel:+493012345">Ring us</a> <b data-ringback="open">Call me</b>'
    '<script async src="{api}/w/{key}.js"></script></main></body></html>'
)


@pytest.fixture(autouse=True)
def beside_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright keeps an event loop in this thread; Django would refuse to touch the database beside it."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def site(beside_a_loop: None, transactional_db: None, door: StubDoor) -> Site:
    organisation = Organisation.objects.create(name="Tents & Co")
    group = HuntGroup.objects.create(organisation=organisation, name="Sales")
    return save_site(system_actor(organisation.pk), None, site_values(group_id=group.pk, origins=[door.shop]))


@pytest.fixture
def shop(site: Site, door: StubDoor) -> Iterator[str]:
    """The shop's address; its pages carry the real snippet."""
    public = PublicPaths([], "")
    with web(public) as address:
        public.website._scripts._api = address
        door.page = SHOP.replace("{api}", address).replace("{key}", site.key)
        yield door.shop


class Shopper:
    """A visitor of the shop, and what their page was answered."""

    def __init__(self, browsing: Browsing, shop: str, **options: Any) -> None:
        self.context = browsing.context(user_agent=FIREFOX, **options)
        self.shop = shop
        self.page = self.open()

    def open(self) -> Page:
        page = self.context.new_page()
        page.on("request", lambda request: self.asked.append(request.post_data or ""))
        self.asked: list[str] = []
        page.goto(self.shop)
        page.wait_for_function("!!window.ringback?.open")
        self.page = page
        return page

    def leaves(self) -> None:
        self.page.evaluate("document.dispatchEvent(new MouseEvent('mouseout', {clientY: -1, bubbles: true}))")

    def token(self) -> Token | None:
        text = self.page.evaluate("localStorage.ringback || ''")
        return visit_token.read(text, Site.objects.get().organisation_id, settings.SECRET_KEY)


def prompt_of(page: Page) -> Any:
    return page.locator("ringback-widget dialog[open]")


def wait_for_watch(page: Page) -> None:
    """The dialog is there, and looks on."""
    page.locator("ringback-widget dialog").wait_for(state="attached")
    page.wait_for_function("!!window.__ringback.parts?.watch")


def test_one_prompt_a_visit_closed_it_stays_closed_and_all_of_it_is_counted(
    browsing: Browsing, shop: str, site: Site
) -> None:
    rule = PromptRule.objects.create(site=site, name="Leaving", on_exit=True)
    PromptRule.objects.create(site=site, name="Reading", position=1, seconds=1, pages=["/elsewhere"])
    visitor = Shopper(browsing, shop)
    page = visitor.page
    wait_for_watch(page)
    page.get_by_text("Shop").click()
    visitor.leaves()
    expect(prompt_of(page)).to_be_visible()
    assert page.evaluate("document.activeElement === document.body"), "an unasked prompt takes no focus"
    expect(page.get_by_role("status")).to_have_text("We call you back")
    page.get_by_role("button", name="Close").click()
    expect(prompt_of(page)).to_have_count(0)
    until(PromptCount.objects.filter(rule=rule, shown=1, dismissed=1, accepted=0).exists)
    kept = visitor.token()
    assert kept is not None and kept.quiet_until > clock.now().timestamp() + 6 * 86400
    again = visitor.open()
    visitor.leaves()
    expect(again.locator("ringback-widget dialog")).to_have_count(0)
    assert again.evaluate("[document.cookie, sessionStorage.length, Object.keys(localStorage)]") == [
        "",
        0,
        ["ringback"],
    ]


def test_a_rule_speaks_its_own_words_and_who_opens_it_reads_the_usual_ones(
    browsing: Browsing, shop: str, site: Site
) -> None:
    said = {"title": "Before you go", "text": "We ring within {seconds} seconds."}
    PromptRule.objects.create(site=site, name="Leaving", on_exit=True, texts={"en": said})
    visitor = Shopper(browsing, shop)
    page = visitor.page
    wait_for_watch(page)
    visitor.leaves()
    expect(prompt_of(page).get_by_role("heading", name="Before you go")).to_be_visible()
    expect(prompt_of(page)).to_contain_text("We ring within 30 seconds.")
    expect(page.get_by_role("status")).to_have_text("Before you go")
    page.get_by_role("button", name="Close").click()
    page.get_by_text("Call me", exact=True).click()
    expect(prompt_of(page).get_by_role("heading", name="We call you back")).to_be_visible()
    expect(prompt_of(page)).not_to_contain_text("We ring within")


def test_nobody_is_prompted_over_a_form(browsing: Browsing, shop: str, site: Site) -> None:
    PromptRule.objects.create(site=site, name="Leaving", on_exit=True)
    visitor = Shopper(browsing, shop)
    wait_for_watch(visitor.page)
    field = visitor.page.get_by_label("Search")
    field.focus()
    visitor.leaves()
    field.fill("tents")
    field.blur()
    visitor.leaves()
    visitor.page.get_by_text("Call me", exact=True).click()
    expect(prompt_of(visitor.page)).to_be_visible()
    assert not [text for text in visitor.asked if '"rule"' in text]
    assert not PromptCount.objects.exists()


def test_time_alone_prompts_and_what_was_asked_for_is_accepted(browsing: Browsing, shop: str, site: Site) -> None:
    rule = PromptRule.objects.create(site=site, name="Reading", seconds=1)
    page = Shopper(browsing, shop, viewport={"width": 390, "height": 800}, has_touch=True).page
    expect(prompt_of(page)).to_be_visible()
    page.get_by_label("Phone number").fill("0151 12345678")
    page.get_by_label("Tents & Co may call me").check()
    page.get_by_role("button", name="Call me now").click()
    until(PromptCount.objects.filter(rule=rule, shown=1, accepted=1, dismissed=0).exists)


def test_who_is_held_out_sees_nothing_and_counts_the_same(browsing: Browsing, shop: str, site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(held_out_percent=50)
    PromptRule.objects.create(site=site, name="At once", seconds=1)
    tokens = {arm: Token(bucket, 0) for arm, bucket in (("held_out", 0), ("shown", visit_token.BUCKETS - 1))}
    for token in tokens.values():
        visitor = Shopper(browsing, shop)
        text = visit_token.write(token, site.organisation_id, settings.SECRET_KEY)
        visitor.page.evaluate("text => { localStorage.ringback = text; }", text)
        visitor.open()
        visitor.page.locator("#tel").dispatch_event("click")
        visitor.page.locator("#tel").dispatch_event("click")
        held = token.bucket == 0
        expect(visitor.page.locator("ringback-widget")).to_have_count(0 if held else 1)
        expect(visitor.page.get_by_text("Call me", exact=True)).to_be_visible(visible=not held)
    until(lambda: ArmCount.objects.filter(reached=1).count() == 2)
    assert dict(ArmCount.objects.filter(reached__gt=0).values_list("arm", "reached")) == {"shown": 1, "held_out": 1}
    assert not PromptCount.objects.filter(shown__gt=1).exists()
