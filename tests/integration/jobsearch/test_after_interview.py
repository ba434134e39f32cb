"""A candidate's life after an interview, with a clock that is moved: what is promised, kept, refused and stopped."""

from datetime import datetime

import pytest
from django.urls import reverse

from ringback.base.accounts.services import Actor, acting_for, actor_for
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.core.promises import services as promises
from ringback.core.promises.models import Promise, State
from ringback.doors.jobsearch.employers.models import Candidacy
from ringback.doors.jobsearch.employers.services import CandidacyValues, candidacy_of, move, save_candidacy
from ringback.doors.jobsearch.employers.words import CandidacyWords
from ringback.doors.jobsearch.interviews.models import Interview
from ringback.doors.jobsearch.interviews.services import AfterValues, Agreement, after_interview
from ringback.doors.jobsearch.touches.kinds import EXPECTED, LOOK_ON, OWN_CALL, SECOND_BEST, SECOND_CONTACT, THANK
from ringback.doors.jobsearch.touches.models import Touch
from ringback.doors.jobsearch.touches.reads import lines
from ringback.doors.jobsearch.touches.rules import Verdict, Why
from ringback.doors.jobsearch.touches.services import may_touch, norms_of, note_touch, remember_second_best
from ringback.doors.jobsearch.touches.services.by_hand import ByHand, note_by_hand
from ringback.doors.jobsearch.workspaces.services import open_workspace
from tests.integration.accounts import scene
from tests.integration.jobsearch.conftest import Moved, at, contact

# The clock stands from the start.
pytestmark = pytest.mark.usefixtures("moment")


def standing(kind: str, *states: str) -> list[Promise]:
    rows = Promise.objects.filter(kind=kind, state__in=states or (State.PENDING, State.KEEPING))
    return list(rows.order_by("due_at", "id"))


def due(kind: str) -> list[datetime]:
    return [one.due_at for one in standing(kind)]


def left() -> set[str]:
    """The kinds of what is still to be done; notices are a channel's."""
    rows = Promise.objects.filter(door="jobsearch", closed_at=None).exclude(kind=promises.NOTICE)
    return set(rows.values_list("kind", flat=True))


def test_the_whole_life(seeker: Actor, candidacy: Candidacy, moved: Moved) -> None:
    hr = contact(seeker, candidacy, "hr", "Herta Berg")
    chief = contact(seeker, candidacy, "interviewer", "Ivo Kern")
    page = reverse("jobsearch:candidacy", args=[candidacy.pk])
    browser = scene.signed_in(seeker)
    moved(at(11, 16, 20))
    said = {
        "ended_at": "2026-03-11T16:20",
        "met": [str(hr), str(chief)],
        "agreed": "they_call",
        "agreed_on": "2026-03-13",
        "who": str(hr),
        "phone": "040 123456",
        "own_hour": "09:15",
        "signs": ["start_asked", "longer", "kept_waiting"],
        "question": "Who would train me?",
    }
    form = reverse("jobsearch:after-interview", args=[candidacy.pk])
    assert browser.get(form).status_code == 200
    assert browser.post(form, {**said, "agreed_on": "", "agreed_hour": "10:00"}).status_code == 422
    assert browser.post(form, said).status_code == 302
    assert browser.post(form, said).status_code == 422, "noted once"

    # Thanks for each who led it, to the minute; the call that they promised, and one's own if it does not come.
    assert due(THANK) == [at(12, 16, 20)] * 2
    assert {one.deadline_at for one in standing(THANK)} == {at(13, 16, 20)}
    assert due(EXPECTED) == [at(13, 18)]
    assert due(OWN_CALL) == [at(16, 9, 15)], "the next working day, at the hour agreed"
    assert due(SECOND_CONTACT) == [at(25, 10, 30)] and standing(SECOND_CONTACT)[0].deadline_at == at(25, 16, 20)
    assert due(LOOK_ON) == [at(18, 10, 30)]
    shown = browser.get(page).content.decode()
    for words in ("Thank Herta Berg for the interview: Bookkeeper", "within 24 hours", "Herta Berg should answer",
                  "Good signs", "In touch", "0/5", "Who would train me?"):  # fmt: skip
        assert words in shown, words
    assert not any("Herta" in str(one.content) + str(one.evidence) for one in Promise.objects.all())

    # One letter is sent, the other is not: it counts nothing, and is late after two days to the minute.
    moved(at(12, 9))
    touch = {"way": "letter", "direction": "out", "contact": str(hr), "reached": "on", "note": "Thanks"}
    noting = reverse("jobsearch:touch", args=[candidacy.pk])
    assert browser.post(noting, touch).status_code == 302
    assert [one.content["contact"] for one in standing(THANK)] == [chief]
    found = candidacy_of(seeker, candidacy.pk)
    assert may_touch(found, clock.now()) == Verdict(False, Why.TODAY, at(16, 10, 30))
    assert "1/5" in (shown := browser.get(page).content.decode()) and "Twice a day is a nuisance" in shown
    assert browser.post(noting, {**touch, "at": "2027-01-01T10:00"}).status_code == 422
    moved(at(13, 16, 19))
    assert standing(THANK)[0].missed_at is None
    moved(at(13, 16, 20))
    assert standing(THANK)[0].missed_at == at(13, 16, 20)
    assert may_touch(found, clock.now()).why is Why.DAY_AFTER

    # They do not call: that is over when one calls oneself. A call that reaches nobody counts nothing.
    moved(at(13, 18, 1))
    assert standing(EXPECTED)[0].missed_at == at(13, 18)
    moved(at(16, 9, 15))
    assert not standing(EXPECTED) and standing(EXPECTED, State.EXPIRED) and due(OWN_CALL) == [at(16, 9, 15)]
    assert browser.post(noting, {"way": "call", "direction": "out"}).status_code == 302
    assert due(OWN_CALL) and "1/5" in browser.get(page).content.decode()
    moved(at(16, 9, 30))
    assert browser.post(noting, {"way": "call", "direction": "out", "reached": "on"}).status_code == 302
    assert not due(OWN_CALL) and "2/5" in browser.get(page).content.decode()
    assert due(SECOND_CONTACT) == [at(30, 10, 30)], "two weeks from the last, summer time between"

    # A week of nothing is only waiting; two weeks of silence are probably a no, and nothing is closed.
    moved(at(24, 12))
    assert "You only wait" in browser.get(page).content.decode()
    assert "you only wait" in browser.get(reverse("jobsearch:pipeline")).content.decode()
    kept = standing(SECOND_CONTACT)[0]
    promises.mark_kept(acting_for(seeker), kept.pk, {})
    moved(at(24, 12, 1))
    assert Touch.objects.filter(made_key=f"promise {kept.pk}").count() == 1, "said on Today: a touch"
    assert len(due(SECOND_CONTACT)) == 1 and due(SECOND_CONTACT)[0] == at(7, 10, 30, 4)
    moved(at(25, 17))
    assert "Probably not" in browser.get(page).content.decode()
    assert candidacy_of(seeker, candidacy.pk).row.ended_at is None

    # The nudge to look on comes every week whether it is followed or not.
    assert due(LOOK_ON) > [at(18, 10, 30)] and standing(LOOK_ON, State.EXPIRED)

    # A no stops everything but looking on; as the second-best one asks again after two months.
    row = candidacy_of(seeker, candidacy.pk).row
    with pytest.raises(ConflictError):
        remember_second_best(seeker, row.pk)
    moved(at(31, 9))
    assert browser.post(reverse("jobsearch:move", args=[row.pk]), {"version": row.version, "stage": "refused"})
    assert left() == {LOOK_ON}
    assert may_touch(candidacy_of(seeker, row.pk), at(1, 12, month=8)) == Verdict(False, Why.ENDED)
    assert browser.post(reverse("jobsearch:second-best", args=[row.pk])).status_code == 302
    assert remember_second_best(seeker, row.pk) and due(SECOND_BEST) == [at(1, 10, 30, 6)], "31 May is a Sunday"

    # Signed elsewhere: nothing is left to be done.
    title = lines(seeker.organisation_id, [standing(SECOND_BEST)[0].pk])[standing(SECOND_BEST)[0].pk].title
    assert title == "Ask Nordlicht whether the post is free: Bookkeeper"
    other = save_candidacy(seeker, None, CandidacyValues(candidacy.employer_id, CandidacyWords(position="Clerk")))
    move(seeker, other.pk, other.version, "signed")
    assert left() == set()


def test_no_agreement_and_refused_values(seeker: Actor, candidacy: Candidacy, moved: Moved) -> None:
    moved(at(11, 17))
    usual = after_interview(seeker, candidacy.pk, AfterValues(at(11, 16)))
    assert due(THANK) == [at(12, 16)] and standing(THANK)[0].content["contact"] is None
    assert due(EXPECTED) == [at(23, 18)], "a specialist: ten days, on a working day"
    assert not due(OWN_CALL) and usual.own_call_at is None
    row = candidacy_of(seeker, candidacy.pk).row
    assert (row.expected_at, row.expected_why, row.stage) == (at(23, 18), "norm", "interviewed")
    for wrong, field in (
        (AfterValues(at(12, 16)), "ended_at"),
        (AfterValues(at(11, 15), agreement=Agreement("i_call")), "agreed_at"),
        (AfterValues(at(11, 15), agreement=Agreement("they_call", at(10, 9))), "agreed_at"),
        (AfterValues(at(11, 15), agreement=Agreement("whatever")), "agreed"),
    ):
        with pytest.raises(FieldError) as refused:
            after_interview(seeker, candidacy.pk, wrong)
        assert refused.value.field == field
    assert Interview.objects.count() == 1

    # A second one takes the place of what was agreed at the first: now no hour, so tact decides.
    after_interview(seeker, candidacy.pk, AfterValues(at(11, 16, 30), agreement=Agreement("they_call", at(12, 12))))
    assert candidacy_of(seeker, candidacy.pk).row.stage == "second"
    assert due(EXPECTED) == [at(12, 12)] and due(OWN_CALL) == [at(13, 10, 30)]
    moved(at(12, 15))
    note_touch(candidacy.pk, "letter", at=at(12, 15), key="letter 1")
    note_touch(candidacy.pk, "letter", at=at(12, 15), key="letter 1")
    assert Touch.objects.count() == 1
    moved(at(13, 10, 30))
    assert due(OWN_CALL) == [at(16, 10, 30)], "written yesterday: not day after day"

    # They call after all, and one's own call is not needed; who withdraws is left in peace.
    after_interview(seeker, candidacy.pk, AfterValues(at(13, 9), agreement=Agreement("they_call", at(16, 12))))
    note_by_hand(seeker, candidacy.pk, ByHand("call", "in"))
    moved(at(13, 11))
    assert not due(EXPECTED) and not due(OWN_CALL)
    row = candidacy_of(seeker, candidacy.pk).row
    move(seeker, row.pk, row.version, "withdrawn")
    assert left() == {LOOK_ON}
    with pytest.raises(ConflictError):
        after_interview(seeker, candidacy.pk, AfterValues(at(13, 10)))


def test_norms_of_one_s_own_and_other_people_s_rows(seeker: Actor, candidacy: Candidacy, moved: Moved) -> None:
    moved(at(11, 17))
    browser = scene.signed_in(seeker)
    page = reverse("jobsearch:norms")
    refused = [
        ("thanks", "0", "3"),
        ("thanks", "9", "3"),
        ("apart", "1", "1"),
        ("none", "1", "1"),
        ("passive", "x", ""),
    ]
    for wrong in refused:
        given = dict(zip(("slug", "least", "most"), wrong, strict=True))
        assert browser.post(page, given).status_code == 422, wrong
    assert browser.post(page, {"slug": "thanks", "least": "12", "most": "36"}).status_code == 302
    assert browser.post(page, {"slug": "own_call", "least": "14:30"}).status_code == 302
    assert "This is yours" in browser.get(page).content.decode()
    after_interview(seeker, candidacy.pk, AfterValues(at(11, 16), agreement=Agreement("they_write", at(12, 18))))
    assert due(THANK) == [at(12, 4)] and due(OWN_CALL) == [at(13, 14, 30)]
    assert browser.post(page, {"slug": "thanks", "do": "reset"}).status_code == 302
    assert norms_of(candidacy.workspace)["thanks"].least == 24

    stranger = scene.signed_in(actor_for(open_workspace(scene.user("Nils"), as_operator=True).member.user))
    for name in ("after-interview", "touch", "second-best"):
        assert stranger.post(reverse(f"jobsearch:{name}", args=[candidacy.pk]), {"way": "call"}).status_code == 404
    assert Touch.objects.count() == 0
