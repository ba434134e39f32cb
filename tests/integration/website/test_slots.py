"""A visitor chooses a time: offered by the hours of both sides, taken once, moved and called off by its link."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import phones
from ringback.base.kit.clock import SettableClock
from ringback.channels.messages.models import Message
from ringback.channels.voice.models import Agent, Call, HuntGroup, HuntGroupMember
from ringback.core.hours import services as hours
from ringback.core.hours.rules import same_every_day
from ringback.core.hours.services import CalendarValues
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.services import Receipt, SiteFacts, Wish, facts_by_key, request_callback
from ringback.doors.website.slots import services as slots
from ringback.doors.website.slots.services import TakenError, Visitor
from tests.integration.website.conftest import ORIGIN, Ask, fresh_number

FIRST = datetime(2026, 3, 11, 12, 30, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


@pytest.fixture
def crew(organisation: Organisation, group: HuntGroup) -> list[Agent]:
    """Two agents, of whom one may be promised."""
    made = [Agent.objects.create(organisation=organisation, name=name, address="sip:a@test") for name in "AB"]
    for position, agent in enumerate(made):
        HuntGroupMember.objects.create(group=group, agent=agent, position=position)
    return made


@pytest.fixture
def office(actor: Actor, crew: list[Agent], moment: SettableClock) -> SettableClock:
    """Open from nine to five in Berlin; the clock stands at noon UTC."""
    hours.save_calendar(actor, None, CalendarValues("organisation", 0, same_every_day(540, 1020), "Europe/Berlin"))
    return moment


@pytest.fixture
def texted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "SMS_GATEWAY", "kannel")
    yield


def facts(site: Site) -> SiteFacts:
    found = facts_by_key(site.key)
    assert found is not None
    return found


def times(site: Site, zone: str = "Europe/Berlin") -> tuple[datetime, ...]:
    return slots.offers(facts(site), Visitor(zone)).times


def booked(site: Site, at: datetime = FIRST, number: str = "") -> Receipt:
    wish = Wish(phones.parse(number or fresh_number(), "DE"), site.consent_version, zone="Europe/Berlin", at=at)
    return request_callback(facts(site), wish)


def promise_of(receipt: Receipt) -> Promise:
    return Promise.objects.get(pk=receipt.promise_id or 0)


def test_both_sides_hours_make_the_offers(site: Site, office: SettableClock) -> None:
    offered = slots.offers(facts(site), Visitor("Europe/Berlin"))
    assert offered.now and offered.opens_at is None
    assert offered.times[:2] == (FIRST, FIRST + HALF_HOUR)
    assert max(at.astimezone(UTC).hour for at in offered.times) == 15
    tokyo = times(site, "Asia/Tokyo")  # where it is eight hours later: only our first hours of the morning
    assert {at.hour for at in tokyo} == {8, 9, 10, 11, 12}


def test_after_hours_nobody_answers_now_and_the_first_times_are_told(
    client: httpx.Client, site: Site, office: SettableClock
) -> None:
    office.advance(6 * 3600)
    asked = client.get("/v1/slots", params={"site": site.key, "zone": "Europe/Berlin"})
    told = asked.json()
    assert asked.status_code == 200 and asked.headers["access-control-allow-origin"] == ORIGIN
    assert (told["now"], told["instead"], told["opens_at"]) == (False, "times", "2026-03-12T08:00:00Z")
    assert told["times"][0] == "2026-03-12T08:00:00Z"
    assert client.get("/v1/slots", params={"site": "nobody"}).status_code == 404
    bad = client.get("/v1/slots", params={"site": site.key}, headers={"Origin": "https://thief.example"})
    assert bad.status_code == 403


def test_it_is_promised_for_then_and_called_then(
    client: httpx.Client, ask: Ask, site: Site, office: SettableClock
) -> None:
    answer = ask(at=FIRST.isoformat())
    told = answer.json()
    assert (answer.status_code, told["state"], told["retry_at"]) == (201, "scheduled", "2026-03-11T12:30:00Z")
    state = client.get(f"/v1/callbacks/{told['token']}").json()
    assert (state["state"], state["retry_at"]) == ("scheduled", "2026-03-11T12:30:00Z")
    promise = Promise.objects.get()
    assert (promise.due_at, promise.expires_at) == (FIRST, FIRST + timedelta(hours=1))
    keeper = Keeper()
    keeper.round()
    assert not Call.objects.exists()
    office.advance(1800)
    keeper.round()
    assert Call.objects.get().requested_at == FIRST
    assert client.get(f"/v1/callbacks/{told['token']}").json()["seconds_waited"] == 0


def test_who_wants_the_last_place_too_is_told_the_next(
    client: httpx.Client, ask: Ask, site: Site, office: SettableClock
) -> None:
    assert ask(at=FIRST.isoformat()).status_code == 201
    late = ask(at=FIRST.isoformat())
    assert (late.status_code, late.json()["type"]) == (409, "urn:ringback:problem:taken")
    assert late.json()["slots"]["times"][0] == "2026-03-11T13:00:00Z"
    assert ask(at=(FIRST + timedelta(minutes=7)).isoformat()).status_code == 409
    assert ask(at=(FIRST + timedelta(days=60)).isoformat()).status_code == 409
    assert ask(at="2026-03-11T13:00:00").status_code == 422
    assert Promise.objects.count() == 1


def test_two_at_once_for_one_place_are_one(site: Site, office: SettableClock) -> None:
    known, together = facts(site), threading.Barrier(6)
    wishes = [Wish(phones.parse(fresh_number(), "DE"), site.consent_version, at=FIRST) for _ in range(6)]

    def take(wish: Wish) -> bool:
        together.wait(20)
        try:
            request_callback(known, wish)
            return True
        except TakenError as taken:
            return taken.offers().times[0] == FIRST
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(take, wishes)) == [False] * 5 + [True]
    assert CallbackRequest.objects.count() == Promise.objects.count() == 1


def test_the_confirmation_has_the_link_and_no_more(site: Site, office: SettableClock, texted: None) -> None:
    number = fresh_number()
    receipt = booked(site, number=number)
    message = Message.objects.get()
    assert (message.channel, message.to_address) == ("sms", number)
    assert receipt.change in message.text and receipt.token not in message.text and "13:30" in message.text
    page = Client().get(receipt.change.removeprefix(settings.PUBLIC_URL))
    assert page.status_code == 200 and number[-6:] not in page.content.decode()
    assert b"13:30" in page.content and page.headers["Referrer-Policy"] == "no-referrer"


def test_looking_changes_nothing_and_a_button_moves_it(site: Site, office: SettableClock) -> None:
    receipt = booked(site)
    address, before = receipt.change.removeprefix(settings.PUBLIC_URL), promise_of(receipt)
    for _ in range(3):
        assert Client().get(address).status_code == 200
    assert (promise_of(receipt).due_at, promise_of(receipt).generation) == (FIRST, before.generation)
    to = FIRST + timedelta(days=1)
    form = {"do": "move", "at": to.isoformat(), "generation": str(before.generation)}
    assert Client().post(address, form).status_code == 200
    moved = promise_of(receipt)
    assert (moved.due_at, moved.deadline_at, moved.expires_at) == (
        to,
        to + timedelta(minutes=5),
        to + timedelta(hours=1),
    )
    assert CallbackRequest.objects.get().wished_at == to and FIRST in times(site) and to not in times(site)
    stale = Client().post(address, {"do": "cancel", "generation": str(before.generation)})
    assert stale.status_code == 409 and promise_of(receipt).state == "pending"


def test_a_button_calls_it_off_and_the_place_is_free_again(site: Site, office: SettableClock) -> None:
    receipt = booked(site)
    assert FIRST not in times(site)
    address = receipt.change.removeprefix(settings.PUBLIC_URL)
    off = Client().post(address, {"do": "cancel", "generation": str(promise_of(receipt).generation)})
    assert off.status_code == 200 and promise_of(receipt).state == "cancelled"
    assert FIRST in times(site) and CallbackRequest.objects.get().open_phone is None
    assert b"<form" not in Client().get(address).content


def test_while_it_is_dialled_the_link_says_so_and_changes_nothing(site: Site, office: SettableClock) -> None:
    receipt = booked(site)
    address = receipt.change.removeprefix(settings.PUBLIC_URL)
    office.advance(1800)
    Keeper().round()
    page = Client().get(address)
    assert b"calling you right now" in page.content and b"<form" not in page.content
    refused = Client().post(address, {"do": "cancel", "generation": str(promise_of(receipt).generation)})
    assert refused.status_code == 409 and promise_of(receipt).state == "keeping"


def test_who_asks_again_for_another_time_means_that_time(site: Site, office: SettableClock) -> None:
    number, other = fresh_number(), FIRST + HALF_HOUR
    first, again = booked(site, number=number), booked(site, other, number)
    assert (again.repeated, again.token, again.wished_at) == (True, first.token, other)
    assert promise_of(first).due_at == other and FIRST in times(site)
    now = request_callback(facts(site), Wish(phones.parse(number, "DE"), site.consent_version))
    assert now.token == first.token and promise_of(first).due_at == office.now()
    Keeper().round()
    assert Call.objects.get().promise_id == first.promise_id
    assert booked(site, other, number).wished_at is None and promise_of(first).state == "keeping"
    assert Promise.objects.count() == 1


@pytest.mark.parametrize("language", ["ar", "zh"])
def test_it_is_confirmed_in_the_visitors_language(
    site: Site, office: SettableClock, texted: None, language: str
) -> None:
    wish = Wish(phones.parse(fresh_number(), "DE"), site.consent_version, language=language, at=FIRST)
    receipt = request_callback(facts(site), wish)
    assert Message.objects.get().language == language
    page = Client().get(receipt.change.removeprefix(settings.PUBLIC_URL)).content.decode()
    assert f'lang="{language}"' in page and ('dir="rtl"' in page) == (language == "ar")


@pytest.mark.parametrize("address", ["/c/short", "/c/" + "A" * 32])
def test_a_wrong_link_is_told_nothing(db: None, address: str) -> None:
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"do": "cancel"}).status_code == 404
