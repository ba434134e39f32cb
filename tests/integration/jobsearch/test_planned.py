"""A second interview that they want to hold by phone: proposed as a meeting, asked for again, answered, held (S30)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from ringback.base.accounts.services import Actor, acting_for, actor_for
from ringback.base.kit import clock
from ringback.core.promises import services as promises
from ringback.core.promises.models import Promise
from ringback.doors.jobsearch.employers.models import Candidacy
from ringback.doors.jobsearch.employers.services import candidacy_of, move
from ringback.doors.jobsearch.interviews import taking_along
from ringback.doors.jobsearch.interviews.kinds import INTERVIEW, TO_MEETING
from ringback.doors.jobsearch.interviews.models import PlannedInterview
from ringback.doors.jobsearch.interviews.services import AfterValues, Agreement, after_interview
from ringback.doors.jobsearch.letters.models import Letter
from ringback.doors.jobsearch.letters.services import SendValues, draft, sent_by_hand
from ringback.doors.jobsearch.letters.services.sending import occasion_of
from ringback.doors.jobsearch.touches.kinds import EXPECTED, LOOK_ON, OWN_CALL, SECOND_CONTACT, THANK
from ringback.doors.jobsearch.touches.models import Touch
from ringback.doors.jobsearch.touches.reads import lines
from ringback.doors.jobsearch.touches.rules import Occasion
from ringback.doors.jobsearch.workspaces.services import open_workspace, vault_of
from tests.integration.accounts import scene
from tests.integration.jobsearch.conftest import Moved, at, contact

# The clock stands from the start.
pytestmark = pytest.mark.usefixtures("moment")


def due(kind: str) -> list[datetime]:
    rows = Promise.objects.filter(kind=kind, closed_at=None).order_by("due_at", "id")
    return list(rows.values_list("due_at", flat=True))


def test_a_second_interview_by_phone_becomes_a_meeting(seeker: Actor, candidacy: Candidacy, moved: Moved) -> None:
    chief = contact(seeker, candidacy, "interviewer", "Ivo Kern", email="kern@nordlicht.example")
    browser, key = scene.signed_in(seeker), candidacy.pk
    page, answer = reverse("jobsearch:candidacy", args=[key]), reverse("jobsearch:planned", args=[key])
    moved(at(11, 17))
    assert browser.get(answer).status_code == 302, "nothing is planned"
    after_interview(seeker, key, AfterValues(at(11, 16), [chief], agreement=Agreement("by_phone", at(20, 14))))

    # It stands in the pipeline and on Today with its time; that one asks to meet is promised, and written for it.
    row = candidacy_of(seeker, key).row
    assert (row.stage, row.expected_at, due(EXPECTED)) == ("second", None, [])
    assert (due(INTERVIEW), due(OWN_CALL), due(TO_MEETING)) == ([at(20, 14)], [at(23, 10, 30)], [at(12, 10, 30)])
    assert due(SECOND_CONTACT) == [at(2, 10, 30, month=4)], "two weeks from then: a holiday"
    shown = browser.get(page).content.decode()
    for words in ("By phone", "not proposed yet", "Propose to meet", "Ask Ivo Kern to meet", "Who says so"):
        assert words in shown, words
    assert "interview by phone: 20 Mar, 14:00" in browser.get(reverse("jobsearch:pipeline")).content.decode()
    step = Promise.objects.get(kind=TO_MEETING)
    line = lines(seeker.organisation_id, [step.pk])[step.pk]
    assert (line.deed, line.url) == (
        "Write",
        reverse("jobsearch:letter-new", args=[key]) + f"?kind=meeting&contact={chief}",
    )

    moved(at(12, 10))
    letter = draft(seeker, key, "meeting", chief)
    assert letter.words.slot_at == at(20, 14).astimezone(letter_zone()).isoformat(), "at the time of the call"
    assert occasion_of(letter) is Occasion.AGREED
    sent_by_hand(seeker, letter.id, letter.row.version, SendValues())
    assert due(TO_MEETING) == [at(16, 10, 30)], "three days later is a Sunday"
    again = draft(seeker, key, "meeting", chief)
    assert again.id != letter.id and occasion_of(again) is Occasion.REMINDER, "once more is a reminder"

    # No answer yet, said on Today as done: a touch, and once more before the call; then they agree to meet.
    moved(at(16, 11))
    promises.mark_kept(acting_for(seeker), Promise.objects.get(kind=TO_MEETING, closed_at=None).pk, {})
    moved(at(16, 11, 1))
    assert Touch.objects.filter(way="letter").count() == 2 and due(TO_MEETING) == [at(19, 10, 30)]
    assert "Propose it once more" in browser.get(page).content.decode()
    assert browser.post(answer, {"what": "none"}).status_code == 302 and due(TO_MEETING) == [at(19, 10, 30)]
    assert browser.post(answer, {"what": "meeting"}).status_code == 422, "but when?"
    assert browser.post(answer, {"what": "meeting", "at": "2026-03-10T09:00"}).status_code == 422
    said = {"what": "meeting", "at": "2026-03-19T09:30", "place": "Hafenstr. 1, Herr Weiß"}
    assert browser.post(answer, said).status_code == 302
    assert (due(INTERVIEW), due(TO_MEETING), due(OWN_CALL)) == ([at(19, 9, 30)], [], []), "nobody waits for a call"
    shown = browser.get(page).content.decode()
    assert "Herr Weiß" in shown and "they agreed to meet" in shown
    planned = PlannedInterview.objects.get()
    assert (planned.way, planned.turning, "Herr" in planned.secret) == ("meeting", "agreed", False)
    workspace = candidacy.workspace
    assert taking_along.planned(workspace, vault_of(workspace))[0]["place"] == "Hafenstr. 1, Herr Weiß"

    # It is late until one notes how it was; thanks follow.
    moved(at(20, 9, 31))
    assert Promise.objects.get(kind=INTERVIEW, closed_at=None).missed_at == at(20, 9, 30)
    assert "Over: note how it was" in browser.get(page).content.decode()
    after_interview(seeker, key, AfterValues(at(19, 11), [chief]))
    assert due(INTERVIEW) == [] and at(20, 11) in due(THANK) and due(EXPECTED)
    assert PlannedInterview.objects.get().closed_at == clock.now()
    assert Promise.objects.filter(kind=INTERVIEW, state="kept").count() == 1


def test_it_stays_by_phone_or_has_no_time_and_a_no_ends_it(seeker: Actor, candidacy: Candidacy, moved: Moved) -> None:
    browser, answer = scene.signed_in(seeker), reverse("jobsearch:planned", args=[candidacy.pk])
    moved(at(11, 17))
    after_interview(seeker, candidacy.pk, AfterValues(at(11, 16), agreement=Agreement("by_phone")))
    assert due(EXPECTED) and due(TO_MEETING) == [at(12, 10, 30)] and not due(INTERVIEW), "they owe a time"
    pipeline = reverse("jobsearch:pipeline")
    assert "interview without a time yet" in browser.get(pipeline).content.decode()
    assert browser.post(answer, {"what": "phone", "at": "2026-03-17T10:00"}).status_code == 302
    assert (due(INTERVIEW), due(OWN_CALL), due(TO_MEETING)) == ([at(17, 10)], [at(18, 10, 30)], [])
    assert PlannedInterview.objects.get().turning == "declined"
    assert b"It stays by phone" not in browser.get(answer).content, "there is nothing more to turn"

    # They do not call: one's own call stands. They do, as one says on Today: it does not.
    moved(at(17, 10, 30))
    promises.mark_kept(acting_for(seeker), Promise.objects.get(kind=INTERVIEW).pk, {})
    moved(at(17, 10, 31))
    assert due(OWN_CALL) == []
    after_interview(seeker, candidacy.pk, AfterValues(at(17, 10, 20), agreement=Agreement("meeting", at(24, 9))))
    assert due(INTERVIEW) == [at(24, 9)] and not due(TO_MEETING) and not due(EXPECTED)
    stranger = scene.signed_in(actor_for(open_workspace(scene.user("Nils"), as_operator=True).member.user))
    assert stranger.post(answer, {"what": "meeting"}).status_code == 404
    row = candidacy_of(seeker, candidacy.pk).row
    move(seeker, row.pk, row.version, "refused")
    assert not PlannedInterview.objects.filter(closed_at=None).exists()
    left = Promise.objects.filter(door="jobsearch", closed_at=None).exclude(kind=promises.NOTICE)
    assert set(left.values_list("kind", flat=True)) == {LOOK_ON}
    assert not Letter.objects.exists()


def letter_zone() -> ZoneInfo:
    """Instants come back from the database in UTC."""
    return ZoneInfo("UTC")
