"""Candidates answer an invitation from their calendar: the mail lands in a real mailbox and moves the interview."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from ringback.base.accounts.services import Actor
from ringback.base.kit.clock import SettableClock
from ringback.channels.messages.inbox import reading
from ringback.channels.messages.inbox.mailbox import Account
from ringback.core.promises.models import Promise
from ringback.doors.hiring.candidates.services import apply
from ringback.doors.hiring.interviews import services
from ringback.doors.hiring.interviews.models import Interview, Taken
from ringback.doors.hiring.openings.services import open_opening, save_opening
from ringback.project.mail import inbox
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant, opening_values
from tests.integration.hiring.test_interviews import MONDAY, WHOLE, booked, event_of, mails, open_kinds
from tests.servers.dovecot import Dovecot


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with Dovecot() as server:
        yield server


@pytest.fixture
def account(dovecot: Dovecot, settings: Settings) -> Account:
    with dovecot.client() as client:
        client.select_folder("INBOX")
        client.delete_messages(client.search())
        client.expunge()
    settings.INBOX = inbox(dovecot.url())
    settings.INBOX_ADDRESS = "answers@ringback.example"
    return Account(**settings.INBOX)


@pytest.fixture
def firm(transactional_db: None) -> Actor:
    return scene.organisation("Tents & Co")[1]


@pytest.fixture
def interview(firm: Actor, account: Account, moment: SettableClock) -> Interview:
    opening = open_opening(firm, save_opening(firm, None, opening_values(**WHOLE)).pk)
    return booked(firm, apply(opening, applicant(opening)))


def answer(partstat: str, stamp: str, sender: str = "") -> bytes:
    """What a calendar sends back for the invitation that went out last."""
    _method, event = event_of(mails()[-1])
    attendee, organizer = str(event["ATTENDEE"]).removeprefix("mailto:"), str(event["ORGANIZER"])
    lines = [
        f"From: {sender or attendee}",
        f"To: {organizer.removeprefix('mailto:')}",
        f"Subject: {partstat}",
        f"Message-ID: <{stamp}{partstat}@example.org>",
        "Content-Type: text/calendar; method=REPLY; charset=utf-8",
        "",
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:x",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        f"UID:{event['UID']}",
        f"SEQUENCE:{event['SEQUENCE']}",
        f"DTSTAMP:{stamp}",
        "DTSTART:20260313T090000Z",
        f"ORGANIZER:{organizer}",
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{sender or attendee}",
        "COMMENT:Found another post",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines).encode()


def test_an_acceptance_confirms_and_a_decline_frees_the_time_and_alerts(
    dovecot: Dovecot, account: Account, interview: Interview, firm: Actor
) -> None:
    dovecot.deliver(answer("ACCEPTED", "20260311T120100Z"))
    reading.read(account)
    interview.refresh_from_db()
    assert interview.state == "confirmed"
    old = answer("DECLINED", "20260311T120200Z")
    services.move(firm, interview.pk, 1, MONDAY)
    dovecot.deliver(old)  # of the time before: it says nothing about the new one
    dovecot.deliver(answer("DECLINED", "20260311T120300Z", "stranger@example.net"))
    reading.read(account)
    interview.refresh_from_db()
    assert (interview.state, interview.starts_at) == ("booked", MONDAY)
    dovecot.deliver(answer("DECLINED", "20260311T120400Z"))
    reading.read(account)
    interview.refresh_from_db()
    assert (interview.state, interview.why) == ("declined", "Found another post")
    assert not Taken.objects.exists() and not open_kinds(interview)
    (alert,) = Promise.objects.filter(kind="notice", content__what="interview_declined")
    assert alert.owner_id == firm.member_id and alert.content["url"] == f"/hiring/interviews/{interview.pk}/"
