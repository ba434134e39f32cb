"""Agencies: a promised decision of the client blocks the answer, is chased, and counts in the client's figures."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.channels.messages.models import Message
from ringback.core.people import services as people
from ringback.core.people.services import Subject
from ringback.core.promises.models import Attempt, Promise
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import apply
from ringback.doors.hiring.clients import personal_data, reads, services
from ringback.doors.hiring.clients.keep import ChasingHandler
from ringback.doors.hiring.clients.models import Client, ClientDecision
from ringback.doors.hiring.clients.services import ClientValues
from ringback.doors.hiring.goodbye import reads as goodbyes
from ringback.doors.hiring.goodbye.services import unblock
from ringback.doors.hiring.openings.models import Opening
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant

pytestmark = pytest.mark.django_db

VALUES = ClientValues("Sail & Son", "Clara Klein", "clara@sail.example", "+49 40 23125077")


@pytest.fixture
def client(owner: Actor, opening: Opening) -> Client:
    made = services.save_client(owner, None, VALUES)
    services.assign(owner, opening.pk, made.pk)
    return made


def states(kind: str) -> list[str]:
    rows = Promise.objects.filter(kind=f"hiring.client_{kind}")
    return list(rows.order_by("id").values_list("state", flat=True))


def test_a_client_blocks_is_written_to_then_called_and_counts_as_late(
    moment: clock.SettableClock, owner: Actor, opening: Opening, application: Application, client: Client
) -> None:
    browser, address = scene.signed_in(owner), reverse("hiring:application", args=[application.pk])
    soon = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    assert browser.post(f"{address}client/", {"due_at": soon}).status_code == 302
    assert browser.post(f"{address}client/", {"due_at": "2020-01-01T10:00"}).status_code == 422
    decision = ClientDecision.objects.get()
    [blocking] = goodbyes.blocking([application.pk], owner.organisation_id)[application.pk]
    assert (blocking.name, blocking.reason) == ("Sail & Son (Clara Klein)", "The client decides")
    assert decision.blocker.promise and decision.blocker.promise.direction == "they_contact"
    with pytest.raises(ConflictError):
        services.remove_client(owner, client.pk)

    moment.advance((decision.due_at - clock.now()).total_seconds() + 4 * 86_400)
    chase = decision.chase
    assert chase is not None and chase.due_at == decision.due_at + timedelta(hours=1)
    tries = [ChasingHandler().keep(chase, Attempt(promise=chase, number=number)) for number in (1, 2, 3)]
    assert tries == ["no_answer", "no_answer", "done"], "written to twice, two days apart, then called"
    written = Message.objects.filter(kind="hiring_client_chase").order_by("id")
    assert [one.to_address for one in written] == ["clara@sail.example"] * 2
    assert all(application.name not in one.text and opening.title in one.text for one in written)
    assert states("call") == ["pending"]
    said = reads.lines(owner.organisation_id, Promise.objects.values_list("pk", flat=True)).values()
    assert sorted(str(one.title).partition(":")[0] for one in said) == [
        "Call Sail & Son",
        "Sail & Son decides about a candidate",
    ]
    [row] = reads.rows(owner)
    assert (row.owed, row.late, row.decided, row.share) == (1, 1, 0, 0)

    unblock(owner, decision.blocker_id, "yes", "Likes her")
    assert states("decision") == ["kept"] and states("call") == states("chase") == ["cancelled"]
    [row] = reads.rows(owner)
    assert (row.owed, row.decided, row.on_time) == (0, 1, 0) and row.mean_days and 6 < row.mean_days < 8
    assert browser.get(reverse("hiring:clients")).status_code == 200


def test_more_time_moves_it_and_an_erasure_ends_it(owner: Actor, opening: Opening, client: Client) -> None:
    first, second = (apply(opening, applicant(opening)) for _ in range(2))
    due_at = clock.now() + timedelta(days=2)
    one = services.await_decision(owner, first.pk, due_at)
    two = services.await_decision(owner, second.pk, due_at)
    with pytest.raises(ConflictError):
        services.await_decision(owner, first.pk, due_at)
    later = services.postpone(owner, one.pk, due_at + timedelta(days=5))
    assert later.first_due_at == due_at and later.due_at == due_at + timedelta(days=5)
    assert Promise.objects.get(pk=later.chase_id or 0).due_at == later.due_at + timedelta(hours=1)
    with pytest.raises(NotFoundError):
        services.postpone(scene.organisation("Others")[1], one.pk, due_at)
    unblock(owner, one.blocker_id, "no")
    [row] = reads.rows(owner)
    assert (row.decided, row.on_time, row.owed, row.share) == (1, 1, 1, 1)
    people.erase(owner, second.person_id or 0, "asked")
    two.refresh_from_db()
    assert two.closed_at and two.answered_at is None and states("decision") == ["kept", "cancelled"]
    assert states("chase") == ["cancelled", "cancelled"]


def test_a_contact_is_handed_out_erased_and_expires(owner: Actor, client: Client) -> None:
    with pytest.raises(FieldError):
        services.save_client(owner, None, ClientValues("Sail & Son"))
    with pytest.raises(NotFoundError):
        services.client_of(scene.organisation("Others")[1], client.pk)
    theirs = Subject(owner.organisation_id, (), ("+494023125077",), ("Clara@sail.example".lower(),))
    assert "Clara Klein" in str(personal_data.export(theirs))
    assert not personal_data.export(Subject(owner.organisation_id, (), (), ("x@y.example",))).sections[0].rows
    assert personal_data.erase(theirs).counts == {"clients": 1}
    client.refresh_from_db()
    assert (client.company, client.contact_name, client.email, client.phone) == ("Sail & Son", "", "", "")
    services.save_client(owner, client.pk, VALUES)
    services.remove_client(owner, client.pk)
    assert personal_data.expire(owner.organisation_id, clock.now() + timedelta(days=1), 10) == 1
    assert personal_data.expire(owner.organisation_id, clock.now() + timedelta(days=1), 10) == 0
    assert not services.clients_of(owner).exists()
