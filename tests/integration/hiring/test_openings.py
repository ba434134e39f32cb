"""Openings: made, published, narrowed to those who may see them, and not closed over anybody's head."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError, NotFoundError
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import mark_answered
from ringback.doors.hiring.openings import services
from ringback.doors.hiring.openings.models import Opening, Stage
from ringback.doors.hiring.openings.services import StageValues
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import opening_values


def test_an_opening_begins_as_a_draft_with_the_usual_stages(owner: Actor) -> None:
    made = services.save_opening(owner, None, opening_values())
    assert made.state == "draft" and not made.takes_applications
    kinds = [stage.kind for stage in services.stages_of(made.pk)]
    assert kinds == ["new", "phone", "shortlist", "invited", "interview", "final"]


def test_a_range_that_ends_before_it_begins_is_refused(owner: Actor) -> None:
    with pytest.raises(FieldError) as caught:
        services.save_opening(owner, None, opening_values(pay_from=opening_values().pay_to, pay_to=1))
    assert caught.value.field == "pay_to"


def test_grants_over_one_opening_reach_that_one(firm: tuple[Organisation, Actor], opening: Opening) -> None:
    other = services.save_opening(firm[1], None, opening_values(title="Cook"))
    recruiter = scene.member(firm[0], "recruiter", "opening", opening.pk)
    approver = scene.member(firm[0], "approver")
    assert [one.pk for one in services.openings_of(recruiter)] == [opening.pk]
    with pytest.raises(NotAllowedError):
        services.opening_of(recruiter, other.pk)
    with pytest.raises(NotAllowedError):
        services.save_opening(approver, opening.pk, opening_values())
    with pytest.raises(NotFoundError):
        services.opening_of(scene.organisation("Others")[1], opening.pk)
    assert services.save_opening(recruiter, opening.pk, opening_values(title="Clerk")).title == "Clerk"


def test_nobody_is_closed_out_without_an_answer(owner: Actor, opening: Opening, application: Application) -> None:
    with pytest.raises(ConflictError, match="1 candidate has no answer yet"):
        services.close_opening(owner, opening.pk)
    assert mark_answered([application.pk]) == 1
    assert mark_answered([application.pk]) == 0
    assert services.close_opening(owner, opening.pk).state == "closed"


def test_stages_change_but_not_under_somebody(owner: Actor, opening: Opening, application: Application) -> None:
    first, *others = services.stages_of(opening.pk)
    kept = [StageValues("Post", "new", id=first.pk), StageValues("Polygraph", "test", decides="manager", days=5)]
    saved = services.save_stages(owner, opening.pk, kept)
    assert [(one.name, one.kind, one.days) for one in saved] == [("Post", "new", None), ("Polygraph", "test", 5)]
    assert not Stage.objects.filter(id__in=[one.pk for one in others]).exists()
    with pytest.raises(ConflictError):
        services.save_stages(owner, opening.pk, [StageValues("Anew", "new")])
    assert Application.objects.get(pk=application.pk).stage_id == first.pk


@pytest.mark.parametrize(("level", "days"), [("specialist", (7, 10)), ("manager", (21, 28)), ("top", (150, 180))])
def test_norms_of_levels(owner: Actor, level: str, days: tuple[int, int]) -> None:
    norm = services.norm_for(owner.organisation_id, level)
    assert (norm.from_days, norm.to_days) == days and norm.source
    assert services.norm_for(owner.organisation_id, "").to_days == 14


def test_the_public_page_says_what_search_engines_read(opening: Opening) -> None:
    Opening.objects.filter(pk=opening.pk).update(duties="</script><script>alert(1)</script> & more")
    page = Client().get(f"/jobs/{opening.token}/")
    text = page.content.decode()
    assert page.status_code == 200 and "noindex" not in text and "<script>alert" not in text
    posting = json.loads(text.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert posting["@type"] == "JobPosting" and posting["title"] == "Bookkeeper"
    assert posting["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "unitText": "MONTH", "minValue": 2800.0, "maxValue": 3400.0
    }  # fmt: skip
    assert "&lt;script&gt;" in posting["description"]


def test_the_public_page_is_gone_when_closed_or_over(owner: Actor, opening: Opening) -> None:
    draft = services.save_opening(owner, None, opening_values())
    assert Client().get(f"/jobs/{draft.token}/").status_code == 404
    Opening.objects.filter(pk=opening.pk).update(closing_at=clock.now() - timedelta(seconds=1))
    assert Client().get(f"/jobs/{opening.token}/").status_code == 410
    Opening.objects.filter(pk=opening.pk).update(closing_at=None)
    services.close_opening(owner, opening.pk)
    gone = Client().get(f"/jobs/{opening.token}/")
    assert gone.status_code == 410 and b"JobPosting" not in gone.content


def test_pages_of_the_desk(owner: Actor) -> None:
    browser = scene.signed_in(owner)
    assert b"No openings yet" in browser.get("/hiring/").content
    form = {"title": "Cook", "level": "specialist", "currency": "EUR", "pay_period": "month", "remote": "no"}
    form |= {"zone": "Europe/Berlin", "language": "en", "consent_text": "May we?", "closing_at": "2031-05-01"}
    made = browser.post("/hiring/new/", form)
    opening = Opening.objects.get(title="Cook")
    assert made.status_code == 302 and f"{opening.closing_at:%d %H:%M}" == "01 21:59"
    page = browser.get(f"/hiring/{opening.pk}/").content.decode()
    assert "Nothing says what is done" in page and "The pay is not named" in page
    browser.post(f"/hiring/{opening.pk}/open/")
    assert Opening.objects.get(pk=opening.pk).takes_applications
    wrong = browser.post(f"/hiring/{opening.pk}/", {**form, "pay_from": "lots"})
    assert wrong.status_code == 422 and b"This is no amount of money" in wrong.content
