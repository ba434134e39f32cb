"""Hours for programs: calendars, exceptions, time off, the window, and when somebody may be called next."""

from typing import Any

import pytest
from django.test import Client

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor, make_token
from ringback.base.kit.clock import SettableClock
from ringback.channels.voice.models import HuntGroup
from tests.integration.accounts import scene

pytestmark = pytest.mark.django_db

WEEK = [[["09:00", "17:30"]]] * 5 + [[], [["22:00", "02:00"]]]


def program(actor: Actor) -> Client:
    """A program with a token of that member, which speaks JSON."""
    _token, text = make_token(actor, "script")
    return Client(headers={"Authorization": f"Bearer {text}"})


@pytest.fixture
def owner() -> Actor:
    _opened, owner = scene.organisation("Acme")
    return owner


def post(client: Client, address: str, **body: Any) -> Any:
    return client.post(f"/api/v1/hours/{address}", body, content_type="application/json")


def test_a_calendar_is_made_read_changed_and_deleted(owner: Actor, moment: SettableClock) -> None:
    client = program(owner)
    made = post(client, "calendars", scope="organisation", week=WEEK, zone="UTC", holiday_country="DE")
    assert made.status_code == 201, made.json()
    body = made.json()
    assert body["week"][0] == [["09:00", "17:30"]] and body["week"][6] == [["22:00", "02:00"]]
    assert (body["zone_in_force"], body["is_open"], body["changes_at"]) == ("UTC", True, "2026-03-11T17:30:00Z")
    address = f"/api/v1/hours/calendars/{body['id']}"
    closed = client.post(
        f"{address}/exceptions", {"first_day": "2026-03-11", "note": "Stocktaking"}, content_type="application/json"
    ).json()
    assert (closed["last_day"], closed["hours"]) == ("2026-03-11", [])
    (listed,) = client.get("/api/v1/hours/calendars").json()
    assert (listed["exceptions"], listed["is_open"]) == ([closed], False)
    changed = client.put(address, {"week": [[["00:00", "24:00"]]] * 7}, content_type="application/json").json()
    assert (changed["zone"], changed["week"][0], len(changed["exceptions"])) == ("", [["00:00", "24:00"]], 1)
    assert client.delete(f"{address}/exceptions/{closed['id']}").status_code == 204
    assert client.get(address).json()["is_open"] is True
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"week": WEEK, "zone": "Mars/Base"}, "zone"),
        ({"week": [[["09:00", "12:00"], ["11:00", "13:00"]]] + [[]] * 6}, "day0"),
        ({"week": [[]] * 6}, "body.week"),
        ({"week": [[["9", "17"]]] + [[]] * 6}, "body.week.0.0.0"),
    ],
)
def test_what_cannot_be_names_its_field(owner: Actor, body: dict[str, Any], field: str) -> None:
    answer = post(program(owner), "calendars", scope="organisation", **body)
    assert answer.status_code == 422
    assert field in [one["field"] for one in answer.json()["errors"]] or field.removeprefix("body.") in str(
        answer.json()
    )


def test_time_off_is_taken_and_given_back_by_the_member_and_the_lead(owner: Actor, moment: SettableClock) -> None:
    agent = scene.member(Organisation.objects.get(pk=owner.organisation_id), "agent")
    own, others = f"members/{agent.member_id}/time-off", f"members/{owner.member_id}/time-off"
    client = program(agent)
    away = post(client, own, first_day="2026-03-12", from_time="12:00", until_time="14:00").json()
    assert (away["starts_at"], away["whole_days"]) == ("2026-03-12T11:00:00Z", False)
    assert post(client, others, first_day="2026-03-12").status_code == 403
    assert program(owner).get(f"/api/v1/hours/{own}").json() == [away]
    assert client.delete(f"/api/v1/hours/{own}/{away['id']}").status_code == 204


def test_the_window_is_set_and_the_norm_holds_again(owner: Actor) -> None:
    client = program(owner)
    assert client.get("/api/v1/hours/window").json()["is_norm"] is True
    body = {"week": WEEK, "on_holidays": False, "source": "Our own decision"}
    saved = client.put("/api/v1/hours/window", body, content_type="application/json").json()
    assert (saved["is_norm"], saved["week"][5], saved["source"]) == (False, [], "Our own decision")
    assert client.delete("/api/v1/hours/window").status_code == 204
    assert client.get("/api/v1/hours/window").json()["is_norm"] is True


def test_the_next_permitted_instant_comes_with_its_reasons(owner: Actor, moment: SettableClock) -> None:
    """Noon in UTC: nine in the evening in Tokyo, eight in the morning is the next."""
    client = program(owner)
    post(client, "calendars", scope="organisation", week=[[["06:00", "23:00"]]] * 7, zone="UTC")
    tokyo = post(client, "permitted", phone="+81 3 1234 5678", at="2026-03-11T14:00:00Z").json()
    assert (tokyo["permitted"], tokyo["next_at"]) == (False, "2026-03-12T06:00:00Z")
    assert tokyo["zones"] == ["Asia/Tokyo"] and tokyo["known"] == "Their number is from Tokyo."
    (reason,) = tokyo["reasons"]
    assert (reason["who"], reason["why"], reason["words"]) == ("they", "late", "too late for them: 23:00 in Tokyo")
    said = post(client, "permitted", phone="+81 3 1234 5678", zone="Europe/Berlin").json()
    assert (said["permitted"], said["reasons"], said["known"]) == (True, [], "They said that they are in Berlin.")
    ours = post(client, "permitted", at="2026-03-12T02:00:00Z").json()
    assert (ours["next_at"], ours["reasons"][0]["who"], ours["zones"]) == ("2026-03-12T06:00:00Z", "we", [])
    assert post(client, "permitted", zone="Mars/Base").status_code == 422


def test_only_whose_calls_one_sees_can_be_asked_about(owner: Actor) -> None:
    organisation = Organisation.objects.get(pk=owner.organisation_id)
    mine = HuntGroup.objects.create(organisation=organisation, name="Sales")
    other = HuntGroup.objects.create(organisation=organisation, name="Service")
    lead = program(scene.member(organisation, "lead", "group", mine.pk))
    assert post(lead, "permitted", group_id=mine.pk).status_code == 200
    assert post(lead, "permitted", group_id=other.pk).status_code == 403
    assert post(lead, "permitted", group_id=other.pk + 1000).status_code == 404
    assert post(lead, "calendars", scope="group", scope_id=other.pk, week=WEEK).status_code == 403
