"""The wizard: from an empty organisation to a test call, left and come back to at will."""

import pytest
from django.test import Client

from ringback.channels.voice.models import Agent, Call, HuntGroup, Trunk
from ringback.desk import wizard
from tests.integration.accounts import scene
from tests.integration.desk.office import office

pytestmark = pytest.mark.django_db


def newcomer() -> Client:
    _organisation, owner = scene.organisation("New shop")
    return scene.signed_in(owner)


def test_an_empty_organisation_is_led_from_today_to_a_test_call() -> None:
    client = newcomer()
    assert client.get("/").headers["Location"] == "/start/"
    assert client.get("/start/").headers["Location"] == "/start/phone/"
    answer = client.post("/start/phone/", {"name": "Anna", "address": "+49 151 23456789"})
    assert answer.headers["Location"] == "/start/trunk/"
    answer = client.post("/start/trunk/", {"host": "sip.example.net", "username": "u", "secret": "p"})
    assert answer.headers["Location"] == "/start/group/"
    answer = client.post("/start/group/", {"name": "Everybody"})
    assert answer.headers["Location"] == "/start/test/"
    answer = client.post("/start/test/", {"number": "+49 151 98765432"})
    assert "Your phone rings" in answer.content.decode()

    agent, trunk, group = Agent.objects.get(), Trunk.objects.get(), HuntGroup.objects.get()
    assert agent.trunk == trunk, "the phone was there first, and got the line when it came"
    assert agent.member is not None
    assert trunk.registers
    assert [place.agent for place in group.places.all()] == [agent]
    assert Call.objects.get().plan["test"] is True


def test_a_wrong_phone_is_said_so_and_the_step_stays() -> None:
    client = newcomer()
    answer = client.post("/start/phone/", {"name": "Anna", "address": "12"})
    assert answer.status_code == 422
    assert 'id="id_address_error"' in answer.content.decode()
    assert client.get("/start/").headers["Location"] == "/start/phone/"


def test_steps_can_be_skipped_and_the_whole_left() -> None:
    client = newcomer()
    assert client.post("/start/phone/skip/").headers["Location"] == "/start/trunk/"
    assert client.get("/start/").headers["Location"] == "/start/trunk/"
    assert client.post("/start/all/skip/").headers["Location"] == "/"
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Finish the set-up" in answer.content.decode()


def test_what_is_there_already_counts_as_done() -> None:
    client = office().client()
    assert client.get("/").status_code == 200
    assert client.get("/start/").headers["Location"] == "/start/test/"
    assert "There is “Sales”." in client.get("/start/group/").content.decode()


def test_a_test_call_without_anybody_to_ring_says_where_to_go() -> None:
    answer = newcomer().post("/start/test/", {"number": "+49 151 98765432"})
    assert answer.status_code == 422
    assert "Nobody is rung yet" in answer.content.decode()


def test_a_call_that_nobody_took_says_what_to_try() -> None:
    client = office().client()
    client.post("/start/test/", {"number": "+49 151 98765432"})
    Call.objects.update(stage="ended", outcome="nobody_answered", ended_at="2026-03-11T12:00Z", live_number=None)
    text = client.get("/start/test/", headers={"HX-Request": "true", "HX-Target": "progress"}).content.decode()
    assert "Nobody took the call" in text
    assert "<html" not in text


@pytest.mark.parametrize("role", ["lead", "agent", "viewer"])
def test_the_wizard_is_for_those_who_may_set_up(role: str) -> None:
    opened, _owner = scene.organisation()
    client = scene.signed_in(scene.member(opened, role))
    assert client.get("/").status_code == 200
    assert client.get("/start/phone/").status_code == 403


def test_there_is_no_sixth_step() -> None:
    assert newcomer().get("/start/billing/").status_code == 404


def test_a_door_hangs_a_panel_below_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = wizard.Panel("site", "group", lambda request: "<p>Put it on your site</p>")
    monkeypatch.setitem(wizard._panels, "site", panel)
    client = newcomer()
    assert "<p>Put it on your site</p>" in client.get("/start/group/").content.decode()
    assert "<p>Put it on your site</p>" not in client.get("/start/phone/").content.decode()
