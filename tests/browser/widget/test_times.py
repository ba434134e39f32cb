"""A call at a chosen time, from the page to the promise: the real door, and a shop on another origin."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from ringback.base.accounts.services import system_actor
from ringback.base.kit import clock
from ringback.channels.voice.models import Agent, HuntGroupMember
from ringback.core.hours import services as hours
from ringback.core.hours.rules import same_every_day
from ringback.core.hours.services import CalendarValues
from ringback.core.promises.models import Promise
from ringback.doors.website.models import CallbackRequest, Site
from tests.browser.conftest import Browsing
from tests.browser.widget.test_prompts import Shopper, beside_a_loop, shop, site
from tests.waiting import until

__all__ = ["beside_a_loop", "shop", "site"]  # fixtures of the real door


@pytest.fixture
def crew(site: Site) -> Site:
    """One agent, so that each time holds one call."""
    agent = Agent.objects.create(organisation=site.organisation, name="Ada", address="sip:ada@test")
    HuntGroupMember.objects.create(group_id=site.group_id or 0, agent=agent, position=0)
    return site


def closed_now(site: Site) -> None:
    """Office hours that ended an hour ago and begin again in nine hours, whatever the clock says."""
    hour = clock.now().hour * 60
    begins = (hour + 540) % 1440
    week = same_every_day(begins, begins + 840)
    hours.save_calendar(system_actor(site.organisation_id), None, CalendarValues("organisation", 0, week, "UTC"))


def shot(page: Page, name: str) -> None:
    if where := os.environ.get("SHOTS"):
        page.screenshot(path=f"{where}/{name}.png")


def opened(browsing: Browsing, shop: str, **options: object) -> Page:
    page = Shopper(browsing, shop, **options).page
    page.locator("ringback-widget .pill").click()
    return page


def leave_number(page: Page, number: str = "030 1234512") -> None:
    page.get_by_label("Phone number").locator("visible=true").fill(number)
    page.get_by_label("may call me once").locator("visible=true").check()


def test_a_time_is_chosen_with_the_keyboard_and_promised(browsing: Browsing, shop: str, crew: Site) -> None:
    page = opened(browsing, shop)
    page.get_by_role("button", name="Another time").press("Enter")
    expect(page.get_by_label("Day")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Time", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_label("Time", exact=True).input_value()
    leave_number(page)
    shot(page, "times")
    page.get_by_role("button", name="Call me then").press("Enter")
    expect(page.get_by_role("heading", name="Booked: we will call you")).to_be_focused()
    shot(page, "booked")
    link = page.get_by_role("link", name="Another time")
    expect(link).to_have_attribute("href", until(lambda: link.get_attribute("href")) or "")
    promise = Promise.objects.get()
    assert promise.due_at.strftime("%Y-%m-%dT%H:%M") == chosen[:16]
    page.get_by_role("button", name="Cancel the call").click()
    expect(page.get_by_role("heading", name="Cancelled: we will not call")).to_be_visible()
    assert Promise.objects.get().state == "cancelled"


def test_who_comes_too_late_chooses_among_those_that_are_left(browsing: Browsing, shop: str, crew: Site) -> None:
    first, second = opened(browsing, shop), opened(browsing, shop)
    for page in (first, second):
        page.get_by_role("button", name="Another time").click()
    leave_number(first)
    first.get_by_role("button", name="Call me then").click()
    expect(first.get_by_role("heading", name="Booked: we will call you")).to_be_visible()
    leave_number(second, "030 1234513")
    taken = second.get_by_label("Time", exact=True).input_value()
    second.get_by_role("button", name="Call me then").click()
    expect(second.get_by_text("This time has just been taken.")).to_be_visible()
    expect(second.get_by_label("Time", exact=True)).to_be_focused()
    assert second.get_by_label("Time", exact=True).input_value() != taken
    second.get_by_role("button", name="Call me then").click()
    expect(second.get_by_role("heading", name="Booked: we will call you")).to_be_visible()
    assert CallbackRequest.objects.count() == 2


def test_after_hours_it_says_so_and_offers_a_time_or_a_message(browsing: Browsing, shop: str, crew: Site) -> None:
    closed_now(crew)
    page = opened(browsing, shop)
    expect(page.get_by_text("Nobody is here just now. We are back:")).to_be_visible()
    expect(page.get_by_role("button", name="Call me now")).to_have_count(0)
    expect(page.get_by_label("Day")).to_be_visible()
    shot(page, "closed")
    page.get_by_role("button", name="Write to us").click()
    expect(page.get_by_label("Your message")).to_be_focused()
    page.get_by_role("button", name="Call me back").last.click()
    expect(page.get_by_label("Day")).to_be_visible()
    leave_number(page)
    page.get_by_role("button", name="Call me then").click()
    expect(page.get_by_role("heading", name="Booked: we will call you")).to_be_visible()
    assert Promise.objects.get().due_at > clock.now() + timedelta(hours=5)
