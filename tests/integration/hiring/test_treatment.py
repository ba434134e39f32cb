"""How candidates say that they were treated: once, by a button, and shown so that nobody can tell whose word it is."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit.clock import SettableClock
from ringback.channels.messages.models import Message
from ringback.core.people import services as people
from ringback.doors.hiring.answers.services import Plan, decide
from ringback.doors.hiring.asking import personal_data, reads, rules
from ringback.doors.hiring.asking.models import Treatment
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import apply, mark_answered
from ringback.doors.hiring.goodbye.links import status_url
from ringback.doors.hiring.goodbye.services import save_manners
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import open_opening, save_opening
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant, opening_values


def address(application: Application) -> str:
    return "/" + status_url(application).partition("://")[2].partition("/")[2]


def said(application: Application, mark: Any = 4, text: str = "") -> int:
    """What the page answers to whoever says it in a browser nobody knows."""
    given = {"do": "treatment", "mark": mark, "text": text}
    return Client().post(address(application), given).status_code


def answered(opening: Opening, **more: Any) -> Application:
    made = apply(opening, applicant(opening, **more))
    mark_answered([made.pk])
    made.refresh_from_db()
    return made


def test_it_is_asked_once_after_the_answer_and_only_by_a_button(application: Application) -> None:
    page = Client().get(address(application)).content.decode()
    assert "How did we treat you?" not in page and said(application) == 302 and not Treatment.objects.exists()
    mark_answered([application.pk])
    for _scanned in range(2):
        page = Client().get(address(application)).content.decode()
    assert "How did we treat you?" in page and not Treatment.objects.exists()
    for wrong in ("", "0", "6", "٣", "1.5"):
        assert said(application, wrong, "Kept waiting") == 422
    assert said(application, 2, " Kept\nwaiting \u202e") == 302 and said(application, 5, "Twice") == 302
    (row,) = Treatment.objects.all()
    assert (row.mark, row.text, row.stage_id, row.opening_id) == (
        2,
        "Kept waiting",
        application.stage_id,
        row.opening_id,
    )
    page = Client().get(address(application)).content.decode()
    assert "Thank you. We have what you said" in page and 'name="mark"' not in page


def test_nothing_is_shown_that_fewer_than_five_said(
    firm: tuple[Organisation, Actor], owner: Actor, opening: Opening, moment: SettableClock
) -> None:
    other = open_opening(owner, save_opening(owner, None, opening_values(title="Cutter")).pk)
    browser = scene.signed_in(owner)
    for number in range(4):
        said(answered(opening), 1, f"Bad {number}")
    page = browser.get("/hiring/treatment/").content.decode()
    assert "Fewer than five answers so far" in page and "Bad" not in page
    said(answered(opening), 5, "Good")
    said(answered(other), 1, "Horrible")
    shown = reads.report(owner)
    assert (shown.whole.count, shown.whole.mean, shown.answered) == (5, 1.8, 6)
    assert [(table.rows[0][0], table.rows[0][1].count, table.hidden) for table in shown.tables] == [
        ("Bookkeeper", 5, 1),
        ("March 2026", 5, 0),
        ("Résumés", 5, 0),
    ]
    page = browser.get("/hiring/treatment/").content.decode()
    assert "1.8" in page and "Bad 3" in page and "Horrible" not in page and "Cutter" not in page
    assert reads.report(scene.member(firm[0], "approver", "opening", other.pk)).whole.count == 0
    assert [rules.shown_of(count) for count in (0, 4, 5, 9, 10)] == [0, 0, 5, 5, 10]


def test_erasure_and_age_leave_the_marks_alone(owner: Actor, opening: Opening, moment: SettableClock) -> None:
    rows = [answered(opening) for _number in range(5)]
    for row in rows:
        said(row, 3, f"{row.name} was here")
    first = rows[0]
    assert first.person_id is not None
    subject = people.Subject(owner.organisation_id, (first.person_id,))
    (section,) = personal_data.export(subject).sections
    assert section.rows == [{"mark": 3, "text": f"{first.name} was here", "month": date(2026, 3, 1)}]
    people.erase(owner, first.person_id, "asked")
    assert [row.text for row in Treatment.objects.filter(key=None)] == [""]
    assert Treatment.objects.exclude(key=None).count() == 4
    assert reads.report(owner).whole == rules.Shown(5, (0, 0, 5, 0, 0))
    moment.step(40 * 86_400)
    assert personal_data.expire(owner.organisation_id, moment.now(), 100) == 4
    assert not [row for row in Treatment.objects.all() if row.text] and reads.report(owner).whole.mean == 3


@pytest.mark.parametrize("asks", [True, False])
def test_the_answer_asks_where_that_is_switched_on(
    owner: Actor, opening: Opening, moment: SettableClock, asks: bool
) -> None:
    row = apply(opening, applicant(opening, language="de"))
    save_manners(owner, opening.pk, next_steps=False, written_reasons=False, delay_seconds=0, asks_treatment=asks)
    decide(owner, opening.pk, Plan(delay_seconds=0), 1)
    (message,) = Message.objects.filter(kind="answer_another")
    assert ("Wie sind wir mit Ihnen umgegangen?" in message.text) is asks
    assert (f"/jobs/answer/{row.pk}." in message.text) is asks
