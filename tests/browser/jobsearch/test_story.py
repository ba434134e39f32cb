"""One application from the evening after the interview to the no, as the seeker sees it; only the clock is moved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings

from ringback.base.accounts.services import actor_for
from ringback.base.kit import clock
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from ringback.doors.jobsearch.employers.services import (
    CandidacyValues,
    ContactValues,
    save_candidacy,
    save_contact,
    save_employer,
)
from ringback.doors.jobsearch.employers.words import CandidacyWords, ContactWords, EmployerWords
from ringback.doors.jobsearch.interviews.services import AfterValues, Agreement, after_interview
from ringback.doors.jobsearch.workspaces.services import open_workspace, save_seeker
from ringback.doors.jobsearch.workspaces.words import SeekerWords
from ringback.project.outgoing import networks
from tests.browser.desk.conftest import WIDE
from tests.browser.desk.test_access import found_by_axe
from tests.browser.jobsearch.conftest import Seekers
from tests.integration.accounts import scene
from tests.servers.mail import MailSink, mail_sink
from tests.waiting import until

BERLIN = ZoneInfo("Europe/Berlin")
MOST_TABS = 90


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """By the seeker's clock in Berlin, in March 2026; 11 March is a Wednesday. The employer's, in London, is one hour
    behind."""
    return datetime(2026, 3, day, hour, minute, tzinfo=BERLIN)


@dataclass
class Story:
    """The seeker's page, the clock that a test moves, and the keeper that works by it."""

    page: Page
    time: clock.OffsetClock
    keeper: Keeper
    candidacy_id: int

    def today(self, instant: datetime | None = None) -> Locator:
        """The rows of Today about the employer, once the clock stands there and what is due by then was done."""
        if instant is not None:
            self.time.offset_seconds = (instant - datetime.now(UTC)).total_seconds()
            until(self._kept)
        self.page.goto("/")
        return self.page.locator("[data-row]", has_text="Bookkeeper")

    def deed(self, title: str, words: str) -> Locator:
        """What to do about one row of Today."""
        row = self.page.locator("[data-row]", has_text=title)
        return row.get_by_role("link", name=words, exact=True)

    def application(self) -> Locator:
        """The page of the application."""
        self.page.goto(f"/search/applications/{self.candidacy_id}/")
        return self.page.get_by_role("main")

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Go there by Tab alone, and press a key: whoever has no mouse can do it, too."""
        expect(target).to_be_visible()
        for _number in range(MOST_TABS):
            if target.evaluate("it => it === document.activeElement"):
                self.page.keyboard.press(key)
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no Tab leads to {target}")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def letter(self, kind: str = "") -> None:
        """Begin a letter, or come back to its draft."""
        if kind:
            self.application()
            self.page.get_by_label("Letter", exact=True).select_option(kind)
            self.page.get_by_label("To", exact=True).select_option(label="Ivo Kern")
            self.button("Write a letter").click()
        else:
            self.button("Write a draft").click()

    def _kept(self) -> bool:
        self.keeper.round()
        due = Promise.objects.filter(automatic=True, state__in=("pending", "keeping"), due_at__lte=clock.now())
        return not due.exclude(kind="notice").exists() and not Promise.objects.filter(untold=True).exists()


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    """The seeker's own mail server."""
    settings.OUTGOING_NETWORKS = networks(["127.0.0.0/8"])
    with mail_sink() as one:
        yield one


@pytest.fixture
def story(seekers: Seekers) -> Iterator[Story]:
    """Mira in Berlin applied at Nordlicht in London, and at Südstern, who wanted to call her on Thursday 26 March."""
    moved, user = clock.OffsetClock((at(11, 16, 30) - datetime.now(UTC)).total_seconds()), scene.user("Mira")
    with clock.use(moved):
        workspace = open_workspace(user)
        seeker = actor_for(user, workspace.organisation_id)
        save_seeker(seeker, SeekerWords("Mira Sand", "030 6461 9999", "Bookkeeper", "ten years with DATEV", "calm"))
        place = EmployerWords(name="Nordlicht", city="London", country="GB", zone="Europe/London", language="en")
        north = save_employer(seeker, None, place).pk
        for rank, name in (("secretary", "Selma Aydin"), ("hr", "Herta Berg"), ("interviewer", "Ivo Kern")):
            words = ContactWords(
                name=name, email=f"{name[:4].lower().strip()}@nordlicht.example", phone="020 7946 0999"
            )
            save_contact(seeker, None, ContactValues(words, north, rank))
        south = save_employer(seeker, None, EmployerWords(name="Südstern", country="DE")).pk
        other = save_candidacy(seeker, None, CandidacyValues(south, CandidacyWords(position="Clerk"))).pk
        after_interview(seeker, other, AfterValues(clock.now(), agreement=Agreement("they_call", at(26, 12))))
        mine = save_candidacy(seeker, None, CandidacyValues(north, CandidacyWords(position="Bookkeeper"))).pk
        yield Story(seekers.page(user, "/", **WIDE), moved, Keeper(), mine)


def test_from_the_interview_to_the_no(story: Story, sink: MailSink) -> None:
    page = story.page
    thanks(story, sink)
    reminded(story, sink)
    called(story)
    story.today(at(23, 15, 25))
    story.deed("as fixed: Bookkeeper", "Call").click()
    story.button("Begin the call").click()
    story.button("They answered").click()
    page.get_by_label("No", exact=True).check()
    story.button("End and note it").click()
    expect(page.get_by_role("status").first).to_contain_text("Nothing reminds you of it any more")
    expect(page.locator(".desk-lead")).to_contain_text("Refused")
    assert found_by_axe(page) == []
    expect(story.today()).to_have_count(0)
    expect(page.get_by_role("main")).not_to_contain_text("Nordlicht")
    expect(page.locator("[data-row]", has_text="Südstern")).not_to_have_count(0)
    expect(page.get_by_text("Nothing is signed yet: look at new posts")).to_be_visible()
    assert [str(mail["To"]) for mail in sink.mails] == ["Ivo Kern <ivo@nordlicht.example>"] * 2, "each once"


def thanks(story: Story, sink: MailSink) -> None:
    """Two who led the interview: thanks for each, due to the minute; only what was sent counts."""
    page = story.page
    story.application()
    page.get_by_role("link", name="After an interview").click()
    expect(page.get_by_label("It ended")).to_have_value("2026-03-11T15:30")
    page.get_by_label("It ended").fill("2026-03-11T15:20")
    page.get_by_label("Herta Berg").check()
    page.get_by_label("Ivo Kern").check()
    page.get_by_label("One open question").fill("Who would train me?")
    assert found_by_axe(page) == []
    story.button("Note it").click()
    expect(page.locator("#steps ~ ul").first).to_contain_text("Thank Herta Berg")

    rows = story.today()
    expect(rows.filter(has_text="Thank")).to_have_count(2)
    expect(rows.filter(has_text="tomorrow, 16:20")).to_have_count(2)
    story.deed("Thank Ivo Kern", "Write").click()
    story.letter()
    expect(page.get_by_label("Text")).to_have_value(contains("Ivo Kern"))
    expect(story.application().locator("#touches")).to_contain_text("0/5")
    overdue = page.locator("section", has=page.locator("#overdue-title")).locator("[data-row]", has_text="Thank")
    story.today(at(13, 16, 19))
    expect(overdue).to_have_count(0)
    story.today(at(13, 16, 20))
    expect(overdue).to_have_count(2)

    page.goto("/search/mailbox/")
    page.get_by_label("Your address").fill("mira@example.org")
    page.get_by_label("Server for outgoing mail").fill("127.0.0.1")
    page.get_by_label("Port", exact=True).fill(str(sink.port))
    page.get_by_label("Encryption", exact=True).select_option("plain")
    story.button("Sign in there and save").click()
    expect(page.get_by_role("status").first).to_be_visible()
    story.today()
    story.deed("Thank Ivo Kern", "Write").click()
    story.letter()
    text = page.get_by_label("Text")
    text.fill(text.input_value().replace("I look forward", "Our talk of lamps still shines. I look forward"))
    story.button("Look it over and send").click()
    expect(page.get_by_role("article")).to_contain_text("Our talk of lamps still shines")
    assert found_by_axe(page) == []
    story.button("Send it").click()
    expect(story.today(at(13, 16, 22)).filter(has_text="Thank")).to_have_count(1)
    (mail,) = sink.mails
    assert "Our talk of lamps still shines" in mail.get_content() and sink.envelopes == ["mira@example.org"]
    story.deed("Thank Herta Berg", "Write").click()
    story.letter()
    story.button("Look it over and send").click()
    story.button("I have sent it myself").click()
    expect(page.locator(".desk-lead")).to_contain_text("by hand")
    expect(story.application().locator("#touches")).to_contain_text("2/5")
    expect(story.today().filter(has_text="Thank")).to_have_count(0)


def reminded(story: Story, sink: MailSink) -> None:
    """A letter that asks for an answer within three days makes the call; a second reminder that day is refused."""
    page = story.page
    story.today(at(16, 9))
    story.letter("status")
    text = page.get_by_label("Text")
    expect(text).to_have_value(contains("within"))
    text.fill(text.input_value().replace("within 3 days", "within three days"))
    story.button("Look it over and send").click()
    expect(page.get_by_label("Call if no answer comes")).to_have_value("3")
    page.get_by_label("Call the day after to ask").uncheck()
    story.button("Send it").click()
    story.today(at(16, 9, 5))
    assert len(sink.mails) == 2

    story.letter("status")
    story.button("Look it over and send").click()
    expect(page.get_by_role("note").first).to_contain_text("Twice a day is a nuisance")
    page.get_by_label("When").fill("")
    story.button("Send it").click()
    expect(page.get_by_role("alert").first).to_contain_text("Twice a day is a nuisance")
    page.goto(f"/search/applications/{story.candidacy_id}/call/")
    story.button("Begin the call").click()
    expect(page.get_by_role("alert").first).to_contain_text("Twice a day is a nuisance")
    story.today(at(16, 9, 10))
    assert len(sink.mails) == 2


def called(story: Story) -> None:
    """The call of which the letter spoke, without a mouse: whom, when, what to say, and no end without a next one."""
    page = story.page
    story.today(at(20, 10))
    story.press(story.deed("Call Ivo Kern yourself", "Call"))
    main = page.get_by_role("main")
    shown = main.inner_text()
    assert shown.index("Selma Aydin") < shown.index("Ivo Kern"), "the secretary first"
    for words in ("10:30", "14:30", "Europe/London", "Who would train me?", "Now stay silent."):
        expect(main).to_contain_text(words)
    assert found_by_axe(page) == []
    story.press(story.button("Begin the call"))
    story.press(story.button("They answered"))
    timer = page.locator(".call-timer")
    began = timer.inner_text()
    expect(timer).not_to_have_text(began)
    story.press(page.get_by_label("Notes"), "End")
    page.keyboard.type("He will think about it.")
    story.press(page.get_by_label("Yes", exact=True), "ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Not decided yet")).to_be_checked()
    story.press(story.button("End and note it"))
    expect(main).to_contain_text("No call ends without the next one.")
    assert found_by_axe(page) == []
    hours = page.locator(".calling-hours").get_by_role("radio")
    story.press(hours.first, "Space")
    for _number in range(hours.count()):
        if page.locator(".calling-hours label:has(:checked)", has_text="23 Mar, 14:30").count():
            break
        page.keyboard.press("ArrowDown")
    story.press(story.button("End and note it"))
    expect(page.get_by_role("status").first).to_contain_text("The next call stands on Today")
    expect(page.get_by_role("main")).to_contain_text("He will think about it.")


def contains(words: str) -> re.Pattern[str]:
    """For the value of a field that has them somewhere."""
    return re.compile(re.escape(words))
