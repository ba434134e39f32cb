"""Several must decide: asked, reminded, held up, decided, each with a reason; and openings that must be approved."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError, NotFoundError
from ringback.core.people import services as people
from ringback.core.promises.models import Promise
from ringback.core.promises.services.minding import mind
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import finish
from ringback.doors.hiring.goodbye import reads, services
from ringback.doors.hiring.goodbye.models import Blocker
from ringback.doors.hiring.goodbye.services import BlockerValues
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import open_opening, save_opening
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import opening_values
from tests.integration.promises.team import told

pytestmark = pytest.mark.django_db


def minded() -> None:
    """What a keeper does with decisions that are due, without its threads."""
    for promise in Promise.objects.filter(kind="hiring.approval", closed_at=None):
        mind(promise, clock.now())


def test_several_are_asked_reminded_and_say_why(
    moment: clock.SettableClock, firm: tuple[Organisation, Actor], application: Application
) -> None:
    recruiter = scene.member(firm[0], "recruiter")
    anna, ben = (scene.member(firm[0], "approver", "opening", application.opening_id) for _ in range(2))
    asked = {"ask-members": "", "members": [anna.member_id, ben.member_id], "note": "The best of ten"}
    address = reverse("hiring:application", args=[application.pk])
    assert scene.signed_in(recruiter).post(f"{address}ask/", asked).status_code == 302
    with pytest.raises(FieldError):
        services.ask_all(recruiter, application.pk, [anna.member_id or 0], BlockerValues())
    assert told(anna).count("approval_asked") == told(ben).count("approval_asked") == 1
    [first, second] = reads.to_decide(anna) + reads.to_decide(ben)
    assert first.name == application.name and first.blocker.due_at == second.blocker.due_at

    assert first.blocker.due_at is not None
    moment.advance((first.blocker.due_at - clock.now()).total_seconds() - 3600)
    minded()
    assert "promise_before" in told(anna)
    browser = scene.signed_in(anna)
    decide = reverse("hiring:unblock", args=[first.blocker.pk])
    assert browser.post(decide, {"decision": "yes", "why": "Found the mistake"}).status_code == 302
    assert browser.post(decide, {"decision": "no"}).status_code == 409
    assert "approval_given" in told(recruiter)
    services.hold_up(ben, second.blocker.pk, Blocker.Reason.TRIP)
    with pytest.raises(NotAllowedError):
        services.hold_up(anna, second.blocker.pk, Blocker.Reason.ILLNESS)
    page = scene.signed_in(recruiter).get(address).content.decode()
    assert "Found the mistake" in page and "On a trip" in page and "Held up since" in page

    moment.advance(3700)
    minded()
    [waiting] = reads.blocking([application.pk], firm[0].pk)[application.pk]
    assert waiting.late and waiting.name == ben.name and "promise_missed" in told(ben)
    assert "Should have decided" in scene.signed_in(recruiter).get(address).content.decode()
    assert [one.state for one in Promise.objects.filter(kind="hiring.approval").order_by("id")] == ["kept", "pending"]
    finish(recruiter, application.pk, application.version, "refused")
    assert not reads.to_decide(ben) and not Promise.objects.filter(kind="hiring.approval", closed_at=None).exists()


def test_an_erasure_takes_reasons_and_reminders_along(owner: Actor, application: Application) -> None:
    boss = scene.member(Organisation.objects.get(), "approver")
    one, other = (scene.member(Organisation.objects.get(), "approver") for _ in range(2))
    made = services.ask_all(
        owner, application.pk, [one.member_id or 0, other.member_id or 0], BlockerValues(note="Zebra")
    )
    services.unblock(one, made[0].pk, "no", "Zebra again")
    with pytest.raises(NotFoundError):
        services.unblock(scene.organisation("Others")[1], made[1].pk, "yes")
    with pytest.raises(FieldError):
        services.ask_all(owner, application.pk, [boss.member_id or 0], BlockerValues(due_at=clock.now()))
    people.erase(owner, application.person_id or 0, "asked")
    assert [(row.note, row.why) for row in Blocker.objects.order_by("id")] == [("", ""), ("", "")]
    assert not Promise.objects.filter(kind="hiring.approval", closed_at=None).exists()


def test_an_opening_is_opened_once_all_have_approved_it_as_it_is(
    firm: tuple[Organisation, Actor], owner: Actor
) -> None:
    recruiter, anna = scene.member(firm[0], "recruiter"), scene.member(firm[0], "approver")
    with pytest.raises(NotAllowedError):
        services.save_approvers(recruiter, [anna.member_id or 0])
    with pytest.raises(NotFoundError):
        services.save_approvers(owner, [recruiter.member_id or 0])
    chosen = {"members": [anna.member_id, owner.member_id]}
    assert scene.signed_in(owner).post(reverse("hiring:approvers"), chosen).status_code == 302
    opening = save_opening(recruiter, None, opening_values())
    with pytest.raises(ConflictError, match=anna.name):
        open_opening(recruiter, opening.pk)
    address = reverse("hiring:approvals", args=[opening.pk])
    assert scene.signed_in(recruiter).post(address).status_code == 302
    assert services.ask_approval(recruiter, opening.pk) == []
    by_member = {one.member_id: one for one in Blocker.objects.all()}
    with pytest.raises(NotAllowedError):
        services.unblock(recruiter, by_member[anna.member_id].pk, "yes")
    services.unblock(anna, by_member[anna.member_id].pk, "yes", "We need one")
    services.unblock(owner, by_member[owner.member_id].pk, "yes")
    assert "We need one" in scene.signed_in(recruiter).get(address).content.decode()

    dearer = replace(opening_values(), pay_to=Decimal(4300))
    save_opening(recruiter, opening.pk, dearer)
    with pytest.raises(ConflictError):
        open_opening(recruiter, opening.pk)
    assert {one.member_id for one in services.ask_approval(recruiter, opening.pk)} == set(by_member)
    for blocker in Blocker.objects.filter(decided_at=None):
        services.unblock(anna if blocker.member_id == anna.member_id else owner, blocker.pk, "yes")
    assert open_opening(recruiter, opening.pk).state == Opening.State.OPEN
