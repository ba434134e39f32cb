"""Both sides of one promise: the employer answers by Friday, the candidate calls on Monday if not, each elsewhere."""

import pytest
from django.urls import reverse

from ringback.base.accounts.services import Actor, acting_for
from ringback.base.kit import clock
from ringback.core.promises import services as promises
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Link, Promise, Side, State
from ringback.doors.hiring.candidates.services import apply
from ringback.doors.hiring.goodbye import services as goodbyes
from ringback.doors.hiring.goodbye.services import GoodbyeValues, say_goodbye
from ringback.doors.hiring.openings.services import open_opening, save_opening
from ringback.doors.jobsearch.calling import services as calling
from ringback.doors.jobsearch.calling.kinds import CALL_BACK
from ringback.doors.jobsearch.calling.services import EndValues
from ringback.doors.jobsearch.employers.models import Candidacy
from ringback.doors.jobsearch.touches.kinds import EXPECTED, OWN_CALL
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import delete_workspace, open_workspace
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant, opening_values
from tests.integration.jobsearch.conftest import at
from tests.integration.promises.team import told


@pytest.fixture
def workspace(transactional_db: None) -> Workspace:
    """Threads of the keeper see what the test writes."""
    scene.organisation("Boats")
    return open_workspace(scene.user("Mira"), as_operator=True)


def open_one(kind: str) -> Promise:
    return Promise.objects.get(kind=kind, state__in=(State.PENDING, State.KEEPING))


def rounds() -> None:
    keeper = Keeper()
    for _number in range(3):
        keeper.round()


def test_what_one_side_does_the_other_follows(
    workspace: Workspace, seeker: Actor, candidacy: Candidacy, moment: clock.SettableClock
) -> None:
    _firm, recruiter = scene.organisation("Nordlicht")
    opening = open_opening(recruiter, save_opening(recruiter, None, opening_values()).pk)
    application = apply(opening, applicant(opening))
    answer = say_goodbye(recruiter, application.pk, GoodbyeValues(at(13, 18), recruiter.member_id)).promise
    assert answer is not None
    goodbyes.offer_link(recruiter, application.pk)
    link = goodbyes.link_of(answer)
    assert link is not None

    mine, desk = scene.signed_in(seeker), scene.signed_in(recruiter)
    url, page = (reverse(f"jobsearch:{name}", args=[candidacy.pk]) for name in ("link", "candidacy"))
    theirs = reverse("hiring:application", args=[application.pk])
    assert mine.post(url, {"code": link.code[:-1]}).status_code == 422
    assert not Promise.objects.filter(kind=OWN_CALL).exists()
    assert mine.post(url, {"code": link.code}).status_code == 302
    assert (open_one(EXPECTED).due_at, open_one(OWN_CALL).due_at) == (at(13, 18), at(16, 10, 30))
    assert "They promised to answer by" in mine.get(page).content.decode()
    assert "they mean to call on <strong>" in desk.get(theirs).content.decode()
    assert mine.post(url, {"code": link.code}).status_code == 422, "linked already"

    say_goodbye(recruiter, application.pk, GoodbyeValues(at(18, 18), recruiter.member_id))
    rounds()
    assert (open_one(EXPECTED).due_at, open_one(OWN_CALL).due_at) == (at(18, 18), at(19, 10, 30))
    assert "search_moved" in told(seeker)
    known = goodbyes.link_of(answer)
    assert known is not None and known.far == promises.Far(at(19, 10, 30), "pending", ended=False)

    calling.begin_call(seeker, candidacy.pk)
    calling.end_call(seeker, candidacy.pk, EndValues("undecided", at(20, 14, 30)))
    known = goodbyes.link_of(answer)
    assert known is not None and known.far is not None
    assert (known.far.due_at, open_one(CALL_BACK).due_at) == (at(20, 14, 30), at(20, 14, 30)), "the next call is linked"

    promises.mark_kept(acting_for(recruiter), answer.pk, {"met": True})
    rounds()
    assert "search_answered" in told(seeker) and open_one(CALL_BACK).due_at == at(20, 14, 30)
    assert "They say that you have their answer" in mine.get(page).content.decode()

    delete_workspace(seeker)
    side = Side.objects.get()
    assert (side.organisation_id, side.far_due_at, side.far_state) == (recruiter.organisation_id, None, "")
    assert Link.objects.get().ended_at is not None


def test_an_answer_that_is_given_ends_the_waiting(
    workspace: Workspace, seeker: Actor, candidacy: Candidacy, moment: clock.SettableClock
) -> None:
    _firm, recruiter = scene.organisation("Nordlicht")
    draft = promises.Draft(recruiter.organisation_id, "hiring", "hiring.answer", "voice", at(13, 18), automatic=False)
    answer = promises.make(draft)
    code = promises.offer_link(acting_for(recruiter), answer.pk)
    mine, url = scene.signed_in(seeker), reverse("jobsearch:link", args=[candidacy.pk])
    moment.advance((at(17, 9) - clock.now()).total_seconds())
    assert mine.post(url, {"code": code}).status_code == 302, "they are late already: one asks at the next good hour"
    assert open_one(OWN_CALL).due_at == at(17, 10, 30)
    assert mine.post(url, {"do": "withdraw"}).status_code == 302
    assert promises.linked([answer.pk]) == {} and open_one(OWN_CALL)

    code = promises.offer_link(acting_for(recruiter), answer.pk)
    promises.reschedule(acting_for(recruiter), answer.pk, 1, at(20, 18))
    assert mine.post(url, {"code": code}).status_code == 302
    promises.mark_kept(acting_for(recruiter), answer.pk, {})
    rounds()
    assert not Promise.objects.filter(kind__in=(EXPECTED, OWN_CALL), closed_at=None).exists()
