"""Interviews: nobody in two at once, invited with all ten things or not at all, changed by candidates themselves."""

import threading
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test import Client

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit.clock import SettableClock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.channels.messages.models import Message, Notice
from ringback.core.hours import services as hours
from ringback.core.hours.rules import same_every_day
from ringback.core.hours.services import CalendarValues, TimeOffValues
from ringback.core.people import services as people
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from ringback.core.promises.services import mark_kept
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.candidates.services import apply, finish
from ringback.doors.hiring.interviews import personal_data, public, services
from ringback.doors.hiring.interviews.models import Interview, Taken
from ringback.doors.hiring.interviews.services import InterviewValues, LackingError, TakenError, planning
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import open_opening, save_opening
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant, opening_values

FRIDAY = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)  # ten in Hamburg; the clock stands at Wednesday noon
MONDAY = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
WHOLE = {
    "interview_address": "Hafenstr. 1, 2nd floor",
    "route": "U3 to Baumwall",
    "contact_name": "Ida Berg",
    "contact_phone": "+49 40 123456",
    "website": "https://tents.example",
}


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "_changed", type(public._changed)(600))


@pytest.fixture
def opening(owner: Actor, moment: SettableClock) -> Opening:
    """An open post that says everything an invitation must."""
    return open_opening(owner, save_opening(owner, None, opening_values(**WHOLE)).pk)


def values(owner: Actor, **changes: Any) -> InterviewValues:
    assert owner.member_id is not None
    return replace(InterviewValues([owner.member_id]), **changes)


def booked(owner: Actor, application: Application, at: datetime = FRIDAY, **changes: Any) -> Interview:
    return services.book(owner, application.pk, values(owner, **changes), at)


def mails(kind: str = "interview_invited") -> list[Message]:
    return list(Message.objects.filter(kind=kind, channel="mail").order_by("id"))


def event_of(message: Message) -> tuple[str, Any]:
    """The method and the event of the calendar part."""
    part = message.parts.get(media_type="text/calendar")
    content = b64decode(part.content).decode()
    calendar: Any = icalendar.Calendar.from_ical(content)
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


def page_of(interview: Interview) -> str:
    return services.url_of(interview).partition("://")[2].partition("/")[2]


def pressed(interview: Interview, **given: Any) -> Any:
    """A button of the candidate's page, pressed in a browser that nobody knows."""
    answer: Any = Client().post(f"/{page_of(interview)}", {"sequence": interview.sequence} | given)
    interview.refresh_from_db()
    return answer


def open_kinds(interview: Interview) -> list[str]:
    rows = Promise.objects.filter(door="hiring", subject_id=interview.pk, closed_at=None)
    return sorted(rows.values_list("kind", flat=True))


def test_what_is_missing_is_named_with_its_mend_and_nothing_is_sent(owner: Actor, moment: SettableClock) -> None:
    bare = open_opening(owner, save_opening(owner, None, opening_values(**(WHOLE | {"route": "", "website": ""}))).pk)
    application = apply(bare, applicant(bare))
    with pytest.raises(LackingError) as refused:
        booked(owner, application)
    assert [lack.field for lack in refused.value.lacks] == ["route", "website"]
    asked = {"interviewers": owner.member_id, "minutes": 40, "days": 7, "at": FRIDAY.isoformat()}
    page = scene.signed_in(owner).post(f"/hiring/applications/{application.pk}/interview/", asked | {"do": "book"})
    shown = page.content.decode()
    assert page.status_code == 409 and "the way there" in shown and f'href="/hiring/{bare.pk}/#id_route"' in shown
    assert not Interview.objects.exists() and not Message.objects.exists() and not Taken.objects.exists()
    with pytest.raises(LackingError):
        services.offer_times(owner, application.pk, values(owner))
    save_opening(owner, bare.pk, opening_values(**WHOLE))
    application.refresh_from_db()
    assert booked(owner, application).state == "booked"


def test_the_invitation_says_all_ten_and_moves_in_calendars(owner: Actor, application: Application) -> None:
    interview = booked(owner, application)
    (first,) = mails()
    said = first.text
    ten = ("Friday 13 March, 10:00 (CET)", "Hafenstr. 1", "U3 to Baumwall", "Ida Berg", "Bookkeeper", "forty invoices")
    for part in (*ten, "2,800 – 3,400 EUR a month", "Hamburg", "Tents & Co", "https://tents.example"):
        assert part in said
    assert services.url_of(interview) in said
    method, event = event_of(first)
    assert (method, event["UID"].partition("@")[0], int(event["SEQUENCE"])) == ("REQUEST", interview.uid, 1)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (FRIDAY, FRIDAY + timedelta(minutes=40))
    assert event["ATTENDEE"] == f"mailto:{application.email}"
    services.move(owner, interview.pk, 1, MONDAY)
    moved_method, moved = event_of(mails()[-1])
    assert (moved_method, moved["UID"], int(moved["SEQUENCE"])) == ("REQUEST", event["UID"], 2)
    assert moved["DTSTART"].dt == MONDAY
    services.call_off(owner, interview.pk, "The post is filled.")
    (off,) = mails("interview_off")
    method, gone = event_of(off)
    assert (method, gone["UID"], int(gone["SEQUENCE"]), gone["STATUS"]) == ("CANCEL", event["UID"], 3, "CANCELLED")
    assert "The post is filled." in off.text and not Taken.objects.exists() and not open_kinds(interview)


def test_only_the_reminders_of_the_new_time_fire(owner: Actor, application: Application, moment: SettableClock) -> None:
    interview = booked(owner, application)
    keeper = Keeper()
    services.move(owner, interview.pk, 1, MONDAY)
    due = Promise.objects.filter(kind=planning.REMIND, closed_at=None).order_by("due_at")
    assert [one.due_at for one in due] == [MONDAY - timedelta(hours=24), MONDAY - timedelta(hours=2)]
    moment.step((FRIDAY - timedelta(hours=1) - moment.now()).total_seconds())
    keeper.round()
    assert not mails("interview_reminded")
    moment.step((MONDAY - timedelta(hours=23) - moment.now()).total_seconds())
    keeper.round()
    keeper.round()
    (reminder,) = mails("interview_reminded")
    assert "Monday 16 March, 10:00" in reminder.text
    moment.step((MONDAY - timedelta(hours=1) - moment.now()).total_seconds())
    keeper.round()
    assert len(mails("interview_reminded")) == 2


def test_the_call_the_day_before_is_promised_once_and_not_for_what_is_near(
    owner: Actor, application: Application, opening: Opening, moment: SettableClock
) -> None:
    interview = booked(owner, application)
    planning.plan(interview)
    planning.plan(interview)
    call = Promise.objects.get(kind=planning.CONFIRM)
    assert (call.due_at, call.automatic, call.person_id) == (FRIDAY - timedelta(days=1), False, application.person_id)
    assert Promise.objects.filter(kind=planning.REMIND).count() == 2
    near = apply(opening, applicant(opening))
    soon = booked(owner, near, moment.now() + timedelta(hours=3))
    assert open_kinds(soon) == [planning.ASK, planning.REMIND]  # the one two hours before
    assert pressed(interview, do="confirm").status_code == 200
    call.refresh_from_db()
    assert (interview.state, call.state) == ("confirmed", "kept")


def test_a_call_that_was_made_confirms(owner: Actor, application: Application, moment: SettableClock) -> None:
    interview = booked(owner, application)
    mark_kept(owner, Promise.objects.get(kind=planning.CONFIRM).pk, {})
    Keeper().round()
    interview.refresh_from_db()
    assert interview.state == "confirmed"


def test_a_link_opened_changes_nothing_and_buttons_do(
    owner: Actor, application: Application, moment: SettableClock
) -> None:
    interview = booked(owner, application)
    before = Interview.objects.values().get()
    shown = Client().get(f"/{page_of(interview)}")
    assert shown.status_code == 200 and "Hafenstr. 1" in shown.content.decode()
    assert Client().head(f"/{page_of(interview)}").status_code == 200
    assert Interview.objects.values().get() == before
    moved = pressed(interview, do="choose", at=MONDAY.isoformat())
    assert moved.status_code == 200 and interview.starts_at == MONDAY and interview.sequence == 2
    stale = Client().post(f"/{page_of(interview)}", {"sequence": 1, "do": "decline"})
    assert stale.status_code == 409
    assert pressed(interview, do="choose", at="2026-03-15T09:00:00+00:00").status_code == 409  # a Sunday
    assert pressed(interview, do="decline", why="Found another post").status_code == 200
    assert (interview.state, interview.why) == ("declined", "Found another post")
    assert not Taken.objects.exists() and not open_kinds(interview)
    link = page_of(interview)
    for wrong in (link[:-1] + ("A" if link[-1] != "A" else "B"), "interviews/x", "interviews/99.1~x"):
        assert Client().get(f"/{wrong}").status_code == 404
    moment.step(60 * 86400)
    assert Client().get(f"/{link}").status_code == 404


def test_the_candidate_chooses_from_the_free_times(
    owner: Actor, application: Application, moment: SettableClock
) -> None:
    offered = services.offer_times(owner, application.pk, values(owner))
    (asked,) = mails("interview_offered")
    assert services.url_of(offered) in asked.text and offered.state == "offered" and not mails()
    assert FRIDAY in services.times_for(offered)
    assert pressed(offered, do="choose", at=FRIDAY.isoformat()).status_code == 200
    assert offered.state == "booked" and offered.starts_at == FRIDAY and len(mails()) == 1
    application.opening.refresh_from_db()
    assert application.opening.decide_at == datetime(2026, 3, 16, 15, 0, tzinfo=UTC)  # Sunday waits for Monday, four
    pressed(offered, do="choose", at=(MONDAY + timedelta(days=1)).isoformat())
    application.opening.refresh_from_db()
    assert application.opening.decide_at == datetime(2026, 3, 19, 15, 0, tzinfo=UTC)


def test_hours_time_off_and_rooms_make_the_offers(
    firm: tuple[Organisation, Actor], owner: Actor, application: Application, opening: Opening
) -> None:
    other = scene.member(firm[0], "interviewer")
    assert owner.member_id is not None and other.member_id is not None
    room = services.add_room(owner, "Blue")
    both = [owner.member_id, other.member_id]
    hours.save_calendar(owner, None, CalendarValues("organisation", 0, same_every_day(540, 1020), "Europe/Berlin"))
    wanted = services.wanted_for(application, both, room.pk, 40)
    until = FRIDAY + timedelta(days=1)
    times = services.free_times(wanted, until)
    assert times[0] == datetime(2026, 3, 11, 14, 0, tzinfo=UTC) and FRIDAY in times
    hours.take_time_off(owner, other.member_id, TimeOffValues(date(2026, 3, 13), date(2026, 3, 13)))
    assert all(at.astimezone(UTC).date() != date(2026, 3, 13) for at in services.free_times(wanted, until))
    third = apply(opening, applicant(opening))
    at = datetime(2026, 3, 12, 10, 0, tzinfo=UTC)
    booked(owner, third, at, interviewer_ids=[other.member_id], room_id=room.pk)
    left = services.free_times(services.wanted_for(application, [owner.member_id], room.pk, 40), until)
    assert at not in left and at - timedelta(minutes=30) not in left and at + timedelta(minutes=60) in left
    with pytest.raises(TakenError):
        booked(owner, application, at + timedelta(minutes=30), room_id=room.pk)
    with pytest.raises(TakenError):
        booked(owner, third, at + timedelta(minutes=10))  # nobody is interviewed twice at once either


@pytest.mark.django_db(transaction=True)
def test_of_two_who_race_for_one_time_one_gets_it_and_the_other_is_told_the_rest(moment: SettableClock) -> None:
    _organisation, owner = scene.organisation("Tents & Co")
    opening = open_opening(owner, save_opening(owner, None, opening_values(**WHOLE)).pk)
    offers = [services.offer_times(owner, apply(opening, applicant(opening)).pk, values(owner)) for _ in range(2)]
    line = threading.Barrier(2)

    def chosen(offered: Interview) -> str | list[datetime]:
        try:
            line.wait()
            return str(services.choose(offered.pk, 0, FRIDAY).state)
        except TakenError as error:
            return list(error.offers)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(chosen, offers))
    (alternatives,) = [one for one in results if one != "booked"]
    assert "booked" in results and alternatives and FRIDAY not in alternatives
    assert Interview.objects.filter(starts_at=FRIDAY).count() == 1 and len(mails()) == 1


def test_a_no_show_has_a_reason_and_a_cancellation_is_none(
    owner: Actor, application: Application, opening: Opening, moment: SettableClock
) -> None:
    interview = booked(owner, application)
    said = booked(owner, apply(opening, applicant(opening)), FRIDAY + timedelta(hours=1))
    assert pressed(said, do="decline", why="Traffic").status_code == 200
    with pytest.raises(ConflictError):
        services.mark(owner, interview.pk, "held")
    moment.step((FRIDAY + timedelta(minutes=4) - moment.now()).total_seconds())
    keeper = Keeper()
    asked = Promise.objects.filter(kind="notice", content__what="interview_asked")
    keeper.round()
    assert not asked.exists()
    moment.step(60)
    keeper.round()
    assert asked.count() == 1
    moment.step(3 * 3600)
    with pytest.raises(FieldError):
        services.mark(owner, interview.pk, "no_show")
    with pytest.raises(ConflictError):
        services.mark(owner, said.pk, "no_show", "traffic")
    change = f"/hiring/interviews/{interview.pk}/change/"
    marked = scene.signed_in(owner).post(change, {"do": "no_show", "reason": "traffic"})
    interview.refresh_from_db()
    assert (marked.status_code, interview.state, interview.reason) == (302, "no_show", "traffic")


def test_whoever_is_refused_or_erased_is_expected_no_more(
    owner: Actor, application: Application, opening: Opening
) -> None:
    refused = booked(owner, application)
    finish(owner, application.pk, application.version, State.REFUSED, "No")
    refused.refresh_from_db()
    assert refused.state == "cancelled" and len(mails("interview_off")) == 1
    other = apply(opening, applicant(opening))
    gone = booked(owner, other)
    link = page_of(gone)
    assert other.person_id is not None
    people.erase(owner, other.person_id, "asked")
    gone.refresh_from_db()
    assert (gone.state, gone.why) == ("cancelled", "") and not Taken.objects.exists() and not open_kinds(gone)
    assert Client().get(f"/{link}").status_code == 404


def test_another_organisation_and_a_reach_that_ends_elsewhere_see_nothing(
    firm: tuple[Organisation, Actor], owner: Actor, application: Application
) -> None:
    interview = booked(owner, application)
    _other, stranger = scene.organisation("Others")
    elsewhere = scene.member(firm[0], "recruiter", "opening", application.opening_id + 1)
    here = scene.member(firm[0], "interviewer", "opening", application.opening_id)
    address = f"/hiring/interviews/{interview.pk}/"
    assert [scene.signed_in(who).get(address).status_code for who in (stranger, elsewhere, here)] == [404, 403, 200]
    assert scene.signed_in(here).post(f"{address}change/", {"do": "off"}).status_code == 403
    assert not list(services.interviews_of(elsewhere)) and Notice.objects.count() == 0


def test_a_private_address_shows_what_its_member_leads(
    firm: tuple[Organisation, Actor], owner: Actor, application: Application, opening: Opening
) -> None:
    leader = scene.member(firm[0], "interviewer")
    assert leader.member_id is not None
    mine = booked(owner, application, interviewer_ids=[leader.member_id])
    booked(owner, apply(opening, applicant(opening)))
    browser = scene.signed_in(leader)
    assert browser.post("/hiring/interviews/calendar/").status_code == 302
    address = services.feed_url(leader)
    path = address.partition("://")[2].partition("/")[2]
    assert address in browser.get("/hiring/interviews/").content.decode()

    def starts() -> list[datetime]:
        calendar: Any = icalendar.Calendar.from_ical(Client().get(f"/{path}").content)
        assert calendar["METHOD"] == "PUBLISH"
        return [event["DTSTART"].dt for event in calendar.walk("VEVENT")]

    assert starts() == [FRIDAY]
    services.move(owner, mine.pk, 1, MONDAY)
    assert starts() == [MONDAY]
    services.call_off(owner, mine.pk)
    assert starts() == []
    services.renew_feed(leader)
    assert Client().get(f"/{path}").status_code == 404
    leader_row = scene.member_of(leader)
    leader_row.active = False
    leader_row.save()
    assert Client().get("/" + services.feed_url(leader).partition("://")[2].partition("/")[2]).status_code == 404


def test_one_interview_may_be_elsewhere_on_no_holiday_and_old_words_go(
    owner: Actor, application: Application, moment: SettableClock
) -> None:
    moment.step((datetime(2026, 4, 1, 8, 0, tzinfo=UTC) - moment.now()).total_seconds())
    wanted = services.wanted_for(application, [owner.member_id or 0], None, 40)
    days = {at.date() for at in services.free_times(wanted, moment.now() + timedelta(days=7))}
    assert {date(2026, 4, 3), date(2026, 4, 6)}.isdisjoint(days), (
        "Good Friday and Easter Monday, where nobody set hours"
    )
    assert {date(2026, 4, 2), date(2026, 4, 7)} <= days
    asked = {"interviewers": owner.member_id, "minutes": 40, "days": 7, "at": "2026-04-07T09:00:00+00:00"}
    elsewhere = {"address": "Branch\nLübecker Str. 9", "route": "Bus 5", "do": "book"}
    page = scene.signed_in(owner).post(f"/hiring/applications/{application.pk}/interview/", asked | elsewhere)
    assert page.status_code == 302
    (said,) = [mail.text for mail in mails()]
    assert "Lübecker Str. 9" in said and "Bus 5" in said and "Hafenstr. 1" not in said

    interview = Interview.objects.get()
    services.decline(interview.pk, interview.sequence, "Found another post")
    Application.objects.update(person=None)
    assert personal_data.sweep_said() == 1
    interview.refresh_from_db()
    assert interview.why == ""
