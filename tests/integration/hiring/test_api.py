"""The JSON API of the hiring door, with real tokens."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from ringback.base.accounts import services as accounts
from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.doors.hiring.answers.services import Plan, decide
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import apply, mark_answered
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import save_opening, stages_of
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant, opening_values


class Program:
    """Somebody's program with a token."""

    def __init__(self, actor: Actor) -> None:
        self.headers = {"Authorization": f"Bearer {accounts.make_token(actor, 'test')[1]}"}
        self.client = Client()

    def get(self, path: str, **query: Any) -> Any:
        answer = self.client.get(f"/api/v1/hiring{path}", query, headers=self.headers)
        return answer.json() if answer.status_code == 200 else answer.status_code

    def post(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        address, sent = f"/api/v1/hiring{path}", self.headers | headers
        answer = self.client.post(address, body or {}, content_type="application/json", headers=sent)
        return answer.status_code, answer.json()


def test_a_post_is_filled_by_a_program(owner: Actor) -> None:
    program = Program(owner)
    status, made = program.post("/openings", {"title": "Cutter", "pay_from": "2800", "requirements": ["Scissors"]})
    assert (status, made["state"], made["address"], made["pay_from"]) == (201, "draft", "", "2800.00")
    assert program.post(f"/openings/{made['id']}/open")[0] == 422  # nobody was told what becomes of their data
    wrong = [
        {"title": " "},
        {"title": "x", "level": "boss"},
        {"title": "x", "owner_id": 9**9},
        {"title": "x", "zone": "x"},
    ]
    assert [program.post("/openings", one)[0] for one in wrong] == [422] * 4
    status, made = program.post("/openings", {"title": "Cutter", "consent_text": "We keep it."})
    path = f"/openings/{made['id']}"
    status, opened = program.post(f"{path}/open")
    assert (status, opened["state"]) == (200, "open") and opened["address"].endswith(f"/jobs/{made['token']}/")
    who = {"name": "Mira", "email": "mira@example.org", "phone": "+49 151 23456789", "wanted_pay": "3000"}
    status, first = program.post(f"{path}/applications", who, **{"Idempotency-Key": "17"})
    assert (status, first["stage_id"], first["phone"]) == (201, made["stages"][0]["id"], "+4915123456789")
    assert program.post(f"{path}/applications", who, **{"Idempotency-Key": "17"})[1]["id"] == first["id"]
    assert program.post(f"{path}/applications", {"name": "Nobody"})[0] == 422
    one, step = f"/applications/{first['id']}", {"version": 1, "stage_id": made["stages"][1]["id"]}
    assert program.post(f"{one}/move", step)[1]["version"] == 2 and program.post(f"{one}/move", step)[0] == 409
    assert program.post(f"{path}/close")[0] == 409
    assert program.post(f"{one}/finish", {"version": 2, "state": "reserve"})[0] == 422
    status, ended = program.post(f"{one}/finish", {"version": 2, "state": "reserve", "why": "Second best"})
    assert (status, ended["state"], ended["answered_at"]) == (200, "reserve", None)
    assert program.get(f"{path}/applications", state="waiting")["items"][0]["id"] == first["id"]
    mark_answered([first["id"]])
    assert program.post(f"{path}/close")[1]["state"] == program.get(path)["state"] == "closed"
    assert {row["state"] for row in program.get("/openings", state="draft")["items"]} == {"draft"}


def test_lists_come_a_page_at_a_time(owner: Actor, opening: Opening) -> None:
    program, stage = Program(owner), stages_of(opening.pk)[0]
    rows = [apply(opening, applicant(opening)) for _number in range(5)]
    at = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)
    times = [at, at, at + timedelta(hours=1), at + timedelta(days=1), None]
    for row, starts_at in zip(rows, times, strict=True):
        Interview.objects.create(
            organisation_id=owner.organisation_id, application=row, stage=stage, state="offered", starts_at=starts_at
        )
    path = f"/openings/{opening.pk}/applications"
    seen: list[int] = []
    before: dict[str, int] = {}
    while page := program.get(path, limit=2, stage_id=stage.pk, **before):
        seen += [row["id"] for row in page["items"]]
        if page["next"] is None:
            break
        before = {"before": page["next"]}
    assert seen == [row.pk for row in reversed(rows)]
    first = program.get("/interviews", limit=1)
    second = program.get("/interviews", limit=2, after=first["after"])
    assert [row["application_id"] for row in first["items"] + second["items"]] == [row.pk for row in rows[:3]]
    last = program.get("/interviews", after=second["after"], opening_id=opening.pk)
    assert [row["application_id"] for row in last["items"]] == [rows[3].pk] and last["after"] == ""
    later = program.get("/interviews", since_at="2026-03-13T09:30:00Z", until_at="2026-03-14T00:00:00+00:00")
    assert len(later["items"]) == 1 and program.get(f"/interviews/{later['items'][0]['id']}") == later["items"][0]
    for wrong in ({"after": "x"}, {"after": "2026-03-13T09:30:00~1"}, {"since_at": "2026-03-13"}, {"limit": 0}):
        assert program.get("/interviews", **wrong) == 422


def test_answers_tell_how_they_stand(owner: Actor, opening: Opening) -> None:
    rows = [apply(opening, applicant(opening)) for _number in range(3)]
    rows.append(apply(opening, applicant(opening, email="")))  # must be called
    mark_answered([rows[0].pk])
    rows.append(apply(opening, applicant(opening)))
    decide(owner, opening.pk, Plan(hired_id=rows[1].pk), 3)
    Application.objects.filter(pk=rows[4].pk).update(state="withdrawn")
    shown = Program(owner).get(f"/openings/{opening.pk}/answers")
    states = {row["application_id"]: row["state"] for row in shown["items"]}
    assert [states[row.pk] for row in rows] == ["given", "owed", "on_its_way", "to_be_called", "none"]
    assert (shown["owed"], shown["answered"]) == (4, 1)


def test_a_token_reaches_what_its_member_does(
    firm: tuple[Organisation, Actor], owner: Actor, opening: Opening, application: Application
) -> None:
    other = save_opening(owner, None, opening_values(title="Cutter")).pk
    looker = Program(scene.member(firm[0], "approver", "opening", opening.pk))
    assert [row["id"] for row in looker.get("/openings")["items"]] == [opening.pk]
    assert looker.get(f"/openings/{other}") == looker.get(f"/openings/{other}/answers") == 403
    shown = looker.get(f"/applications/{application.pk}")
    assert shown["phone"] != application.phone and "•" in shown["phone"]
    assert looker.post(f"/applications/{application.pk}/finish", {"version": 1, "state": "refused"})[0] == 403
    assert looker.post("/openings", {"title": "Mine"})[0] == 403
    assert Program(scene.member(firm[0], "agent")).get("/openings") == 403
