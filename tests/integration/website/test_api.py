"""The JSON API of the website door, with real tokens."""

from typing import Any

import pytest
from django.test import Client

from ringback.base.accounts import services as accounts
from ringback.base.accounts.services import Actor
from ringback.base.kit import phones
from ringback.channels.voice.models import HuntGroup
from ringback.core.promises.models import Promise
from ringback.doors.website.models import Site
from ringback.doors.website.services import save_site
from tests.integration.accounts import scene
from tests.integration.website.conftest import fresh_number, site_values

pytestmark = pytest.mark.django_db


class Program:
    """Somebody's program with a token."""

    def __init__(self, actor: Actor) -> None:
        self.headers = {"Authorization": f"Bearer {accounts.make_token(actor, 'test')[1]}"}
        self.client = Client()

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers=self.headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.client.post(f"/api/v1{path}", body, content_type="application/json", headers=self.headers | headers)


@pytest.fixture
def owner(db: None) -> Actor:
    return scene.organisation("Tents & Co")[1]


@pytest.fixture
def site(owner: Actor) -> Site:
    group = HuntGroup.objects.create(organisation_id=owner.organisation_id, name="Sales")
    return save_site(owner, None, site_values(group_id=group.pk))


def body(site: Site, phone: str, **changes: Any) -> dict[str, Any]:
    consent = {"version": site.consent_version, "accepted": True}
    return {"site": site.key, "phone": phone, "consent": consent, "name": "Vera"} | changes


def test_a_program_asks_and_follows(owner: Actor, site: Site) -> None:
    program, number = Program(owner), fresh_number()
    made = program.post("/callbacks", body(site, number))
    assert made.status_code == 201, made.content
    again = program.post("/callbacks", body(site, number))
    assert again.status_code == 200 and again.json()["id"] == made.json()["id"]
    one = program.get(f"/callbacks/{made.json()['id']}").json()
    assert one["state"] == "received" and one["phone"] == number and not one["final"]
    assert Promise.objects.exclude(door="house").count() == 1


def test_the_same_key_returns_the_same_callback(owner: Actor, site: Site) -> None:
    program, number = Program(owner), fresh_number()
    headers = {"Idempotency-Key": "an-order-number-17"}
    first = program.post("/callbacks", body(site, number), **headers)
    again = program.post("/callbacks", body(site, number), **headers)
    assert first.status_code == again.status_code == 201 and first.json()["id"] == again.json()["id"]
    assert program.post("/callbacks", body(site, fresh_number()), **headers).status_code == 422


def test_the_guards_hold_for_programs_too(owner: Actor, site: Site) -> None:
    program = Program(owner)
    refused = [
        body(site, "+33612345678"),
        body(site, "+499001234567"),
        body(site, fresh_number(), consent={"version": site.consent_version, "accepted": False}),
        body(site, fresh_number(), consent={"version": "old", "accepted": True}),
        {"site": site.key},
    ]
    assert {program.post("/callbacks", one).status_code for one in refused} == {422}
    accounts.stop_dialling(owner)
    stopped = program.post("/callbacks", body(site, fresh_number()))
    assert stopped.status_code == 503 and stopped["Content-Type"] == "application/problem+json"
    assert not Promise.objects.exclude(door="house").exists()


def test_pages_of_callbacks_lose_and_repeat_none(owner: Actor, site: Site) -> None:
    program = Program(owner)
    made = [program.post("/callbacks", body(site, fresh_number())).json()["id"] for _ in range(7)]
    seen: list[int] = []
    before = None
    while True:
        page = program.get("/callbacks", limit=3, **({"before": before} if before else {})).json()
        seen += [one["id"] for one in page["items"]]
        before = page["next"]
        if before is None:
            break
    assert seen == sorted(made, reverse=True)
    assert program.get("/callbacks", site="another").json()["items"] == []
    assert program.get("/callbacks", limit=1000).status_code == 422


def test_a_viewers_token_sees_masked_numbers_and_asks_for_nothing(owner: Actor, site: Site) -> None:
    number = fresh_number()
    made = Program(owner).post("/callbacks", body(site, number)).json()
    viewer = Program(scene.member(accounts.organisation_of(owner), "viewer"))
    assert viewer.get(f"/callbacks/{made['id']}").json()["phone"] == phones.masked(number)
    assert viewer.post("/callbacks", body(site, fresh_number())).status_code == 403


def test_another_organisation_reaches_nothing(owner: Actor, site: Site) -> None:
    made = Program(owner).post("/callbacks", body(site, fresh_number())).json()
    stranger = Program(scene.organisation("Other")[1])
    assert stranger.get(f"/callbacks/{made['id']}").status_code == 404
    assert stranger.get("/callbacks").json()["items"] == [] and stranger.get("/sites").json() == []
    assert stranger.post("/callbacks", body(site, fresh_number())).status_code == 404


def test_programs_learn_the_words_people_must_agree_to(owner: Actor, site: Site) -> None:
    (one,) = Program(owner).get("/sites").json()
    assert one["consent_text"] == site.consent_text and one["consent_version"] == site.consent_version
