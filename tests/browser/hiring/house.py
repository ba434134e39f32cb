"""A firm that hires, with everything around it: its pages, mail and text messages, and a clock that is moved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Page

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.channels.messages.inbox import reading
from ringback.channels.messages.inbox.mailbox import Account
from ringback.channels.messages.mail.transport import lines
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import apply
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import OpeningValues, open_opening, save_opening
from ringback.project.mail import inbox
from ringback.project.mounting import PublicPaths
from tests.browser.served import ServedInTime
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant, opening_values
from tests.servers.dovecot import Dovecot
from tests.servers.kannel import Kannel
from tests.servers.mail import MailSink, mail_sink
from tests.servers.web import web

BERLIN = ZoneInfo("Europe/Berlin")
WEDNESDAY = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
WHOLE: dict[str, Any] = {
    "interview_address": "Hafenstr. 1, 2nd floor",
    "route": "U3 to Baumwall",
    "contact_name": "Ida Berg",
    "contact_phone": "+49 40 123456",
    "website": "https://tents.example",
}


@dataclass(kw_only=True)
class House(ServedInTime):
    """A firm on a Wednesday noon; all that it sends is caught."""

    around: Surroundings
    organisation: Organisation
    owner: Actor

    def local(self, days: int, hour: int, minute: int = 0) -> datetime:
        """So many days after that Wednesday, by the clock of the place."""
        day = WEDNESDAY.date() + timedelta(days=days)
        return datetime.combine(day, time(hour, minute), BERLIN).astimezone(UTC)

    def opening(self, **changes: Any) -> Opening:
        values: OpeningValues = opening_values(**(WHOLE | changes))
        return open_opening(self.owner, save_opening(self.owner, None, values).pk)

    def candidate(self, opening: Opening, name: str, **changes: Any) -> Application:
        mailbox = re.sub("[^a-z]", "", name.lower()) or "somebody"
        return apply(opening, applicant(opening, name=name, email=f"{mailbox}@example.org", **changes))

    def page(self, actor: Actor, path: str, **options: Any) -> Page:
        """A page of a browser in which `actor` has signed in."""
        return self.visit(path, scene.signed_in(actor), **{"viewport": {"width": 1280, "height": 860}, **options})

    def stranger(self, url: str) -> Page:
        """A telephone that nobody knows opens the link of a message."""
        return self.visit(url, viewport={"width": 390, "height": 800}, has_touch=True)

    def mails_to(self, application: Application) -> list[EmailMessage]:
        """What they were sent, oldest first."""
        self.keep()
        return [mail for mail in self.around.post.mails if mail["To"] == application.email]

    def read_mailbox(self) -> None:
        """Take in what candidates' calendars have answered."""
        reading.read(Account(**settings.INBOX))
        self.keep()


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage) -> str:
    """The address of the candidate's page of an interview."""
    found = re.search(r"http\S+/interviews/\S+", text_of(mail))
    assert found is not None
    return found[0]


def event_in(mail: EmailMessage) -> tuple[str, Any]:
    """The method and the event of the mail's calendar part."""
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    calendar: Any = icalendar.Calendar.from_ical(content.decode())
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


def answer_of_calendar(event: Any, partstat: str, comment: str) -> bytes:
    """The mail by which a calendar program answers an invitation."""
    attendee, organizer = (str(event[name]).removeprefix("mailto:") for name in ("ATTENDEE", "ORGANIZER"))
    answer = icalendar.Calendar()
    for name, value in (("prodid", "-//Somebody's calendar//EN"), ("version", "2.0"), ("method", "REPLY")):
        answer.add(name, value)
    replied = icalendar.Event()
    for name in ("UID", "SEQUENCE", "DTSTART", "ORGANIZER"):
        replied[name] = event[name]
    replied.add("dtstamp", clock.now())
    replied.add("comment", comment)
    who = icalendar.vCalAddress(f"mailto:{attendee}")
    who.params["PARTSTAT"] = icalendar.vText(partstat)
    replied.add("attendee", who, encode=False)
    answer.add_component(replied)
    head = f"From: {attendee}\r\nTo: {organizer}\r\nSubject: {partstat}\r\nMessage-ID: <{partstat}@example.org>\r\n"
    kind = "Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n"
    return (head + kind).encode() + bytes(answer.to_ical())


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a house: its pages are served, and there are a mail server, a mailbox and a gateway."""

    address: str
    post: MailSink
    kannel: Kannel
    dovecot: Dovecot


@contextmanager
def surroundings() -> Iterator[Surroundings]:
    """All of it, while the block runs."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
        post, kannel = stack.enter_context(mail_sink()), stack.enter_context(Kannel())
        dovecot = stack.enter_context(Dovecot())
        stack.callback(lines.close)
        address = stack.enter_context(web(PublicPaths([], "")))
        stack.enter_context(override_settings(**_settings(address, post, kannel, dovecot)))
        yield Surroundings(address, post, kannel, dovecot)


def _settings(address: str, post: MailSink, kannel: Kannel, dovecot: Dovecot) -> dict[str, Any]:
    return {
        "PUBLIC_URL": address,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": post.port,
        "EMAIL_TIMEOUT": 5,
        "DEFAULT_FROM_EMAIL": "Ringback <post@ringback.example>",
        "INBOX": inbox(dovecot.url()),
        "INBOX_ADDRESS": "answers@ringback.example",
        "SMS_GATEWAY": "kannel",
        "SMS_URL": kannel.url,
        "SMS_USER": kannel.user,
        "SMS_PASSWORD": kannel.password,
        "SMS_FROM": "Tents",
    }
