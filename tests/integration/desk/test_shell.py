"""The frame around every page: navigation, presence, the stop switch, security headers."""

import pytest
from django.test import Client

from ringback.base.accounts.services import dialling_stopped
from tests.integration.accounts.scene import signed_in
from tests.integration.desk.office import office

pytestmark = pytest.mark.django_db

PAGES = ("/", "/calls/", "/groups/", "/groups/new/", "/groups/agents/new/", "/trunks/", "/trunks/new/", "/test-call/")
SET_UP = PAGES[2:]


@pytest.mark.parametrize("page", [*PAGES, "/start/phone/"])
def test_every_page_asks_strangers_to_sign_in(page: str) -> None:
    assert Client().get(page).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_an_owner_under_a_policy_without_anything_inline(page: str) -> None:
    answer = office().client().get(page)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    text = answer.content.decode()
    assert " style=" not in text
    assert "<style" not in text
    assert "<script>" not in text


@pytest.mark.parametrize("role", ["viewer", "agent", "lead"])
@pytest.mark.parametrize("page", SET_UP)
def test_set_up_is_for_those_who_may_set_up(page: str, role: str) -> None:
    client = office().client(role)
    assert client.get(page).status_code == 403
    assert f'href="{page}"' not in client.get("/calls/").content.decode()


def test_navigation_says_where_one_is() -> None:
    text = office().client().get("/calls/").content.decode()
    assert 'href="/calls/" aria-current="page"' in text
    assert 'href="/" aria-current="page"' not in text


def test_an_agent_sets_their_own_presence_from_any_page() -> None:
    place = office()
    actor = place.actor("agent")
    agent = place.answers_as(actor)
    client = signed_in(actor)
    assert 'value="available" id="presence-available" aria-pressed="true"' in client.get("/").content.decode()
    answer = client.post("/desk/presence/", {"presence": "away"}, headers={"HX-Request": "true"})
    assert 'value="away" id="presence-away" aria-pressed="true"' in answer.content.decode()
    agent.refresh_from_db()
    assert agent.presence == "away"


def test_who_takes_no_calls_has_no_presence() -> None:
    client = office().client("lead")
    assert "desk-presence" not in client.get("/").content.decode()
    assert client.post("/desk/presence/", {"presence": "away"}).status_code == 422


def test_stopping_all_dialling_shows_everywhere_until_it_goes_on() -> None:
    place = office()
    lead, viewer = place.client("lead"), place.client("viewer")
    lead.post("/desk/dialling/", {"dialling": "stop"})
    assert dialling_stopped(place.house.organisation.pk)
    for client, page in ((lead, "/"), (lead, "/calls/"), (viewer, "/calls/"), (viewer, "/desk/stopped/")):
        assert "All dialling is stopped" in client.get(page).content.decode()
    assert "Switch dialling on" in lead.get("/").content.decode()
    assert "Switch dialling on" not in viewer.get("/").content.decode()
    lead.post("/desk/dialling/", {"dialling": "resume"})
    assert dialling_stopped(place.house.organisation.pk) is None
    assert "All dialling is stopped" not in viewer.get("/calls/").content.decode()


@pytest.mark.parametrize("role", ["agent", "viewer"])
def test_the_switch_is_for_those_who_may(role: str) -> None:
    place = office()
    assert place.client(role).post("/desk/dialling/", {"dialling": "stop"}).status_code == 403
    assert dialling_stopped(place.house.organisation.pk) is None


def test_a_message_about_a_part_travels_in_its_header() -> None:
    place = office()
    call = place.call()
    answer = place.client().post(
        f"/calls/{call.call_id}/note/", {"disposition": "success", "note": "ok"}, headers={"HX-Request": "true"}
    )
    assert "desk:toast" in answer.headers["HX-Trigger"]
    assert "Saved." in answer.headers["HX-Trigger"]


def test_a_message_is_not_shown_twice_where_a_whole_page_answers() -> None:
    client = office().client()
    client.post("/desk/dialling/", {"dialling": "stop"})
    answer = client.get("/", headers={"HX-Request": "true"})
    assert "Conversations under way go on." in answer.content.decode()
    assert "desk:toast" not in answer.headers.get("HX-Trigger", "")


def test_a_refresh_takes_no_message_away_from_the_page_it_is_meant_for() -> None:
    client = office().client()
    client.post("/desk/dialling/", {"dialling": "stop"})
    assert "desk:toast" not in client.get("/desk/today/", headers={"HX-Request": "true"}).headers.get("HX-Trigger", "")
    assert "Conversations under way go on." in client.get("/").content.decode()


def test_times_are_shown_in_the_organisations_zone(moment: object) -> None:
    place = office()
    place.call(ago=0)
    assert "13:00" in place.client().get("/calls/").content.decode()  # noon in UTC is one o'clock in Berlin
    place.house.organisation.zone = "Asia/Tokyo"
    place.house.organisation.save()
    assert "21:00" in place.client().get("/calls/").content.decode()
