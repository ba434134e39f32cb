"""Scorecards: the same for everybody, evidence with each mark, and nobody sees others' marks before giving theirs."""

import pytest
from django.db import connection

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError, NotFoundError
from ringback.core.people import services as people
from ringback.core.people.services import Subject
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import apply
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.openings.models import Opening, Stage
from ringback.doors.hiring.scoring import personal_data, reads, services
from ringback.doors.hiring.scoring.models import CompetenceMark, Sheet
from ringback.doors.hiring.scoring.rules import Competence, Given
from ringback.doors.hiring.scoring.services import WishValues
from ringback.doors.hiring.scoring.shipped import languages, shipped
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant

pytestmark = pytest.mark.django_db

COMPETENCES = [Competence("Care", "Names the figure.", 2, ("What did you find last?",)), Competence("Pace")]


def given(care: int, pace: int, words: str = "closed the month in two days") -> list[Given]:
    return [Given(care, words), Given(pace, words)]


@pytest.fixture
def card(owner: Actor, opening: Opening) -> services.Card:
    return services.save_card(owner, opening.pk, 5, COMPETENCES)


def test_others_marks_are_seen_after_ones_own_and_nothing_is_ranked(
    firm: tuple[Organisation, Actor], owner: Actor, opening: Opening, application: Application, card: services.Card
) -> None:
    ann, ben = (scene.member(firm[0], "interviewer", "opening", opening.pk) for _ in range(2))
    approver = scene.member(firm[0], "approver")
    with pytest.raises(FieldError) as caught:
        services.give(ann, application.pk, [Given(4, "found it"), Given(2)])
    assert caught.value.field == "evidence_1" and not Sheet.objects.exists()
    services.give(ann, application.pk, given(4, 2), "Rings true")

    before = services.seen(ben, application)
    assert (before.own, before.others, before.hidden) == (None, (), 1)
    page = scene.signed_in(ben).get(f"/hiring/applications/{application.pk}/").content.decode()
    assert "closed the month" not in page and "Rings true" not in page and "1 member has given marks" in page
    compared = scene.signed_in(ben).get(f"/hiring/{opening.pk}/compare/").content.decode()
    assert "give yours first" in compared and "<strong>4</strong>" not in compared
    assert services.seen(approver, application).others, "who decides gives no marks, and sees them"

    services.give(ben, application.pk, given(1, 3))
    assert len(services.seen(ben, application).all) == 2
    for late in (ann, ben):
        with pytest.raises(ConflictError):
            services.give(late, application.pk, given(5, 5))
    other = apply(opening, applicant(opening, name="Aaron First"))
    services.give(ann, other.pk, given(1, 1))
    shown = reads.comparison(ben, opening.pk)
    assert [one.application.name for one in shown.finalists] == sorted(["Aaron First", application.name])
    mine = next(one for one in shown.finalists if one.application == application)
    care, pace = mine.spreads
    assert care and pace and (care.low, care.high, care.far, pace.far) == (1, 4, True, False)
    assert next(one for one in shown.finalists if one.application == other).hidden == 1
    with pytest.raises(ConflictError):
        services.save_card(owner, opening.pk, 5, COMPETENCES[:1])


def test_whoever_looks_first_gives_no_marks_and_an_interviewer_cannot(
    firm: tuple[Organisation, Actor], owner: Actor, opening: Opening, application: Application, card: services.Card
) -> None:
    ann = scene.member(firm[0], "interviewer")
    services.give(owner, application.pk, given(3, 3))
    interview = Interview.objects.create(
        organisation=firm[0], application=application, state="held", starts_at=clock.now()
    )
    interview.interviewers.add(ann.member_id or 0)
    with pytest.raises(ConflictError):
        services.look(ann, application.pk)
    Interview.objects.update(state="cancelled")
    services.look(ann, application.pk)
    assert len(services.seen(ann, application).others) == 1
    with pytest.raises(ConflictError):
        services.give(ann, application.pk, given(3, 3))
    for stranger, error in ((scene.member(firm[0], "approver"), NotAllowedError), (_other(), NotFoundError)):
        with pytest.raises(error):
            services.give(stranger, application.pk, given(3, 3))


def _other() -> Actor:
    return scene.organisation("Others")[1]


def test_what_a_manager_looks_for_is_shown_to_who_presents(
    firm: tuple[Organisation, Actor], owner: Actor, opening: Opening, application: Application
) -> None:
    boss = scene.member(firm[0], "approver")
    services.save_wishes(boss, boss.member_id or 0, WishValues(figures="Invoices a day", pace="Answers today"))
    with pytest.raises(NotAllowedError):
        services.save_wishes(boss, owner.member_id or 0, WishValues(team="Calm"))
    assert reads.wanted(application) == []
    Stage.objects.filter(opening=opening, kind="final").update(decider_id=boss.member_id)
    assert [one.wishes.figures for one in reads.wanted(application)] == ["Invoices a day"]
    address = f"/hiring/applications/{application.pk}/"
    assert "Invoices a day" in scene.signed_in(owner).get(address).content.decode()
    assert "Invoices a day" not in scene.signed_in(boss).get(address).content.decode()


def test_the_pages_take_what_is_typed(owner: Actor, opening: Opening, application: Application) -> None:
    browser = scene.signed_in(owner)
    typed = {"most": "5", "title_0": "Care", "weight_0": "2", "questions_0": "Why?\nHow?", "hint_0": "Says how."}
    assert browser.post(f"/hiring/{opening.pk}/scorecard/", typed | {"title_1": "", "weight_1": ""}).status_code == 302
    assert services.card_of(opening.pk).competences == (Competence("Care", "Says how.", 2, ("Why?", "How?")),)
    address = f"/hiring/applications/{application.pk}/marks/"
    refused = browser.post(address, {"mark_0": "4", "evidence_0": ""})
    assert refused.status_code == 422 and "Write what they said or did" in refused.content.decode()
    assert browser.post(address, {"mark_0": "4", "evidence_0": "Said how", "remark": "Good"}).status_code == 302
    assert "Said how" in browser.get(f"/hiring/applications/{application.pk}/").content.decode()
    assert browser.post(f"/hiring/wishes/{owner.member_id}/", {"team": "Calm"}).status_code == 302
    assert "Calm" in browser.get("/hiring/wishes/").content.decode()


def test_evidence_is_sealed_handed_out_and_goes_with_them(
    owner: Actor, application: Application, card: services.Card
) -> None:
    services.give(owner, application.pk, given(4, 2), "Rings true")
    with connection.cursor() as cursor:
        cursor.execute("select evidence from hiring_competencemark")
        assert not any("closed" in text for (text,) in cursor.fetchall())
    person_id = application.person_id or 0
    assert "closed the month" in str(personal_data.export(Subject(owner.organisation_id, (person_id,))))
    people.erase(owner, person_id, "asked")
    assert [one.evidence for one in CompetenceMark.objects.all()] == ["", ""]
    assert Sheet.objects.get().remark == "" and CompetenceMark.objects.filter(mark=4).count() == 1


def test_questions_of_the_bank_are_worded_anew_and_chosen(owner: Actor, opening: Opening) -> None:
    ours = owner.organisation_id
    browser = scene.signed_in(owner)
    for code in languages():
        found = services.bank(ours, code)
        assert [one.key for one in found] == [one.key for one in shipped("en")]
        assert all(one.competence and one.text and one.shows for one in found), code
        assert len({one.text for one in found}) == len(found) >= 16
    unknown = next(one for one in shipped("en") if one.key == "reasoning.unknown")
    assert "“I don’t know” is weaker" in unknown.shows.replace("'", "’")
    address = "/hiring/bank/question/?language=de&key=care.check"
    assert browser.post(address, {"competence": "Sorgfalt", "text": "Wie prüfen Sie?"}).status_code == 302
    assert browser.post("/hiring/bank/?language=de", {"drop": "care.mistake"}).status_code == 302
    browser.post(
        "/hiring/bank/question/?language=de", {"competence": "Zelte", "text": "Welches Zelt?", "shows": "Eins"}
    )
    mine = {one.key: one for one in services.bank(ours, "de")}
    assert mine["care.check"].text == "Wie prüfen Sie?" and "care.mistake" not in mine
    other = scene.organisation("Others")[1]
    assert len(services.bank(other.organisation_id, "de")) == len(shipped("de"))
    keys = ["care.check", next(key for key in mine if key.startswith("own."))]
    assert browser.post(f"/hiring/{opening.pk}/scorecard/bank/?language=de", {"keys": keys}).status_code == 302
    chosen = {one.title: one for one in services.card_of(opening.pk).competences}
    assert chosen["Sorgfalt"].questions == ("Wie prüfen Sie?",) and chosen["Zelte"].hint == "Eins"
    assert browser.post(f"/hiring/{opening.pk}/scorecard/bank/?language=de", {}).status_code == 422
    assert services.restore_shipped(owner, "de") == 2 and len(services.bank(ours, "de")) == len(shipped("de")) + 1


def test_the_bank_stays_in_the_language_that_was_asked_for(owner: Actor) -> None:
    page = scene.signed_in(owner).get("/hiring/bank/", {"language": "de"}).content.decode()
    assert 'href="?language=de" lang="de" aria-current="page"' in page
    assert 'action="?language=de"' in page and 'action="?language=en"' not in page
