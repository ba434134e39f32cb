"""One promise's page: what it says, and each deed a member can do there."""

from datetime import timedelta

import pytest

from ringback.base.kit import clock
from ringback.channels.voice.models import Call
from ringback.core.people.models import PersonEmail
from ringback.core.promises import services as promises
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.services import Outcome
from tests.integration.accounts import scene
from tests.integration.desk.office import Office, office

pytestmark = pytest.mark.django_db


def due(place: Office, **changes: object) -> Promise:
    return place.promise(clock.now() + timedelta(minutes=30), **changes)


def said(promise: Promise, do: str, **values: str) -> dict[str, str]:
    return {"do": do, "generation": str(promise.generation), **values}


def test_snoozing_needs_a_reason_and_keeps_it() -> None:
    place = office()
    promise, client = due(place), place.client()
    page = f"/desk/promise/{promise.pk}/"
    assert client.post(page, said(promise, "snooze", until="tomorrow")).status_code == 422
    client.post(page, said(promise, "snooze", until="tomorrow", why="She is on a train"))
    moved = Promise.objects.get(pk=promise.pk)
    assert moved.due_at > promise.due_at
    assert moved.deadline_at == promise.deadline_at
    assert "She is on a train" in client.get(page).content.decode()


@pytest.mark.parametrize("at", ["", "2001-01-01T10:00", "9999-12-31T23:59", "tomorrow"])
def test_no_time_that_makes_no_sense_is_taken(at: str) -> None:
    place = office()
    promise = due(place)
    answer = place.client().post(f"/desk/promise/{promise.pk}/", said(promise, "snooze", until="other", at=at, why="x"))
    assert answer.status_code == 422
    assert Promise.objects.get(pk=promise.pk).due_at == promise.due_at


def test_it_is_handed_over_to_a_member_of_the_house_alone() -> None:
    place, other = office(), office("Elsewhere")
    promise, client = due(place), place.client()
    anna, stranger = place.actor("agent"), other.actor("agent")
    page = f"/desk/promise/{promise.pk}/"
    assert client.post(page, said(promise, "hand", to=str(stranger.member_id))).status_code == 422
    client.post(page, said(promise, "hand", to=str(anna.member_id), reason="Her customer"))
    assert Promise.objects.get(pk=promise.pk).owner_id == anna.member_id


def test_kept_by_hand_has_a_name_and_words_as_evidence() -> None:
    place = office()
    promise, client = due(place), place.client()
    page = f"/desk/promise/{promise.pk}/"
    client.post(page, said(promise, "kept", how="Met her at the fair"))
    assert Promise.objects.get(pk=promise.pk).state == "kept"
    assert Attempt.objects.get(promise=promise).evidence["word"] == "Met her at the fair"
    text = client.get(page).content.decode()
    assert "Owner · Met her at the fair" in text and "What you can do" not in text


def test_a_letter_is_promised_and_keeps_the_promise_where_it_is_said_to() -> None:
    place = office()
    promise, client = due(place), place.client()
    page = f"/desk/promise/{promise.pk}/"
    letter = said(promise, "write", subject="Your tent", body="It is there.", keeps="on")
    assert client.post(page, letter).status_code == 422  # no address is known
    assert promise.person is not None
    PersonEmail.objects.create(organisation=place.house.organisation, person=promise.person, address="eva@example.com")
    client.post(page, letter)
    assert Promise.objects.get(pk=promise.pk).state == "kept"
    assert Promise.objects.filter(kind="messages.mail", state="pending").count() == 1


def test_a_member_calls_from_their_own_phone() -> None:
    place = office()
    promise = due(place, automatic=False)
    owner = place.actor()
    agent = place.answers_as(owner)
    page = f"/desk/promise/{promise.pk}/"
    assert "Call from my phone" in scene.signed_in(owner).get(page).content.decode()
    scene.signed_in(owner).post(page, said(promise, "call"))
    call = Call.objects.get(promise_id=promise.pk)
    assert call.plan["agents"] == [agent.pk]
    assert Promise.objects.get(pk=promise.pk).state == "keeping"
    assert scene.signed_in(owner).post(page, said(promise, "call")).status_code == 409
    assert call.attempt_id is not None
    promises.report(call.attempt_id, Outcome.NO_ANSWER, {})
    assert Promise.objects.get(pk=promise.pk).state == "pending"  # still theirs to keep


def test_who_has_no_phone_here_is_told_what_to_do() -> None:
    place = office()
    promise = due(place, automatic=False)
    answer = place.client().post(f"/desk/promise/{promise.pk}/", said(promise, "call"))
    assert answer.status_code == 422
    assert "Ask an admin" in answer.content.decode()
    assert Promise.objects.get(pk=promise.pk).state == "pending"


def test_nobody_sees_or_does_anything_across_houses_or_beyond_their_role() -> None:
    place, other = office(), office("Elsewhere")
    promise = due(place)
    page = f"/desk/promise/{promise.pk}/"
    assert other.client().get(page).status_code == 404
    assert other.client().post(page, said(promise, "done")).status_code == 404
    viewer = place.client("viewer")
    assert "What you can do" not in viewer.get(page).content.decode()
    assert viewer.post(page, said(promise, "done")).status_code == 403
    assert Promise.objects.get(pk=promise.pk).state == "pending"


def test_what_others_have_to_do_waits_below_what_is_mine() -> None:
    place = office()
    owner, anna = place.actor(), place.actor("agent")
    place.promise(clock.now() + timedelta(minutes=5), owner_id=anna.member_id, automatic=False)
    place.promise(clock.now() + timedelta(minutes=50), owner_id=owner.member_id, automatic=False)
    text = scene.signed_in(owner).get("/").content.decode()
    order = [text.index(words) for words in ("Due next", "yours to do", "Waiting for somebody else", "<bdi>Agent")]
    assert order == sorted(order)


def test_an_agent_of_one_group_has_their_own_on_today() -> None:
    place = office()
    agent = place.actor("agent", "group", place.house.group.pk)
    place.promise(clock.now() + timedelta(minutes=5), owner_id=agent.member_id, automatic=False)
    place.promise(clock.now() + timedelta(minutes=5))
    text = scene.signed_in(agent).get("/").content.decode()
    assert text.count("data-row") == 1


def test_what_waits_for_a_line_says_so() -> None:
    place = office()
    promise = due(place, state="keeping", wake_at=None)
    place.call("", promise_id=promise.pk, stage="planned")
    page = place.client().get(f"/desk/promise/{promise.pk}/").content.decode()
    assert "Being kept · Waiting for a line" in page


def test_what_was_given_up_because_no_hour_suits_says_so() -> None:
    place = office()
    promise = due(place, state="broken", closed_at=clock.now(), wake_at=None, evidence={"why": "no permitted time"})
    page = place.client().get(f"/desk/promise/{promise.pk}/").content.decode()
    assert "no hour suits both sides" in page
