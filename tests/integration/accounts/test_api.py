"""The JSON API: tokens in, problem details out."""

import json
from typing import Any

import pytest
from django.test import Client

from ringback.base.accounts import services
from tests.integration.accounts import scene

pytestmark = pytest.mark.django_db


def bearer(text: str) -> dict[str, Any]:
    return {"headers": {"Authorization": f"Bearer {text}"}}


def test_me_says_whose_token_it_is(client: Client) -> None:
    opened, _owner = scene.organisation("Acme")
    lead = scene.member(opened, "lead")
    _token, text = services.make_token(lead, "script")
    services.stop_dialling(lead)
    body = client.get("/api/v1/me", **bearer(text)).json()
    assert body["organisation"]["name"] == "Acme"
    assert body["member_id"] == lead.member_id
    assert body["grants"] == [{"role": "lead", "scope": "organisation", "scope_id": 0}]
    assert "recordings.hear" in body["permissions"]
    assert "team.edit" not in body["permissions"]
    assert body["dialling_stopped"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nothing", "Basic YTpi", "Bearer rb_00000000_x"])
def test_without_a_living_token_the_answer_is_a_problem(client: Client, header: str) -> None:
    answer = client.get("/api/v1/me", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["status"] == 401


def test_a_session_is_no_token() -> None:
    _opened, owner = scene.organisation()
    assert scene.signed_in(owner).get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing", "/api/v2/me"])
def test_what_is_not_there_is_a_problem_too(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_the_description_is_for_members_and_complete(client: Client) -> None:
    _opened, owner = scene.organisation()
    assert client.get("/api/openapi.json").status_code == 302
    described = json.loads(scene.signed_in(owner).get("/api/openapi.json").content)
    assert "/api/v1/me" in described["paths"]
    page = scene.signed_in(owner).get("/api/docs")
    assert page.status_code == 200
    assert b"cdn" not in page.content


def test_a_wrong_method_is_a_problem_that_names_the_right_one(client: Client) -> None:
    answer = client.delete("/api/v1/me")
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Allow"] == "GET"


def test_a_fault_of_ours_is_a_problem_without_its_reason(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_organisation_id: int) -> None:
        raise RuntimeError("secret reason")

    _opened, owner = scene.organisation()
    _token, text = services.make_token(owner, "script")
    monkeypatch.setattr(services, "dialling_stopped", broken)
    answer = client.get("/api/v1/me", **bearer(text))
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert b"secret reason" not in answer.content
