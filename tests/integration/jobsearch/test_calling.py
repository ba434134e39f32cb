"""Calling an employer: the card, what it hears, and what follows from each way a call can end."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.core.promises.models import Promise, State
from ringback.doors.jobsearch.calling import services, taking_along
from ringback.doors.jobsearch.calling.kinds import CALL_BACK
from ringback.doors.jobsearch.calling.models import SeekerCall
from ringback.doors.jobsearch.calling.services import EndValues
from ringback.doors.jobsearch.employers.models import Candidacy
from ringback.doors.jobsearch.employers.services import candidacy_of, keep_question, save_employer
from ringback.doors.jobsearch.employers.words import EmployerWords
from ringback.doors.jobsearch.interviews.services import AfterValues, after_interview
from ringback.doors.jobsearch.touches.kinds import EXPECTED, LOOK_ON, OWN_CALL, SECOND_BEST
from ringback.doors.jobsearch.touches.models import Touch
from ringback.doors.jobsearch.touches.reads import lines
from ringback.doors.jobsearch.touches.services import there_of
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import vault_of
from tests.integration.accounts import scene
from tests.integration.jobsearch.conftest import at, contact

pytestmark = pytest.mark.django_db


def to(moment: clock.SettableClock, instant: datetime) -> None:
    moment.advance((instant - clock.now()).total_seconds())


def due(kind: str) -> list[datetime]:
    rows = Promise.objects.filter(kind=kind, state__in=(State.PENDING, State.KEEPING))
    return list(rows.order_by("due_at").values_list("due_at", flat=True))


@pytest.fixture
def met(seeker: Actor, candidacy: Candidacy, moment: clock.SettableClock) -> Candidacy:
    """Interviewed on Wednesday 11 March; nothing was agreed."""
    to(moment, at(11, 16))
    chief = contact(seeker, candidacy, "interviewer", "Ivo Kern", phone="040 6461 2399")
    contact(seeker, candidacy, "secretary", "Selma Aydin")
    after_interview(seeker, candidacy.pk, AfterValues(clock.now(), [chief], signs=["start_asked", "longer"]))
    keep_question(seeker, candidacy.pk, "Who would train me?")
    return candidacy


def test_a_call_from_the_card_to_the_day_they_named(
    seeker: Actor, workspace: Workspace, met: Candidacy, moment: clock.SettableClock
) -> None:
    browser, card = scene.signed_in(seeker), reverse("jobsearch:call", args=[met.pk])
    to(moment, at(16, 10))
    shown = browser.get(card).content.decode()
    for words in ("Selma Aydin", "Ivo Kern", "+49 40 64612399", "10:30", "14:30", "Who would train me?", "silent",
                  "We talked on Wednesday 11 March about the post of Bookkeeper", "Letting go"):  # fmt: skip
        assert words in shown, words
    assert shown.index("Selma Aydin") < shown.index("Ivo Kern"), "the secretary first"

    who = str(met.employer.contacts.get(rank="interviewer").pk)
    assert browser.post(card, {"do": "answered"}).status_code == 409, "nothing is under way"
    assert browser.post(card, {"do": "begin", "with": who}).status_code == 302
    assert browser.post(card, {"do": "answered", "with": who}).status_code == 302
    assert "data-since" in browser.get(card).content.decode()
    typed = {"notes": "The boss is away. He knows until Wednesday"}
    heard = browser.post(reverse("jobsearch:call-notes", args=[met.pk]), typed, headers={"HX-Request": "true"})
    assert "“until wednesday”" in heard.content.decode() and 'value="2026-03-18"' in heard.content.decode()

    end = {"do": "end", **typed}
    assert browser.post(card, end).status_code == 422, "an outcome is required"
    assert browser.post(card, end | {"outcome": "undecided"}).status_code == 422, "and the next call"
    assert SeekerCall.objects.get().outcome == ""
    assert browser.post(card, end | {"outcome": "undecided", "until": "2026-03-18"}).status_code == 302
    assert (due(EXPECTED), due(OWN_CALL)) == ([at(18, 18)], [at(19, 10, 30)]), "and the day after one calls"
    fits = "Trial close <span", "fits now"
    assert all(one in browser.get(card).content.decode() for one in fits), "the signs were good"
    call = SeekerCall.objects.get()
    assert (call.outcome, call.next_at, "boss" in call.secret) == ("undecided", at(19, 10, 30), False)
    assert Touch.objects.get(way="call").counts
    assert taking_along.calls(workspace, vault_of(workspace))[0]["notes"].startswith("The boss is away")

    refused = browser.post(card, {"do": "begin"})
    assert refused.status_code == 409 and "Twice a day is a nuisance" in refused.content.decode()
    assert browser.post(card, {"do": "begin", "invited": "1"}).status_code == 302, "they asked for it"
    later = {"do": "end", "outcome": "undecided", "hour": at(17, 14, 30).isoformat(), "notes": ""}
    assert browser.post(card, later).status_code == 302
    assert (due(CALL_BACK), due(OWN_CALL), due(EXPECTED)) == ([at(17, 14, 30)], [], [])
    promise = Promise.objects.get(kind=CALL_BACK, closed_at=None)
    line = lines(workspace.organisation_id, [promise.pk])[promise.pk]
    assert (line.title, line.url.partition("?")[0]) == ("Call Nordlicht again, as fixed: Bookkeeper", card)

    to(moment, at(17, 14, 30))
    assert services.verdict_of(candidacy_of(seeker, met.pk)).ok, "what was fixed with them is no nuisance"
    services.begin_call(seeker, met.pk)
    services.end_call(seeker, met.pk, EndValues("not_reached", at(18, 10, 30)))
    assert due(CALL_BACK) == [at(18, 10, 30)]
    assert not Touch.objects.filter(way="call").order_by("id").last().counts  # type: ignore[union-attr]


def test_a_yes_and_a_no_stop_the_reminding(seeker: Actor, met: Candidacy, moment: clock.SettableClock) -> None:
    to(moment, at(17, 10, 30))
    services.begin_call(seeker, met.pk)
    services.end_call(seeker, met.pk, EndValues("yes", contract=True, again_at=at(20, 9)))
    found = candidacy_of(seeker, met.pk).row
    assert (found.stage, due(EXPECTED), due(CALL_BACK)) == ("offer", [], [at(20, 9)])
    assert due(LOOK_ON), "until the contract is signed"

    to(moment, at(20, 9))
    services.begin_call(seeker, met.pk)
    services.end_call(seeker, met.pk, EndValues("no", second_best=True))
    assert candidacy_of(seeker, met.pk).row.stage == "refused"
    left = set(Promise.objects.filter(door="jobsearch", closed_at=None).values_list("kind", flat=True))
    assert left == {LOOK_ON, SECOND_BEST}
    with pytest.raises(ConflictError, match="leave them in peace"):
        services.begin_call(seeker, met.pk)


def test_nobody_else_opens_the_card(seeker: Actor, met: Candidacy) -> None:
    card = reverse("jobsearch:call", args=[met.pk])
    _other, owner = scene.organisation("Boats")
    assert scene.signed_in(owner).get(card).status_code in (403, 404)
    assert Client().get(card).status_code == 302


def test_an_employer_abroad_keeps_its_own_holidays(seeker: Actor, candidacy: Candidacy) -> None:
    words = EmployerWords(name="Lumen", country="FR", zone="Europe/Paris")
    save_employer(seeker, candidacy.employer_id, words)
    there = there_of(candidacy_of(seeker, candidacy.pk))
    assert [there.working(date(2026, 7, day)) for day in (13, 14, 15, 18)] == [True, False, True, False]
    assert there.working(date(2026, 5, 25)) is False, "Whit Monday, there as at home"
