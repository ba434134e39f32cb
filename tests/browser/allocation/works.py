"""A works that gives away few cars, served with a clock that is moved, and thousands who want one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import msgspec
import pytest
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Page

from ringback.base.accounts.services import Actor
from ringback.channels.messages.mail.transport import lines
from ringback.doors.allocation.campaigns.rules import CampaignFacts, score
from ringback.doors.allocation.entries.models import Entry
from ringback.project.mounting import PublicPaths
from tests.browser.desk.conftest import PHONE, WIDE
from tests.browser.served import ServedInTime
from tests.integration.accounts import scene
from tests.servers.mail import MailSink, mail_sink
from tests.servers.web import web


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the pages are served, and what takes the mail."""

    address: str
    post: MailSink


@contextmanager
def surroundings() -> Iterator[Surroundings]:
    """Both, while the block runs."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
        post = stack.enter_context(mail_sink())
        stack.callback(lines.close)
        address = stack.enter_context(web(PublicPaths([], "")))
        mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": post.port, "EMAIL_TIMEOUT": 5}
        sender = "Ringback <post@ringback.example>"
        stack.enter_context(override_settings(PUBLIC_URL=address, DEFAULT_FROM_EMAIL=sender, **mail))
        yield Surroundings(address, post)


@dataclass(kw_only=True)
class Works(ServedInTime):
    """Pages of the works, in browsers of its people and of strangers."""

    post: MailSink

    def page(self, actor: Actor, path: str, **options: Any) -> Page:
        """A page of a browser in which `actor` has signed in."""
        return self.visit(path, scene.signed_in(actor), **{**WIDE, **options})

    def stranger(self, url: str, **options: Any) -> Page:
        """A telephone that nobody knows."""
        return self.visit(url, **{**PHONE, **options})

    def mails_to(self, email: str) -> list[EmailMessage]:
        """What they were sent, oldest first."""
        return [mail for mail in self.post.mails if mail["To"] == email]


def applied(facts: CampaignFacts, counts: dict[str, int], owners: int) -> None:
    """So many applications from each country, scored by the campaign's questions.

    In each, so many have owned one, two or three of ours, which is 25, 30 or 35 points, and all others none.
    """
    regions = {code: one.id for one in facts.regions for code in one.countries}
    rows = []
    for country, count in counts.items():
        for number in range(count):
            owned = number % 3 + 1 if number < owners else 0
            first, second = facts.questions[:2]
            said = {first.key: "yes", second.key: str(owned)} if owned else {first.key: "no"}
            found = score(facts.questions, said)
            rows.append(
                Entry(
                    organisation_id=facts.organisation_id,
                    campaign_id=facts.id,
                    region_id=regions[country],
                    key=f"{country} {number}",
                    language="en",
                    country=country,
                    name=f"Applicant {country} {number}",
                    email=f"{country.lower()}{number}@example.org",
                    answers=msgspec.json.encode(said).decode(),
                    score=found.total,
                    score_lines=msgspec.json.encode(found.lines).decode(),
                    known=number % 4 == 0,
                )
            )
    Entry.objects.bulk_create(rows, batch_size=500)


def link_in(mail: EmailMessage) -> str:
    """The address of the applicant's own answer."""
    part = mail.get_body(("plain",))
    assert part is not None
    found = re.search(r"http\S+/apply/answer/\S+", part.get_content())
    assert found is not None
    return found[0]
