"""The pages of hours in a browser: accessible, as wide as the screen, and the editor works from the keyboard."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.core.hours import services
from ringback.core.hours.models import Calendar, CalendarAccount, ConnectedCalendar
from ringback.core.hours.rules import same_every_day
from ringback.core.hours.services import CalendarValues, TimeOffValues
from tests.browser.desk.conftest import Desk
from tests.browser.desk.test_access import LONG, LOOKS, check

EMPTY = ("/hours/", "/hours/new/", "/hours/you/", "/hours/you/calendar/")


def filled(desk: Desk, owner: Actor) -> Calendar:
    """An organisation with hours, exceptions, a member's own hours and time off."""
    today = clock.now().date()
    split = (((0, 300), (540, 720), (780, 1080), (1320, 1560)), *same_every_day(540, 1080)[:5], ())
    values = CalendarValues("organisation", 0, split, holiday_country="DE", holiday_region="SN")
    made = services.save_calendar(owner, None, values)
    services.add_exception(owner, made.pk, today + timedelta(days=3), today + timedelta(days=9), note=LONG[:120])
    group = desk.office.house.group
    services.save_calendar(owner, None, CalendarValues("group", group.pk, split, zone="America/New_York"))
    services.save_calendar(owner, None, CalendarValues("member", owner.member_id or 0, split))
    services.take_time_off(
        owner, owner.member_id or 0, TimeOffValues(today, today + timedelta(days=2), note=LONG[:120])
    )
    _connected(owner)
    return made


def _connected(owner: Actor) -> None:
    """A calendar elsewhere whose password is refused."""
    account = CalendarAccount.objects.create(
        organisation_id=owner.organisation_id,
        member_id=owner.member_id or 0,
        url=f"https://calendar.example/{'a' * 90}/",
        login="anna.marschalk@calendar.example",
        password="secret",
        problem="login",
        failing_since_at=clock.now(),
    )
    for number, name in enumerate((LONG[:120], "Work", "الخاص")):
        url = f"https://calendar.example/{number}/"
        ConnectedCalendar.objects.create(account=account, url=url, name=name, counts=number < 2, receives=number == 1)


@pytest.mark.parametrize("look", LOOKS)
def test_full_pages(desk: Desk, look: str) -> None:
    owner = desk.office.actor("owner")
    made = filled(desk, owner)
    page = desk.page(owner, **LOOKS[look])
    pages = (*EMPTY, f"/hours/{made.pk}/", "/hours/window/", f"/hours/members/{owner.member_id}/")
    assert [line for path in pages for line in check(page, path)] == []


@pytest.mark.parametrize("look", LOOKS)
def test_empty_pages(desk: Desk, look: str) -> None:
    page = desk.page(desk.office.actor("owner"), **LOOKS[look])
    assert [line for path in EMPTY for line in check(page, path)] == []


def test_a_week_from_the_keyboard(desk: Desk) -> None:
    page = desk.page(desk.office.actor("owner"), "/hours/new/")
    add = page.get_by_role("button", name="Saturday: add hours")
    add.focus()
    page.keyboard.press("Enter")
    opens = page.get_by_label("Saturday, from")
    expect(opens).to_be_focused()
    _type(page, "1000AM")
    page.keyboard.press("Tab")
    page.get_by_label("Saturday, until").fill("14:00")
    expect(page.locator("#hours-preview")).to_contain_text("Sat 10:00–14:00")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("The hours are saved.")).to_be_visible()
    assert [5, 600, 840] in Calendar.objects.get().weekly


def _type(page: Page, keys: str) -> None:
    """Type into a time field, whose form depends on the browser's language; then make sure of what stands there."""
    page.keyboard.type(keys)
    focused: Any = page.locator(":focus")
    if focused.input_value() != "10:00":
        focused.fill("10:00")


def test_the_region_follows_the_country(desk: Desk) -> None:
    page = desk.page(desk.office.actor("owner"), "/hours/new/")
    page.get_by_label("Public holidays of").select_option("US")
    page.get_by_label("Region").select_option(label="Texas")
    expect(page.locator("#hours-preview")).to_contain_text("Independence Day")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The hours are saved.")).to_be_visible()
    assert Calendar.objects.get().holiday_region == "TX"


def test_a_number_is_tried(desk: Desk) -> None:
    page = desk.page(desk.office.actor("owner"), "/hours/window/")
    page.get_by_label("Try a number").fill("+7 916 123-45-67")
    page.keyboard.press("Enter")
    expect(page.locator("#tried")).to_contain_text("16 time zones")
