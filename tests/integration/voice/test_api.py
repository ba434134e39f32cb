"""Programs read calls and act on them, within what their token's member may do."""

import json
from typing import Any

import pytest
from django.test import Client

from ringback.base.accounts import services as accounts
from ringback.base.accounts.models import Grant, Member, User
from ringback.channels.voice import services
from ringback.channels.voice.models import Agent, Call
from tests.integration.voice.house import House, house

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db: None) -> House:
    return house()


class Program:
    """Somebody's program with a token of theirs."""

    def __init__(self, shop: House, role: str) -> None:
        user = User.objects.create_user(f"{role}@example.org", name=role)
        member = Member.objects.create(organisation=shop.organisation, user=user)
        Grant.objects.create(member=member, role=role)
        _, self.token = accounts.make_token(accounts.actor_for(user), "program")
        self.client = Client()

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        answer = self.client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body or {}),
            "application/json",
            HTTP_AUTHORIZATION=f"Bearer {self.token}",
        )
        return answer.status_code, answer.json() if answer.content else None


def test_calls_are_listed_and_read(shop: House) -> None:
    call = services.place(shop.order())
    owner = Program(shop, "owner")
    status, page = owner.ask("GET", "/calls?stage=planned")
    assert (status, page["rows"][0]["number"]) == (200, "+49 30 12345678")
    assert owner.ask("GET", "/calls?stage=ended")[1]["rows"] == []
    assert owner.ask("GET", "/calls?way=in")[1]["rows"] == []
    assert [row["way"] for row in owner.ask("GET", "/calls?way=out")[1]["rows"]] == ["out"]
    status, one = owner.ask("GET", f"/calls/{call.call_id}")
    assert (status, one["call"]["call_id"], one["legs"]) == (200, call.call_id, [])
    assert "123456" not in Program(shop, "viewer").ask("GET", "/calls")[1]["rows"][0]["number"]
    for path in ("/trunks", "/groups", "/agents"):
        status, rows = owner.ask("GET", path)
        assert status == 200
        assert rows
    assert "secret" not in json.dumps(owner.ask("GET", "/trunks")[1])


def test_a_call_is_disposed_and_ended(shop: House) -> None:
    call = services.place(shop.order())
    owner = Program(shop, "owner")
    assert owner.ask("POST", f"/calls/{call.call_id}/disposition", {"disposition": "success"})[0] == 204
    status, problem = owner.ask("POST", f"/calls/{call.call_id}/disposition", {"disposition": "splendid"})
    assert (status, problem["errors"][0]["field"]) == (422, "disposition")
    assert Program(shop, "viewer").ask("POST", f"/calls/{call.call_id}/hang-up")[0] == 403
    assert owner.ask("POST", f"/calls/{call.call_id}/hang-up")[0] == 204
    assert owner.ask("POST", f"/calls/{call.call_id}/hang-up")[0] == 409
    assert Call.objects.get(id=call.pk).disposition == "success"


def test_presence_is_set(shop: House) -> None:
    agent = shop.agents[0]
    assert Program(shop, "owner").ask("PUT", f"/agents/{agent.pk}/presence", {"presence": "away"})[0] == 204
    assert Agent.objects.get(id=agent.pk).presence == "away"
    assert Program(shop, "agent").ask("PUT", f"/agents/{agent.pk}/presence", {"presence": "available"})[0] == 403
