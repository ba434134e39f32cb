"""Missed calls: who was not had, a person a line, oldest first, until somebody has cleared each."""

from datetime import timedelta
from typing import Any

import pytest

from ringback.base.kit import clock
from ringback.channels.messages.models import Message
from ringback.channels.voice.models import Call
from ringback.core.people.models import Person, PersonEmail
from ringback.core.promises.models import Attempt, Promise
from tests.integration.accounts.scene import signed_in
from tests.integration.desk.office import Office, office

pytestmark = pytest.mark.django_db


def lost(place: Office, person: Person, *, hours: float = 2, outcome: str = "nobody", **changes: Any) -> Promise:
    """A callback that was given up so many hours ago."""
    at = clock.now() - timedelta(hours=hours)
    values = {"state": "broken", "closed_at": at, "wake_at": None, "attempts_made": 1, "first_due_at": at}
    made = place.promise(at, **{**values, "person": person, **changes})
    Attempt.objects.create(promise=made, key=f"k{made.pk}", generation=1, step=0, number=1, outcome=outcome)
    return made


def late(place: Office, person: Person, *, hours: float = 1) -> Promise:
    """One that is tried again by itself, and late."""
    return lost(place, person, hours=hours, state="pending", closed_at=None, outcome="no_answer")


def test_the_list_has_a_line_a_person_the_longest_waiting_first() -> None:
    place = office()
    eva, otto = place.person("Wilma", "+4915111111111"), place.person("Otto", "+4915222222222")
    lost(place, otto, hours=5)
    lost(place, eva, hours=9)
    late(place, eva)
    client = place.client()
    text = client.get("/missed/").content.decode()
    assert text.index("Wilma") < text.index("Otto")
    assert text.count("data-row") == 2
    assert "2 wishes to be called" in text
    assert ">2</span>" in client.get("/desk/count/missed/").content.decode()
    assert 'id="count-missed"' in client.get("/").content.decode()


def test_who_was_had_since_or_cannot_be_had_is_not_on_it() -> None:
    place = office()
    eva, otto, ida = (place.person(name, f"+4915{n}00000000") for n, name in enumerate(("Wilma", "Otto", "Ida"), 1))
    lost(place, eva)
    place.promise(clock.now(), state="kept", closed_at=clock.now(), wake_at=None, person=eva)
    lost(place, otto, outcome="refused")
    lost(place, ida, hours=31 * 24)
    place.uncertain()
    assert "Everybody was called back" in place.client().get("/missed/").content.decode()


def test_done_because_is_evidence_on_each_and_empties_the_list() -> None:
    place = office()
    eva = place.person("Wilma")
    given_up, waiting = lost(place, eva), late(place, eva)
    client = place.client()
    page = f"/missed/{given_up.pk}/"
    assert client.post(page, {"do": "done", "because": " "}).status_code == 422
    assert client.post(page, {"do": "done", "because": "met her at the fair"}).status_code == 302
    given_up.refresh_from_db()
    waiting.refresh_from_db()
    assert (given_up.state, waiting.state) == ("broken", "kept"), "what was given up counts as given up"
    assert given_up.evidence["history"][-1]["why"] == "met her at the fair"
    assert waiting.attempts.get(outcome="done").evidence["word"] == "met her at the fair"
    assert client.get(page).status_code == 404
    assert "Everybody was called back" in client.get("/missed/").content.decode()
    assert "met her at the fair" in client.get(f"/desk/promise/{given_up.pk}/").content.decode()


def test_calling_now_takes_up_what_is_open_or_promises_anew() -> None:
    place = office()
    actor = place.actor("owner")
    place.answers_as(actor)
    client = signed_in(actor)
    eva, otto = place.person("Wilma", "+4915111111111"), place.person("Otto", "+4915222222222")
    waiting, given_up = late(place, eva), lost(place, otto)
    assert client.post(f"/missed/{waiting.pk}/", {"do": "call"}).status_code == 302
    assert client.post(f"/missed/{given_up.pk}/", {"do": "call"}).status_code == 302
    first, second = Call.objects.order_by("id")
    assert (first.number, first.promise_id) == ("+4915111111111", waiting.pk)
    assert second.number == "+4915222222222"
    again = Promise.objects.get(kind="voice.call_again")
    assert second.promise_id == again.pk
    assert (again.kind, again.owner_id, again.state) == ("voice.call_again", actor.member_id, "keeping")
    assert client.post(f"/missed/{given_up.pk}/", {"do": "call"}).status_code == 409, "they are being called already"
    assert Promise.objects.filter(kind="voice.call_again").count() == 1
    again.state, again.closed_at = "kept", clock.now()
    again.save()
    assert "Otto" not in client.get("/missed/").content.decode()


def test_a_mail_may_settle_it() -> None:
    place = office()
    eva = place.person("Wilma")
    PersonEmail.objects.create(organisation=place.house.organisation, person=eva, address="eva@example.org")
    given_up = lost(place, eva)
    sent = {"do": "write", "subject": "Your tent", "body": "It is here.", "settles": "on"}
    assert place.client("agent").post(f"/missed/{given_up.pk}/", sent).status_code == 403
    assert place.client().post(f"/missed/{given_up.pk}/", sent).status_code == 302
    given_up.refresh_from_db()
    assert given_up.evidence["message"] == Message.objects.get().public_id
    assert "cleared" in given_up.evidence


def test_the_list_shows_what_ones_grants_reach() -> None:
    place = office()
    given_up = lost(place, place.person("Wilma"))
    elsewhere = place.actor("agent", "group", 999_999)
    assert "Wilma" not in signed_in(elsewhere).get("/missed/").content.decode()
    assert signed_in(elsewhere).get(f"/missed/{given_up.pk}/").status_code == 404
    viewer = place.client("viewer")
    assert "3456789" not in viewer.get("/missed/").content.decode().replace(" ", "")
    assert viewer.post(f"/missed/{given_up.pk}/", {"do": "done", "because": "x"}).status_code == 403


def test_whom_nobody_took_stands_there_at_once_with_what_they_said() -> None:
    place = office()
    person = place.person("Wilma", "+4915111111111")
    promise = place.promise(
        clock.now() + timedelta(hours=2), kind="voice.ring_back", door="desk", automatic=False, person=person
    )
    call = place.call("message_left", number="+4915111111111", way="in", agent=None, person=person, promise=promise)
    place.recording(call)
    client = place.client()
    text = client.get("/missed/").content.decode()
    assert "Rang, and was not had" in text
    assert "left a message" in text
    assert f'src="/calls/{call.call_id}/recording"' in text
    one = client.get(f"/missed/{promise.pk}/").content.decode()
    assert f'src="/calls/{call.call_id}/recording"' in one
    assert f'src="/calls/{call.call_id}/recording"' not in place.client("viewer").get("/missed/").content.decode()
    assert "They called" in client.get("/calls/").content.decode()
    client.post(f"/missed/{promise.pk}/", {"do": "done", "because": "They were in the shop."})
    assert "Everybody was called back" in client.get("/missed/").content.decode()


def test_who_withheld_their_number_left_a_message_all_the_same() -> None:
    place = office()
    promise = place.promise(clock.now(), kind="voice.ring_back", door="desk", automatic=False, person=None)
    place.call("message_left", number="", way="in", agent=None, promise=promise)
    client = place.client()
    assert "Somebody unknown" in client.get("/missed/").content.decode()
    assert "Number withheld" in client.get("/calls/").content.decode()
