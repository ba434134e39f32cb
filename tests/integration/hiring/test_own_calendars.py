"""Interviews in their leaders' own calendars, both ways, with a real calendar server (MISSION H8, H40)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.apps import apps
from pytest_django import Settings

from ringback.base.accounts.services import Actor
from ringback.base.kit.clock import SettableClock
from ringback.core.hours.models import BusyTime, CalendarAccount
from ringback.core.people import services as people
from ringback.core.promises.calendars import plan_reading
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import apply
from ringback.doors.hiring.interviews import services
from ringback.doors.hiring.interviews.caldav.models import CalendarCopy
from ringback.doors.hiring.interviews.caldav.planning import WRITE
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services import BusyError
from ringback.doors.hiring.openings.services import open_opening, save_opening
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant, opening_values
from tests.integration.hiring.test_interviews import FRIDAY, MONDAY, WHOLE, booked, mails
from tests.servers.caldav import Owner, Radicale
from tests.waiting import until

PAGE = "/hours/you/calendar/"
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with Radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.fixture
def anna(radicale: Radicale) -> Iterator[Owner]:
    """A member's calendar program, with a private calendar and one for work."""
    owner = Owner(radicale, "anna")
    owner.clear()
    owner.make_calendar("private")
    owner.make_calendar("work")
    yield owner
    owner.close()


@pytest.fixture
def firm(transactional_db: None, moment: SettableClock, settings: Settings) -> Any:
    settings.OUTGOING_NETWORKS = (ip_network("127.0.0.0/8"),)
    return scene.organisation("Tents & Co")


@pytest.fixture
def application(firm: Any) -> Application:
    owner: Actor = firm[1]
    opening = open_opening(owner, save_opening(owner, None, opening_values(**WHOLE)).pk)
    return apply(opening, applicant(opening))


class House:
    """Our side: a keeper that keeps what is due, and looks into the member's calendars."""

    def __init__(self, moment: SettableClock) -> None:
        self._moment, self._keeper = moment, Keeper()

    def works(self, *accounts: CalendarAccount) -> None:
        """Look into the accounts, and let everything that is due be done."""
        self._moment.step(60)
        for account in accounts:
            plan_reading(account.organisation_id, account.pk)
        until(self._rests, 20)

    def goes_its_rounds_until(self, question: Callable[[], bool]) -> None:
        """Let as much time pass as between two rounds, and nobody but the keeper ask for anything."""
        self._moment.step(301)

        def answered() -> bool:
            self._keeper.round()
            return question()

        until(answered, 20)
        until(self._rests, 20)

    def _rests(self) -> bool:
        self._keeper.round()
        kinds = (WRITE, "house.calendar")
        return not Promise.objects.filter(kind__in=kinds, closed_at=None, attempts_made=0).exists() and not (
            Promise.objects.filter(kind__in=kinds, state="keeping").exists()
        )


@pytest.fixture
def house(moment: SettableClock) -> House:
    return House(moment)


def connect(member: Actor, radicale: Radicale, receives: str = "Work") -> CalendarAccount:
    """As the page does it: connected, all calendars count, one receives."""
    page = scene.signed_in(member)
    values = {"do": "connect", "url": radicale.url, "login": "anna", "password": "anna-secret"}
    assert page.post(PAGE, values).status_code == 302
    account = CalendarAccount.objects.get(member_id=member.member_id or 0)
    by_name = {one.name: one.pk for one in account.calendars.all()}
    assert set(by_name) == {"Private", "Work"}
    chosen = {"do": "choose", "counts": list(by_name.values()), "receives": by_name[receives]}
    assert page.post(PAGE, chosen).status_code == 302
    return account


def entry(uid: str, starts: str, *more: str) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "BEGIN:VEVENT", f"UID:{uid}"]
    lines += ["DTSTAMP:20260301T000000Z", f"DTSTART{starts}", "SUMMARY:Dentist at Dr. Molar", *more]
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])


def event_in(text: str) -> Any:
    return icalendar.Calendar.from_ical(text).walk("VEVENT")[0]


def moved_there(owner: Owner, path: str, at: datetime) -> None:
    """What a calendar program does when somebody drags an entry."""
    calendar = icalendar.Calendar.from_ical(owner.text(path))
    event: Any = calendar.walk("VEVENT")[0]
    length = event["DTEND"].dt - event["DTSTART"].dt
    event["DTSTART"].dt, event["DTEND"].dt = at, at + length
    owner.write(path, calendar.to_ical().decode())


def told(what: str) -> list[Promise]:
    return list(Promise.objects.filter(kind="notice", content__what=what).order_by("id"))


def free_hours(interview: Interview) -> set[str]:
    """The free times of Friday and Monday, as "13 10:00"."""
    return {f"{at.astimezone(BERLIN):%d %H:%M}" for at in services.times_for(interview)}


def test_busy_hours_are_neither_offered_nor_booked_and_an_interview_is_written_moved_and_taken_out(
    firm: Any, radicale: Radicale, anna: Owner, application: Application, house: House
) -> None:
    owner: Actor = firm[1]
    anna.write(
        "/anna/private/a.ics", entry("a", ";TZID=Europe/Berlin:20260306T113000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
    )
    anna.write("/anna/private/b.ics", entry("b", ";VALUE=DATE:20260317"))
    anna.write("/anna/private/c.ics", entry("c", ":20260313T130000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT"))
    account = connect(owner, radicale)
    house.works()
    interview = booked(owner, application)
    free = free_hours(interview)
    assert not free & {"13 11:00", "13 11:30", "13 12:00", "17 10:00", "20 11:30"}
    assert {"13 10:00", "13 12:30", "13 14:00", "18 10:00", "20 12:30"} <= free
    with pytest.raises(BusyError, match="by their own calendar: Owner"):
        services.move(owner, interview.pk, 1, FRIDAY + timedelta(hours=2))
    asked = {"do": "move", "sequence": 1, "at": (FRIDAY + timedelta(hours=2)).isoformat()}
    refused = scene.signed_in(owner).post(f"/hiring/interviews/{interview.pk}/change/", asked)
    assert refused.status_code == 409 and "Busy at that time by their own calendar" in refused.content.decode()
    house.works(account)
    (path,) = anna.entries("/anna/work/")
    event = event_in(anna.text(path))
    assert (event["UID"], event["DTSTART"].dt) == (f"{interview.uid}@{services.calendar_uid('')[1:]}", FRIDAY)
    assert application.name in event["SUMMARY"] and "ATTENDEE" not in event and "METHOD" not in anna.text(path)
    house.works(account)
    interview.refresh_from_db()
    assert interview.sequence == 1 and "13 10:00" in free_hours(interview)  # our own entry changes nothing
    CalendarCopy.objects.all().delete()  # as if the answer to what was written had been lost
    house.works(account)
    assert anna.entries("/anna/work/") == [path] and CalendarCopy.objects.get().sequence == 1
    services.move(owner, interview.pk, 1, MONDAY)
    house.works(account)
    moved = event_in(anna.text(path))
    assert (moved["UID"], moved["DTSTART"].dt, int(moved["SEQUENCE"])) == (event["UID"], MONDAY, 2)
    services.call_off(owner, interview.pk)
    house.works(account)
    assert anna.entries("/anna/work/") == [] and not CalendarCopy.objects.exists()
    assert not [
        row
        for model in apps.get_app_config("hours").get_models()
        for row in model._default_manager.values()
        if "Molar" in str(row)
    ]
    anna.remove("/anna/private/a.ics")
    house.goes_its_rounds_until(lambda: BusyTime.objects.count() == 1)
    assert BusyTime.objects.get().starts_at == datetime(2026, 3, 17, tzinfo=BERLIN)


def test_what_the_interviewer_moves_or_takes_out_there(
    firm: Any, radicale: Radicale, anna: Owner, application: Application, house: House
) -> None:
    opened, owner = firm
    leader = scene.member(opened, "interviewer")
    account = connect(leader, radicale)
    interview = booked(owner, application, interviewer_ids=[leader.member_id])
    house.works(account)
    (path,) = anna.entries("/anna/work/")
    moved_there(anna, path, MONDAY)
    house.works(account)
    house.works(account)
    interview.refresh_from_db()
    assert (interview.starts_at, interview.sequence) == (FRIDAY, 1)  # an interviewer may not move it: it is asked for
    assert event_in(anna.text(path))["DTSTART"].dt == FRIDAY
    wished = told("interview_wished")
    assert {one.owner_id for one in wished} == {owner.member_id, leader.member_id} and len(wished) == 2
    assert datetime.fromisoformat(wished[0].content["values"]["wished_at"]) == MONDAY
    scene.member_of(leader).grants.create(role="recruiter", scope="organisation", scope_id=0)
    moved_there(anna, path, MONDAY)
    house.works(account)
    house.works(account)
    house.works(account)
    interview.refresh_from_db()
    assert (interview.starts_at, interview.sequence) == (MONDAY, 2)
    assert event_in(anna.text(path))["DTSTART"].dt == MONDAY and len(mails()) == 2
    anna.remove(path)
    house.works(account)
    house.works(account)
    interview.refresh_from_db()
    assert interview.state == "booked" and anna.entries("/anna/work/") == []
    assert sorted(one.owner_id or 0 for one in told("interview_removed")) == [owner.member_id, leader.member_id]
    services.move(owner, interview.pk, 2, FRIDAY)
    house.works(account)
    assert event_in(anna.text(path))["DTSTART"].dt == FRIDAY
    people.erase(owner, application.person_id or 0, "asked")
    house.works(account)
    assert anna.entries("/anna/work/") == []


def test_a_server_that_is_away_or_refuses_stops_no_booking_and_disconnecting_forgets(
    firm: Any, radicale: Radicale, anna: Owner, application: Application, house: House, settings: Settings
) -> None:
    owner: Actor = firm[1]
    page = scene.signed_in(owner)
    values = {"do": "connect", "url": radicale.url, "login": "anna", "password": "wrong"}
    wrong = page.post(PAGE, values)
    assert wrong.status_code == 422 and "does not take this user and password" in wrong.content.decode()
    anna.write("/anna/private/a.ics", entry("a", ":20260313T130000Z", "DURATION:PT1H"))
    account = connect(owner, radicale)
    house.works()
    radicale.stop()
    try:
        interview = booked(owner, application)
        house.works(account)
        shown = page.get(PAGE).content.decode()
        assert "The server does not answer." in shown and "Dentist" not in shown and "anna-secret" not in shown
        assert "13 14:00" not in free_hours(interview)  # what was read before still counts
    finally:
        radicale.start()
    house.works(account)
    (path,) = anna.entries("/anna/work/")
    assert event_in(anna.text(path))["DTSTART"].dt == FRIDAY
    tested = page.post(PAGE, {"do": "test"}, follow=True).content.decode()
    assert "2 calendars" in tested
    assert page.post(PAGE, {"do": "disconnect"}).status_code == 302
    assert not CalendarAccount.objects.exists() and not BusyTime.objects.exists() and not CalendarCopy.objects.exists()
    settings.OUTGOING_NETWORKS = ()
    barred = page.post(PAGE, values | {"password": "anna-secret"})
    assert barred.status_code == 422 and not CalendarAccount.objects.exists()
