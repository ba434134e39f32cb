"""Asking for a callback, over real HTTP, on a real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from ringback.base.accounts import services as accounts
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.core.people.models import Consent, Person
from ringback.core.promises.models import Promise
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.services import pause_site, save_site
from ringback.project.mounting import PublicPaths
from tests.integration.website.conftest import ORIGIN, Ask, fresh_number, site_values, wish


def test_a_number_becomes_a_person_a_consent_a_request_and_a_promise(ask: Ask, site: Site) -> None:
    number = fresh_number()
    answer = ask(number, name="  Vera\r\nVia: evil \u202e")
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert body["state"] == "received" and body["events"] == f"/v1/callbacks/{body['token']}/events"
    assert number[-2:] in body["phone_shown"] and number[5:-2] not in body["phone_shown"].replace(" ", "")
    request = CallbackRequest.objects.select_related("person", "promise").get(token=body["token"])
    assert request.name == "Vera Via: evil" and request.open_phone == request.phone == number
    assert request.person is not None and request.promise is not None
    assert request.person.phones.get().e164 == number and request.person.zone == "Europe/Berlin"
    promise = request.promise
    assert (promise.door, promise.kind, promise.subject_id) == ("website", "website.callback", request.pk)
    assert promise.deadline_at - promise.due_at == timedelta(seconds=30)
    consent = Consent.objects.get()
    assert (consent.text, consent.version) == (site.consent_text, site.consent_version)
    assert consent.address == "127.0.0.0"


def test_the_same_number_again_while_open_is_the_same_request(ask: Ask) -> None:
    number = fresh_number()
    first, again = ask(number), ask("0" + number[3:])
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["token"] == first.json()["token"] and again.json()["repeated"] is True
    assert Promise.objects.count() == 1


def test_the_same_key_gets_the_same_answer(ask: Ask) -> None:
    number, key = fresh_number(), {"Idempotency-Key": "0123456789abcdef"}
    first, again = ask(number, headers=key), ask(number, headers=key)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    other = ask(fresh_number(), headers=key)
    assert other.status_code == 422 and other.json()["errors"][0]["field"] == "Idempotency-Key"


def test_fifty_at_once_for_one_number_make_one_request_and_one_promise(served: str, site: Site) -> None:
    number = fresh_number()

    def post(_: int) -> httpx.Response:
        return httpx.post(f"{served}/v1/callbacks", json=wish(site, number), headers={"Origin": ORIGIN}, timeout=30)

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(post, range(50)))
    assert sorted({answer.status_code for answer in answers}) == [200, 201]
    assert len({answer.json()["token"] for answer in answers}) == 1
    assert [answer.status_code for answer in answers].count(201) == 1
    assert CallbackRequest.objects.count() == Promise.objects.count() == Person.objects.count() == 1


def test_different_numbers_at_once_all_get_in(served: str, site: Site) -> None:
    numbers = [fresh_number() for _ in range(40)]

    def post(number: str) -> int:
        answer = httpx.post(f"{served}/v1/callbacks", json=wish(site, number), headers={"Origin": ORIGIN}, timeout=30)
        return answer.status_code

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(post, numbers)) == {201}
    assert Promise.objects.count() == 40


@pytest.mark.parametrize(
    ("phone", "why"),
    [
        ("+499001234567", "premium"),
        ("+881612345678", "satellite"),
        ("+33612345678", "country"),
        ("+4980012345678", "freephone"),
        ("110", "phone number"),
        ("not a number", "phone number"),
        ("+4915112345678" * 4, "too long"),
    ],
)
def test_numbers_we_do_not_call_are_refused_with_a_reason_and_a_mend(ask: Ask, phone: str, why: str) -> None:
    answer = ask(phone)
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"
    wrong = answer.json()["errors"][0]
    assert wrong["field"] == "phone" and why in wrong["problem"] and wrong["mend"]
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert not CallbackRequest.objects.exists()


def test_countries_are_called_when_the_site_says_so(ask: Ask, site: Site, actor: Actor) -> None:
    save_site(actor, site.pk, site_values(group_id=site.group_id, countries=["DE", "FR"]))
    assert ask("+33612345678").status_code == 201


def test_without_consent_or_with_words_never_shown_nobody_is_called(ask: Ask, site: Site, actor: Actor) -> None:
    assert ask(consent={"version": site.consent_version, "accepted": False}).status_code == 422
    assert ask(consent={"version": "0" * 12, "accepted": True}).json()["errors"][0]["field"] == "consent"
    save_site(actor, site.pk, site_values(group_id=site.group_id, consent_text="New words."))
    answer = ask(consent={"version": site.consent_version, "accepted": True})
    assert answer.status_code == 201, "a page opened before the change still counts"
    assert Consent.objects.get().text == site.consent_text


def test_stopped_dialling_is_said_and_makes_nothing(ask: Ask, actor: Actor) -> None:
    accounts.stop_dialling(actor)
    answer = ask()
    assert answer.status_code == 503 and "stopped" in answer.json()["detail"]
    assert int(answer.headers["retry-after"]) > 0
    assert not CallbackRequest.objects.exists() and not Person.objects.exists()
    accounts.resume_dialling(actor)
    assert ask().status_code == 201


def test_a_paused_site_takes_no_requests(ask: Ask, site: Site, actor: Actor) -> None:
    pause_site(actor, site.pk, paused=True)
    assert ask().status_code == 503


def test_a_site_without_a_hunt_group_takes_no_requests(ask: Ask, site: Site, actor: Actor) -> None:
    save_site(actor, site.pk, site_values(group_id=None))
    assert ask().status_code == 503


def test_a_number_is_asked_for_only_so_often_a_day(ask: Ask, site: Site) -> None:
    number = fresh_number()
    for _ in range(site.most_per_number_day):
        assert ask(number).status_code == 201
        CallbackRequest.objects.update(open_phone=None)
    answer = ask(number)
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 3600
    CallbackRequest.objects.update(created_at=clock.now() - timedelta(days=2))
    assert ask(number).status_code == 201


def test_one_address_may_ask_only_so_often_and_another_still_may(ask: Ask, site: Site, actor: Actor) -> None:
    save_site(actor, site.pk, site_values(group_id=site.group_id, most_per_address_hour=3))
    sprayed = [ask(headers={"X-Forwarded-For": "203.0.113.7"}).status_code for _ in range(6)]
    assert sprayed == [201, 201, 201, 429, 429, 429]
    assert ask(headers={"X-Forwarded-For": "203.0.113.7, 198.51.100.4"}).status_code == 201
    spoofed = ask(headers={"X-Forwarded-For": "192.0.2.99, 203.0.113.7"})
    assert spoofed.status_code == 429, "the hop nearest to us counts, not what the sender wrote before it"


def test_a_whole_site_takes_only_so_many_an_hour(ask: Ask, site: Site, actor: Actor) -> None:
    save_site(actor, site.pk, site_values(group_id=site.group_id, most_per_site_hour=2))
    assert [ask().status_code for _ in range(3)] == [201, 201, 429]


def test_everything_from_one_address_is_limited_too(public: PublicPaths, ask: Ask) -> None:
    public.machinery._most_requests = 3
    headers = {"X-Forwarded-For": "203.0.113.8"}
    assert [ask("bad", headers=headers).status_code for _ in range(4)] == [422, 422, 422, 429]
