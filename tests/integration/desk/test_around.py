"""Around a call: the card at one's own phone, one key for the result, a note as it is typed, worth, next step."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.channels.voice.models import Call, Leg
from ringback.core.people.models import Person
from ringback.core.promises.models import Promise
from ringback.doors.website.models import CallbackRequest, Site
from tests.integration.accounts.scene import signed_in
from tests.integration.desk.office import Office, office

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def rung(place: Office, actor: Actor, person: Person | None = None, **fields: Any) -> Call:
    """A call that rings at the actor's own phone, asked for on a page of the shop."""
    agent = place.answers_as(actor)
    promise = place.promise(clock.now(), state="keeping", wake_at=None)
    site = Site.objects.create(organisation=place.house.organisation, key=f"key{promise.pk}", name="Tents online")
    CallbackRequest.objects.create(
        organisation=place.house.organisation,
        site=site,
        promise=promise,
        token=f"t{promise.pk}",
        phone="+4915123456789",
        page="https://tents.example/family-tents?utm_source=letter",
    )
    call = place.call("", agent=None, promise=promise, person=person, **fields)
    Leg.objects.create(
        call=call,
        number=1,
        role="agent",
        agent=agent,
        live_agent_id=agent.pk,
        address=agent.address,
        sip_call_id="x",
        dialled_at=clock.now(),
    )
    return call


def taken(call: Call) -> None:
    leg = call.legs.get()
    Call.objects.filter(pk=call.pk).update(
        stage="talking", agent=leg.agent, agent_answered_at=clock.now(), connected_at=clock.now()
    )


def over(call: Call) -> None:
    Leg.objects.filter(call=call).update(live_agent_id=None, ended_at=clock.now())
    Call.objects.filter(pk=call.pk).update(stage="ended", outcome="connected", ended_at=clock.now(), live_number=None)


def key_in(text: str) -> str:
    return text.split('name="key" value="')[1].split('"')[0]


def test_every_page_shows_who_rings_at_ones_own_phone_and_what_for() -> None:
    place = office()
    actor = place.actor("agent")
    eva = place.person("Eva")
    place.call(person=eva, note="wants the big one", disposition="follow_up", agent=place.answers_as(actor))
    rung(place, actor, eva)
    other = place.promise(clock.now() + timedelta(days=1))
    Promise.objects.filter(pk=other.pk).update(person=eva)
    client = signed_in(actor)
    for path in ("/", "/calls/"):
        text = client.get(path).content.decode()
        for words in ("Your phone rings", "Eva", "Tents online", "family tents", "letter", "wants the big one"):
            assert words in text, (path, words)
        assert f"/desk/promise/{other.pk}/" in text
    assert "Your phone rings" not in place.client("owner").get("/").content.decode()


def test_the_card_follows_the_call_and_keeps_what_is_typed_below() -> None:
    place = office()
    actor = place.actor("agent")
    call = rung(place, actor)
    client = signed_in(actor)

    def card(key: str) -> Any:
        return client.get("/desk/pop/", {"key": key}, headers=HTMX)

    first = card("")
    ringing = key_in(first.content.decode())
    assert card(ringing).status_code == 204
    taken(call)
    mine = card(ringing)
    assert "HX-Retarget" not in mine.headers
    assert 'data-digit="6"' in mine.content.decode()
    over(call)
    asked = card(key_in(mine.content.decode()))
    assert asked.headers["HX-Retarget"] == "#pop-head"
    assert "What came of it?" in asked.content.decode()
    client.post(f"/calls/{call.call_id}/note/", {"disposition": "success"}, headers=HTMX)
    gone = card(key_in(asked.content.decode()))
    assert "hidden" in gone.content.decode()
    assert "Tents online" not in gone.content.decode()


def test_a_call_that_nobody_took_goes_by_itself_and_later_means_later() -> None:
    place = office()
    actor = place.actor("agent")
    call = rung(place, actor)
    client = signed_in(actor)
    Leg.objects.filter(call=call).update(live_agent_id=None, ended_at=clock.now())
    assert b"hidden" in client.get("/desk/pop/", {"key": "x"}).content
    talked = place.call(agent=place.answers_as(actor), ago=60)
    assert talked.call_id.encode() in client.get("/").content
    client.post("/desk/pop/later/", {"call": talked.call_id}, headers=HTMX)
    assert b"What came of it?" not in client.get("/calls/").content


def test_ones_own_calls_of_today_and_what_waits_for_a_word() -> None:
    place = office()
    actor = place.actor("agent")
    agent = place.answers_as(actor)
    client = signed_in(actor)
    assert "No call of yours today" in client.get("/my-calls/").content.decode()
    unsaid = place.call(agent=agent, ago=5)
    place.call(agent=agent, ago=4, disposition="success", note="took the blue one")
    other = place.call(agent=place.house.agents[1], ago=3)
    text = client.get("/my-calls/").content.decode()
    assert "took the blue one" in text
    assert text.count("What came of it?") - text.count("pop-head") == 1
    assert unsaid.call_id in text
    assert f'href="/calls/{other.call_id}/"' not in text
    assert "1:00" in text, "half a minute each"
    assert place.client("viewer").get("/my-calls/").status_code == 403


def said(client: Client, call: Call, tail: str, **data: str) -> str:
    answer = client.post(f"/calls/{call.call_id}/{tail}/", data, headers={**HTMX, "HX-Target": "pop-x"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_key_sets_the_result_and_the_same_takes_it_back() -> None:
    place = office()
    call = place.call(note="by hand")
    client = place.client()
    text = said(client, call, "note", disposition="follow_up")
    assert 'id="pop-said-follow_up"' in text
    assert 'aria-pressed="true"' in text
    call.refresh_from_db()
    assert (call.disposition, call.note) == ("follow_up", "by hand")
    said(client, call, "note", disposition="")
    call.refresh_from_db()
    assert call.disposition == ""


def test_a_note_is_kept_as_it_is_typed() -> None:
    place = office()
    call = place.call()
    client = place.client()
    typed = client.post(
        f"/calls/{call.call_id}/typed/", {"note": "rings on Mon"}, headers={"X-Requested-With": "fetch"}
    )
    assert typed.status_code == 204
    call.refresh_from_db()
    assert call.note == "rings on Mon"
    assert place.client("viewer").post(f"/calls/{call.call_id}/typed/", {"note": "x"}).status_code == 403


def test_a_lead_has_a_worth_in_the_organisations_currency_unless_another_is_said() -> None:
    place = office()
    place.house.organisation.currency = "CHF"
    place.house.organisation.save()
    call = place.call()
    client = place.client()
    said(client, call, "value", value="1'250.50", currency="")
    call.refresh_from_db()
    assert (call.lead_value, call.lead_currency) == (Decimal("1250.50"), "CHF")
    said(client, call, "value", value="80", currency="USD")
    call.refresh_from_db()
    assert (call.lead_value, call.lead_currency) == (Decimal("80"), "USD")
    assert "no amount" in said(client, call, "value", value="a lot", currency="USD")
    said(client, call, "value", value="", currency="USD")
    call.refresh_from_db()
    assert (call.lead_value, call.lead_currency) == (None, "")


def test_the_next_step_is_a_promise_of_the_members_own() -> None:
    place = office()
    actor = place.actor("agent")
    call = place.call(person=place.person("Eva"), agent=place.answers_as(actor))
    client = signed_in(actor)
    assert "It is on your list" in said(client, call, "again", when="tomorrow")
    said(client, call, "again", when="tomorrow")
    promise = Promise.objects.get(kind="voice.call_again")
    assert (promise.owner_id, promise.automatic, promise.channel) == (actor.member_id, False, "voice")
    assert promise.due_at > clock.now()
    assert "has passed" in said(client, call, "again", when="other", at="2001-01-01T10:00")
    assert "This is no time" in said(client, call, "again", when="other", at="soon")
    Promise.objects.filter(pk=promise.pk).update(due_at=clock.now() + timedelta(hours=1))
    text = client.get("/").content.decode()
    assert "Call again, as agreed" in text
    assert call.call_id in text
