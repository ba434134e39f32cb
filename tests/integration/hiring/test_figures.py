"""The figures of interviews: counted the same by every table, opened to the people behind, and outlasting them."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit.clock import SettableClock
from ringback.core.people import services as people
from ringback.core.people.services.retention import apply_retention
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.candidates.services import apply
from ringback.doors.hiring.figures import reads
from ringback.doors.hiring.figures.asking import Asked, Part
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import save_opening
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant, opening_values

TODAY = date(2026, 3, 11)  # the clock stands at Wednesday noon
YEAR = Asked(TODAY - timedelta(days=363), TODAY)


def one(opening: Opening, owner: Actor, days_ago: float, state: str, reason: str = "", **more: Any) -> Interview:
    """An interview of somebody new that was so many days ago."""
    application = apply(opening, applicant(opening, source=more.pop("source", "")))
    at = datetime(2026, 3, 11, 9, 0, tzinfo=UTC) - timedelta(days=days_ago)
    values: dict[str, Any] = {"booked_at": at - timedelta(days=3), "created_by_id": owner.member_id, "reason": reason}
    return Interview.objects.create(
        organisation_id=owner.organisation_id, application=application, state=state, starts_at=at, **(values | more)
    )


@pytest.fixture
def month(opening: Opening, owner: Actor, moment: SettableClock) -> list[Interview]:
    """Nine interviews of five weeks."""
    return [
        one(opening, owner, 1, "held", source="board"),
        one(opening, owner, 1, "late", source="board", texted=True),
        one(opening, owner, 1, "no_show", "traffic", source="=letter"),
        one(opening, owner, 2, "declined", source="board"),
        one(opening, owner, 9, "cancelled"),
        one(opening, owner, 9, "no_show", "forgotten", created_by_id=None),
        one(opening, owner, 30, "held", choose_until_at=datetime(2026, 2, 1, tzinfo=UTC)),
        one(opening, owner, 0, "confirmed"),
        one(opening, owner, 3, "declined", booked_at=None),  # was offered times, and had agreed to none
    ]


def by(slug: str, actor: Actor) -> dict[str, reads.Row]:
    rows = reads.table(actor, Asked(YEAR.first, YEAR.last, slug))
    return {row.key: row for row in rows}


def test_every_table_counts_the_same_and_each_number_opens_its_people(owner: Actor, month: list[Interview]) -> None:
    days, weeks, months = by("day", owner), by("week", owner), by("month", owner)
    for table in (days, weeks, months):
        assert sum(row.counts.reasons.get("traffic", 0) for row in table.values()) == 1
        assert sum(row.counts.of("declined") for row in table.values()) == 1
        assert sum(row.counts.agreed for row in table.values()) == 8
    assert (list(weeks), list(months)) == (["2026-03-09", "2026-03-02", "2026-02-09"], ["2026-03-01", "2026-02-01"])
    assert days["2026-03-10"].counts.became == {"came": 1, "late": 1, "no_show": 1}
    assert {key: row.counts.agreed for key, row in by("source", owner).items()} == {"": 4, "board": 3, "=letter": 1}
    invited = {key: row.counts.agreed for key, row in by("invitation", owner).items()}
    assert invited == {"agreed": 6, "agreed_text": 1, "chosen": 1}
    for slug in reads.TABLES:
        asked = Asked(YEAR.first, YEAR.last, slug)
        for row in reads.table(owner, asked):
            assert len(reads.behind(owner, asked, Part(key=row.key))) == row.counts.agreed
            for what, count in row.counts.became.items():
                assert len(reads.behind(owner, asked, Part(what, key=row.key))) == count
    (traffic,) = reads.behind(owner, YEAR, Part("no_show", "traffic", "2026-03-09"))
    assert traffic == month[2]


def test_erasure_and_retention_leave_counts_and_nothing_else(
    owner: Actor, month: list[Interview], moment: SettableClock
) -> None:
    before = {slug: {key: row.counts for key, row in by(slug, owner).items()} for slug in reads.TABLES}
    texts = {text for row in month for text in (row.application.name, row.application.email, row.application.phone)}
    erased = month[2].application
    assert erased.person_id is not None
    people.erase(owner, erased.person_id, "asked")
    others = Application.objects.exclude(pk=erased.pk).exclude(interviews=month[7])
    others.update(state=State.REFUSED, ended_at=moment.now(), answered_at=moment.now())
    moment.step(timedelta(days=200).total_seconds())
    apply_retention(owner.organisation_id, 60)
    assert Application.objects.filter(person__isnull=False).count() == 1
    assert {slug: {key: row.counts for key, row in by(slug, owner).items()} for slug in reads.TABLES} == before
    (shown,) = reads.behind(owner, YEAR, Part("no_show", "traffic"))
    browser = scene.signed_in(owner)
    page = browser.get(f"/hiring/figures/behind/?first={YEAR.first}&last={YEAR.last}&what=no_show").content.decode()
    assert "Somebody who was erased" in page and f"/hiring/interviews/{shown.pk}/" in page
    assert not [text for text in texts if text and text in page]


def test_the_pages_show_compare_and_hand_out(owner: Actor, opening: Opening, month: list[Interview]) -> None:
    browser = scene.signed_in(owner)
    for number in range(12):
        one(opening, owner, 60 + number / 10, "no_show" if number < 9 else "held", "forgotten" if number < 9 else "")
        one(opening, owner, 20 + number / 10, "held")
    page = browser.get("/hiring/figures/?days=364&by=week").content.decode()
    assert "11 of 29 who were expected" in page and "hiring-bar-no_show" in page
    answer = browser.get(f"/hiring/figures/table.csv?first={YEAR.first}&last={YEAR.last}&by=source")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["source", "agreed", "came", "late"] and ["'=letter", "1"] in [row[:2] for row in rows]
    change = (TODAY - timedelta(days=40)).isoformat()
    compared = browser.get(f"/hiring/figures/compared/?change={change}&weeks=8").content.decode()
    assert "More than chance" in compared and "Too few to tell" in compared and "9</a> / 12" in compared
    dates = "a_first=2026-01-01&a_last=2026-01-31&b_first=2026-01-31&b_last=2026-03-11"
    assert "The two periods overlap" in browser.get(f"/hiring/figures/compared/?{dates}").content.decode()
    assert browser.get(f"/hiring/{opening.pk}/figures/").status_code == 302
    assert (
        "No interview was agreed" in browser.get("/hiring/figures/?first=2020-01-01&last=2020-02-01").content.decode()
    )
    for odd in ("first=x&last=0001-01-01&by=drop&opening=9e9&recruiter=-1", "first=9999-12-31", "key=%00&by=source"):
        for place in ("", "table.csv", "behind/", "compared/"):
            assert browser.get(f"/hiring/figures/{place}?{odd}").status_code == 200


def test_only_what_is_within_reach_is_counted(
    firm: tuple[Organisation, Actor], owner: Actor, opening: Opening, month: list[Interview]
) -> None:
    mine = scene.member(firm[0], "interviewer", "opening", opening.pk)
    other = scene.member(firm[0], "interviewer", "opening", save_opening(owner, None, opening_values()).pk)
    assert reads.counted(mine, YEAR).agreed == 8 and reads.counted(other, YEAR).agreed == 0
    assert not reads.behind(other, YEAR, Part()) and reads.recruiters(other) == []
    assert scene.signed_in(scene.member(firm[0], "agent")).get("/hiring/figures/").status_code == 403
