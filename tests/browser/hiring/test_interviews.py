"""Interviews as recruiters and candidates live them: invited, moved, declined, raced for, and not come to."""

from datetime import datetime, timedelta

import httpx
from playwright.sync_api import Page, expect

from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.interviews import services
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services import InterviewValues
from tests.browser.hiring.house import WEDNESDAY, House, answer_of_calendar, event_in, link_in, text_of
from tests.integration.accounts import scene
from tests.waiting import until


def booked(house: House, application: Application, at: datetime) -> None:
    """An interview that was planned on the desk."""
    assert house.owner.member_id is not None
    services.book(house.owner, application.pk, InterviewValues([house.owner.member_id]), at)


def plan(page: Page, application: Application, at: str) -> None:
    """Choose a free time on the desk, and let the invitation go."""
    page.goto(f"/hiring/applications/{application.pk}/")
    page.get_by_role("link", name="Plan an interview").click()
    page.get_by_role("button", name="Show free times").click()
    page.get_by_label("Free times").select_option(at)
    page.get_by_role("button", name="Book and invite").click()


def test_from_the_invitation_to_a_decline_by_calendar(house: House) -> None:
    recruiter = scene.member(house.organisation, "recruiter")
    opening = house.opening(route="", owner_id=recruiter.member_id)
    mira = house.candidate(opening, "Mira Novak")
    friday, monday = house.local(2, 10), house.local(5, 11)

    # What is missing blocks the invitation, and is named with the way to mend it.
    desk = house.page(recruiter, "/")
    plan(desk, mira, friday.isoformat())
    missing = desk.get_by_role("alert").filter(has_text="No invitation is sent while this is missing")
    expect(missing.get_by_role("listitem")).to_have_text(["the way there"])
    assert house.mails_to(mira) == [] and house.around.kannel.taken() == ""
    missing.get_by_role("link", name="the way there").click()
    desk.locator("#id_route").fill("U3 to Baumwall, then five minutes on foot")
    desk.get_by_role("button", name="Save").click()
    plan(desk, mira, friday.isoformat())
    expect(desk.get_by_text("The invitation is on its way.")).to_be_visible()
    (invited,) = house.mails_to(mira)
    method, event = event_in(invited)
    assert (method, event["DTSTART"].dt) == ("REQUEST", friday)
    until(lambda: "Hafenstr.+1" in house.around.kannel.taken())

    # A link scanner opens the link; nothing changes.
    link = link_in(invited)
    before = Interview.objects.values().get(application=mira)
    assert [httpx.request(how, link).status_code for how in ("GET", "HEAD")] == [200, 200]
    assert Interview.objects.values().get(application=mira) == before

    # She moves it: it moves in her calendar, and only the new reminders fire.
    hers = house.stranger(link)
    hers.get_by_label("Another time").select_option(monday.isoformat())
    hers.get_by_role("button", name="Move the interview").click()
    expect(hers.get_by_text("Moved. A new invitation is on its way to you.")).to_be_visible()
    method, moved = event_in(house.mails_to(mira)[-1])
    assert (method, moved["UID"], moved["DTSTART"].dt) == ("REQUEST", event["UID"], monday)
    assert int(moved["SEQUENCE"]) > int(event["SEQUENCE"])
    house.move_to(friday - timedelta(hours=1))
    assert len(house.mails_to(mira)) == 2
    house.move_to(monday - timedelta(hours=23))
    assert "Monday" in text_of(house.mails_to(mira)[2])

    # Her calendar declines: the time is free again, and the recruiter is told.
    house.around.dovecot.deliver(answer_of_calendar(moved, "DECLINED", "Found another post"))
    house.read_mailbox()
    assert len(house.mails_to(mira)) == 3
    desk.goto("/notices/")
    expect(desk.get_by_role("main")).to_contain_text("Mira Novak")
    expect(desk.get_by_role("main")).to_contain_text("Found another post")
    desk.goto(f"/hiring/{opening.pk}/interviews/")
    row = desk.locator("li.desk-row", has_text="Mira Novak")
    expect(row).to_contain_text("Declined by the candidate")
    another = house.candidate(opening, "Omar Said")
    house.move_to(house.local(2, 12))
    plan(desk, another, monday.isoformat())
    expect(desk.get_by_text("The invitation is on its way.")).to_be_visible()


def test_of_two_who_race_for_one_time_one_gets_alternatives(house: House) -> None:
    opening = house.opening()
    wanted = house.local(2, 10).isoformat()
    pages = []
    for name in ("Mira Novak", "Omar Said"):
        candidate = house.candidate(opening, name)
        assert house.owner.member_id is not None
        services.offer_times(house.owner, candidate.pk, InterviewValues([house.owner.member_id]))
        pages.append(house.stranger(link_in(house.mails_to(candidate)[0])))
    for page in pages:
        page.get_by_label("Choose a time").select_option(wanted)
    for page in pages:
        page.get_by_role("button", name="Book this time").click()
    first, second = pages
    expect(first.get_by_text("Booked. An invitation is on its way to you.")).to_be_visible()
    expect(second.get_by_text("This time has just been taken. Please choose another one.")).to_be_visible()
    times = second.get_by_label("Choose a time")
    expect(times.locator(f"option[value='{wanted}']")).to_have_count(0)
    times.select_option(house.local(2, 11).isoformat())
    second.get_by_role("button", name="Book this time").click()
    expect(second.get_by_text("Booked. An invitation is on its way to you.")).to_be_visible()


def test_the_day_before_the_day_and_who_did_not_come(house: House) -> None:
    recruiter = scene.member(house.organisation, "recruiter")
    opening = house.opening(owner_id=recruiter.member_id)
    near, comes_not, calls_off = (house.candidate(opening, name) for name in ("Nea Nearby", "Tom Traffic", "Off Said"))
    booked(house, near, WEDNESDAY + timedelta(hours=3))
    booked(house, comes_not, house.local(2, 10))
    booked(house, calls_off, house.local(2, 11))

    # Three hours ahead: reminded two hours before, and not a day before.
    house.move_to(WEDNESDAY + timedelta(hours=2, minutes=59))
    assert [mail["Subject"].startswith("Reminder") for mail in house.mails_to(near)] == [False, True]

    # The day before there is one call for each to make, however often the keeper looks.
    house.move_to(house.local(1, 10, 30))
    house.keep()
    house.keep()
    desk = house.page(recruiter, "/")
    expect(desk.locator("[data-row]", has_text="Tom Traffic")).to_have_count(1)
    expect(desk.locator("[data-row]", has_text="Nea Nearby")).to_have_count(0)

    # One says so beforehand; another does not come, and the recruiter is asked five minutes after the start.
    theirs = house.stranger(link_in(house.mails_to(calls_off)[0]))
    theirs.get_by_text("You cannot come?").click()
    theirs.get_by_role("button", name="Decline").click()
    expect(theirs.get_by_role("heading", name="You have declined")).to_be_visible()
    house.move_to(house.local(2, 10, 6))
    house.keep()
    desk.goto("/notices/")
    expect(desk.get_by_role("main")).to_contain_text("Tom Traffic")
    desk.goto("/hiring/interviews/")
    row = desk.locator("li.desk-row", has_text="Tom Traffic")
    row.get_by_label("Why they did not come").select_option(label="Weather or traffic")
    row.get_by_role("button", name="Did not come").click()
    expect(desk.get_by_text("Noted.")).to_be_visible()
    desk.goto("/hiring/interviews/")
    expect(desk.locator("li.desk-row", has_text="Off Said")).to_contain_text("Declined by the candidate")
    expect(desk.locator("li.desk-row", has_text="Off Said").get_by_role("button")).to_have_count(0)

    # In all three tables the one who did not come is counted, for traffic; the one who said so is not.
    for table, title in (("day", "03/13/2026"), ("week", "03/09/2026"), ("month", "March 2026")):
        desk.goto(f"/hiring/figures/?opening={opening.pk}&by={table}")
        became, why = desk.get_by_role("table").all()
        counted = became.get_by_role("row", name=title).get_by_role("cell").all_inner_texts()
        assert counted[1:5] == ["0", "0", "1", "1"], "came, late, did not come, told us"
        assert why.get_by_role("row", name=title).get_by_role("cell").all_inner_texts()[4] == "1"
