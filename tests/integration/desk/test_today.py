"""Today: what is due, in which order, and what a person can do about it."""

from datetime import datetime, timedelta

import pytest

from ringback.base.accounts.services import stop_dialling
from ringback.base.kit import clock
from ringback.core.hours import services as hours
from ringback.core.hours.rules import same_every_day
from ringback.core.hours.services import CalendarValues
from ringback.core.promises.models import Promise
from ringback.core.promises.rules import Policy
from ringback.desk import cards
from tests.integration.desk.office import office

pytestmark = pytest.mark.django_db


def at(seconds: float) -> datetime:
    return clock.now() + timedelta(seconds=seconds)


def test_overdue_comes_before_due_and_live_before_both() -> None:
    place = office()
    place.promise(at(1800))
    place.promise(at(-600))
    place.call("", ago=5)
    text = place.client().get("/").content.decode()
    order = [text.index(words) for words in ("On the line now", ">Overdue", "Due next")]
    assert order == sorted(order)


def test_a_promise_whose_call_is_on_the_line_is_shown_once() -> None:
    place = office()
    promise = place.promise(at(-600), state="keeping", wake_at=None)
    place.call("", promise_id=promise.pk)
    text = place.client().get("/").content.decode()
    assert "On the line now" in text
    assert ">Overdue" not in text


def test_what_is_not_kept_now_says_why_and_when_it_is_planned(moment: clock.SettableClock) -> None:
    """Noon in UTC: nobody of theirs may be called before eight in the morning, and ours close for the day."""
    place = office()
    owner = place.actor("owner")
    hours.save_calendar(owner, None, CalendarValues("organisation", 0, same_every_day(480, 600), zone="UTC"))
    bound = place.promise(at(-600), policy=Policy(within_hours=True).to_json())
    place.promise(at(1800))
    client = place.client()
    text = client.get("/").content.decode()
    assert text.count("desk-waiting") == 1
    assert "planned for" in text and "closed already: 12:00 in UTC" in text
    page = client.get(f"/desk/promise/{bound.pk}/").content.decode()
    assert "Why not now" in page and "closed already: 12:00 in UTC" in page
    stop_dialling(owner)
    assert client.get("/").content.decode().count("not now – Dialling was stopped by") == 1


def test_uncertain_calls_are_cleared_by_a_person() -> None:
    place = office()
    attempt = place.uncertain()
    client = place.client("lead")
    assert "How did these end?" in client.get("/").content.decode()
    answer = client.post(f"/desk/uncertain/{attempt.pk}/", {"ended": "talked"}, headers={"HX-Request": "true"})
    assert "How did these end?" not in answer.content.decode()
    assert Promise.objects.get(pk=attempt.promise_id).state == "kept"


def test_a_word_that_is_no_ending_changes_nothing() -> None:
    place = office()
    attempt = place.uncertain()
    assert place.client().post(f"/desk/uncertain/{attempt.pk}/", {"ended": "perhaps"}).status_code == 422
    assert Promise.objects.get(pk=attempt.promise_id).state == "keeping"


@pytest.mark.parametrize(("do", "state"), [("done", "kept"), ("cancel", "cancelled"), ("now", "pending")])
def test_what_can_be_done_with_a_promise(do: str, state: str) -> None:
    place = office()
    promise = place.promise(at(1800))
    said = {"do": do, "generation": promise.generation, "because": "They called us"}
    answer = place.client().post(f"/desk/promise/{promise.pk}/", said, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    promise.refresh_from_db()
    assert promise.state == state
    if do == "now":
        assert promise.due_at <= clock.now()


def test_a_click_before_the_page_has_its_script_counts_too() -> None:
    place = office()
    promise, attempt = place.promise(at(1800)), place.uncertain()
    client = place.client()
    assert client.post(f"/desk/promise/{promise.pk}/", {"do": "done"}).headers["Location"] == "/"
    assert client.post(f"/desk/uncertain/{attempt.pk}/", {"ended": "talked"}).headers["Location"] == "/"
    assert set(Promise.objects.values_list("state", flat=True)) == {"kept"}


@pytest.mark.parametrize("said", [{}, {"do": "dance"}, {"do": "now", "generation": "ten"}])
def test_what_makes_no_sense_changes_nothing(said: dict[str, str]) -> None:
    place = office()
    promise = place.promise(at(1800))
    assert place.client().post(f"/desk/promise/{promise.pk}/", said).status_code in (409, 422)
    promise.refresh_from_db()
    assert (promise.state, promise.generation) == ("pending", 1)


def test_a_promise_that_changed_meanwhile_is_not_moved() -> None:
    place = office()
    promise = place.promise(at(1800))
    answer = place.client().post(f"/desk/promise/{promise.pk}/", {"do": "now", "generation": 99})
    assert answer.status_code == 409


@pytest.mark.parametrize("path", ["uncertain", "promise"])
def test_another_organisations_rows_cannot_be_reached(path: str) -> None:
    theirs = office("Others")
    row = theirs.uncertain() if path == "uncertain" else theirs.promise(at(60))
    answer = office().client().post(f"/desk/{path}/{row.pk}/", {"do": "cancel", "ended": "talked"})
    assert answer.status_code == 404
    assert "Others" not in answer.content.decode()


def test_who_may_not_see_numbers_sees_them_masked() -> None:
    place = office()
    person = place.person(e164="+4915123456789")
    Promise.objects.filter(pk=place.promise(at(-60)).pk).update(person=person)
    assert "3456789" in place.client("lead").get("/").content.decode().replace(" ", "")
    masked = place.client("viewer").get("/").content.decode()
    assert "3456789" not in masked.replace(" ", "")
    assert "•" in masked


def test_who_may_only_look_gets_no_buttons() -> None:
    place = office()
    place.promise(at(-60))
    assert "Call now" not in place.client("viewer").get("/").content.decode()


def test_an_empty_day_says_what_will_happen() -> None:
    assert "Nothing waits for you" in office().client().get("/").content.decode()


def test_a_trunk_that_is_down_is_said_first() -> None:
    place = office()
    trunk = place.house.trunk
    trunk.registers, trunk.state, trunk.state_detail = True, "failed", "403 Forbidden"
    trunk.save()
    text = place.client("lead").get("/").content.decode()
    assert "is down" in text
    assert "403 Forbidden" in text


def test_a_door_puts_its_promises_into_words(monkeypatch: pytest.MonkeyPatch) -> None:
    place = office()
    promise = place.promise(at(-60))
    line = cards.Line("Callback from example.org", "looked at /tents", "/sites/1/")
    monkeypatch.setitem(cards._describers, "website", lambda organisation_id, ids: {promise.pk: line})
    text = place.client().get("/").content.decode()
    assert "Callback from example.org · looked at /tents" in text
    assert 'href="/sites/1/"' in text
