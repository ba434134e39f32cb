"""The pages of hours over HTTP: what is typed lands where it belongs, and refusals name the field."""

from typing import Any

import pytest
from django.test import Client

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.core.hours.models import Calendar, CallingWindow, SpecialDays, TimeOff
from tests.integration.accounts import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]

_NINE_TO_SIX = {"from": "09:00", "until": "18:00"}
WEEKDAYS: dict[str, Any] = {f"{name}{day}": [time] for day in range(5) for name, time in _NINE_TO_SIX.items()}


@pytest.fixture
def owner() -> Actor:
    return scene.organisation()[1]


@pytest.fixture
def browser(owner: Actor) -> Client:
    return scene.signed_in(owner)


def calendar_of(browser: Client, **data: Any) -> Calendar:
    answer = browser.post("/hours/new/", {"reach": "organisation:0", **WEEKDAYS, **data})
    assert answer.status_code == 302, answer.content.decode()
    return Calendar.objects.get()


def test_a_first_calendar(browser: Client) -> None:
    assert "Always open" in browser.get("/hours/").content.decode()
    night = {"from4": ["09:00", "22:00"], "until4": ["12:00", "02:00"]}
    calendar = calendar_of(browser, holiday_country="DE", holiday_region="SN", **night)
    assert calendar.weekly[0] == [0, 540, 1080]
    assert calendar.weekly[-2:] == [[4, 540, 720], [4, 1320, 1560]]
    listed = browser.get("/hours/").content.decode()
    assert "Mon–Thu 09:00–18:00, Fri 09:00–12:00 22:00–02:00" in listed
    assert "Germany, Sachsen" in listed
    assert "Open until 18:00" in listed


def test_refusals_stand_beside_their_day(browser: Client) -> None:
    typed = {**WEEKDAYS, "from2": ["09:00", "10:00"], "until2": ["12:00", "13:00"], "reach": "organisation:0"}
    answer = browser.post("/hours/new/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="day2_error">These hours overlap.' in page
    assert 'name="until2" value="13:00"' in page
    half = browser.post("/hours/new/", {"reach": "organisation:0", "from3": "09:00", "until3": ""})
    assert 'id="day3_error">A time is missing.' in half.content.decode()


def test_the_editor_adds_takes_out_and_copies(browser: Client) -> None:
    typed = {"from0": ["09:00"], "until0": ["12:00"]}
    added = browser.post("/hours/week/", {**typed, "do": "add-0"}).content.decode()
    assert added.count('name="from0"') == 2 and "autofocus" in added
    copied = browser.post("/hours/week/", {**typed, "do": "copy-0"}).content.decode()
    assert all(f'name="until{day}" value="12:00"' in copied for day in range(7))
    dropped = browser.post("/hours/week/", {**typed, "do": "drop-0-0"}).content.decode()
    assert 'name="from0"' not in dropped
    assert browser.post("/hours/week/", {**typed, "do": "drop-9-9"}).status_code == 200
    assert not Calendar.objects.exists()


def test_the_preview_follows_the_form(browser: Client) -> None:
    open_now = browser.post("/hours/preview/", {**WEEKDAYS, "holiday_country": "DE", "holiday_region": "SN"})
    page = open_now.content.decode()
    assert "Open until 18:00" in page and "Reformation Day" in page
    tokyo = browser.post("/hours/preview/", {**WEEKDAYS, "zone": "Asia/Tokyo"}).content.decode()
    assert "Closed, opens Thu 12 Mar, 09:00" in tokyo
    wrong = browser.post("/hours/preview/", {"from0": "9", "until0": ""}).content.decode()
    assert "Mend the hours" in wrong
    assert browser.post("/hours/preview/", {"zone": "x" * 99, "holiday_country": "'; --"}).status_code == 200


def test_regions_of_a_country(browser: Client) -> None:
    assert "Sachsen" in browser.get("/hours/regions/", {"holiday_country": "DE"}).content.decode()
    assert browser.get("/hours/regions/", {"holiday_country": "??"}).content.decode().count("<option") == 1


def test_exceptions_on_the_page(browser: Client) -> None:
    calendar = calendar_of(browser)
    address = f"/hours/{calendar.pk}/exceptions/"
    browser.post(address, {"first_day": "2026-12-24", "last_day": "2026-12-31", "note": "<b>Holidays</b>"})
    browser.post(address, {"first_day": "2026-11-29", "opens": "13:00", "closes": "18:00"})
    page = browser.get(f"/hours/{calendar.pk}/").content.decode()
    assert "Thu 24 Dec 2026" in page and "&lt;b&gt;Holidays" in page and "13:00–18:00" in page
    half = browser.post(address, {"first_day": "2026-11-30", "opens": "13:00"})
    assert half.status_code == 422 and "Give both times, or none." in half.content.decode()
    for row in SpecialDays.objects.all():
        browser.post(f"/hours/{calendar.pk}/exceptions/{row.pk}/delete/")
    assert not SpecialDays.objects.exists()


def test_the_window_and_its_norm(browser: Client) -> None:
    assert "The norm holds." in browser.get("/hours/window/").content.decode()
    browser.post("/hours/window/", {**WEEKDAYS, "source": "Our lawyers"})
    row = CallingWindow.objects.get()
    assert (len(row.weekly), row.on_holidays, row.source) == (5, False, "Our lawyers")
    assert browser.post("/hours/window/", {"source": ""}).status_code == 422
    browser.post("/hours/window/norm/")
    assert not CallingWindow.objects.exists()


def test_trying_a_number(browser: Client) -> None:
    now = browser.get("/hours/window/try/", {"phone": "030 12345678"}).content.decode()
    assert "May be called now" in now and "from Berlin" in now
    asleep = browser.get("/hours/window/try/", {"phone": "+81 3 1234 5678"}).content.decode()
    assert "Not now" not in asleep, "21:00 in Tokyo"
    sydney = browser.get("/hours/window/try/", {"phone": "+61 2 9374 4000"}).content.decode()
    assert "too late for them: 23:00 in Sydney" in sydney and "From 22:00" in sydney
    assert "not a phone number" in browser.get("/hours/window/try/", {"phone": "hello"}).content.decode()


def test_own_time_off_and_the_teams(owner: Actor, browser: Client) -> None:
    anna = scene.member(Organisation.objects.get(pk=owner.organisation_id), "agent")
    own = scene.signed_in(anna)
    assert own.get("/hours/").status_code == 403
    answer = own.post("/hours/you/", {"first_day": "2026-07-01", "last_day": "2026-07-14", "note": "Sea"})
    assert answer.status_code == 302
    assert "Wed 1 Jul 2026 – Tue 14 Jul 2026" in own.get("/hours/you/").content.decode()
    assert own.get(f"/hours/members/{owner.member_id}/").status_code == 403
    assert "Sea" in browser.get(f"/hours/members/{anna.member_id}/").content.decode()
    browser.post(f"/hours/members/{anna.member_id}/time-off/{TimeOff.objects.get().pk}/delete/")
    assert not TimeOff.objects.exists()
    made = own.post("/hours/new/", {"reach": f"member:{anna.member_id}", **WEEKDAYS})
    assert made.status_code == 302
    foreign = own.post("/hours/new/", {"reach": "organisation:0", **WEEKDAYS})
    assert foreign.status_code == 422
