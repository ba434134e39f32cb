"""The pages of policies and of handing over, as people use them, and the API."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from ringback.base.accounts.models import AuditEntry, Organisation
from ringback.base.accounts.services import Actor, make_token, remove_member
from ringback.base.kit import clock
from ringback.channels.voice.models import HuntGroup
from ringback.core.promises import services
from ringback.core.promises.models import Promise, StoredPolicy
from ringback.core.promises.rules import Cap, Policy, Quiet, Step, Target, To
from tests.integration.accounts import scene
from tests.integration.promises.conftest import Scripted
from tests.integration.promises.team import Make, joins

pytestmark = pytest.mark.django_db

KIND = "website.callback"
PAGE = f"/policies/{KIND}/"


@pytest.fixture
def owner(organisation: Organisation) -> Actor:
    return joins(organisation, "Olga", "owner")


@pytest.fixture
def browser(owner: Actor) -> Client:
    return scene.signed_in(owner)


def said(**values: object) -> dict[str, object]:
    """The form as it is sent, with everything empty but `values`."""
    steps = {f"step{number}_when": "any" for number in range(1, 7)}
    return {**steps, **values}


def test_every_kind_stands_there_in_words(browser: Client) -> None:
    page = browser.get("/policies/").content.decode()
    assert "Callbacks from the website" in page
    assert "Twice (after 2 minutes, then 10 minutes) if busy or nobody answers" in page
    assert "As shipped" in page


def test_a_policy_is_saved_said_and_reset(browser: Client, owner: Actor, organisation: Organisation) -> None:
    ben = joins(organisation, "Ben")
    sent = said(
        retries_busy="5 min, 5 min",
        step1_to="next",
        step2_to="same",
        step2_wait="1 d",
        step2_at="10:00",
        step3_to=f"member:{ben.member_id}",
        cap1_most="2",
        cap1_within="1 d",
        cap3_most="9",
        cap3_within="30 d",
        cap_rows="3",
        within_hours="on",
        quiet1_days=["5", "6"],
        quiet2_first="2026-12-24",
        quiet2_last="2027-01-01",
        expires_after_seconds="3 d",
    )
    assert browser.post(PAGE, sent).status_code == 302
    stored = services.policy_for(organisation.pk, "website", KIND, Policy())
    assert stored.retries == {"busy": (300, 300)}
    assert stored.caps == (Cap(2, 86_400), Cap(9, 30 * 86_400))
    assert stored.quiet == (Quiet(days=(5, 6)), Quiet(first_day=date(2026, 12, 24), last_day=date(2027, 1, 1)))
    assert stored.steps[2] == Step(Target(To.MEMBER, ben.member_id or 0))
    page = browser.get("/policies/").content.decode()
    assert "Twice after 5 minutes if busy, then the next manager, then tomorrow at 10:00, then Ben." in page
    assert "Your own" in page
    again = browser.get(PAGE).content.decode()
    assert 'value="5 min, 5 min"' in again and 'value="10:00"' in again and 'value="2026-12-24"' in again
    assert AuditEntry.objects.get(action="policy changed").subject == KIND
    browser.post(f"{PAGE}reset/")
    assert not StoredPolicy.objects.exists()


def test_what_is_typed_is_said_at_once(browser: Client) -> None:
    words = browser.post(f"{PAGE}words/", said(retries_nobody="1", step1_to="lead")).content.decode()
    assert "Once after 1 minute if none of us is free, then a lead." in words
    assert not StoredPolicy.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"retries_busy": "soon"}, "id_retries_busy", "no stretch of time"),
        ({"retries_busy": "10 s"}, "id_retries_busy", "too soon"),
        ({"retries_failed": "1 s," * 11}, "id_retries_failed", "too many"),
        ({"step1_to": "same", "step1_wait": "90 d"}, "id_step1_to", "out of range"),
        ({"step2_to": "same", "step2_wait": "2 h", "step2_at": "10:00"}, "id_step2_wait", "whole days"),
        ({"step1_to": "member:999999"}, "id_step1_to", "Select a valid choice"),
        ({"quiet1_begins": "20:00"}, "id_quiet1_ends", "Half of the quiet time"),
        ({"quiet1_last": "2026-12-24"}, "id_quiet1_first", "first day is missing"),
        ({"quiet2_first": "2026-12-24", "quiet2_last": "2026-12-01"}, "id_quiet2_days", "before the first"),
        ({"quiet1_first": "2026-01-01", "quiet1_last": "2027-12-01"}, "id_quiet1_days", "longer than a year"),
        ({"quiet1_days": list("0123456")}, "id_quiet1_days", "no hour"),
        ({"cap2_most": "0"}, "id_cap2_most", "greater than or equal to 1"),
        ({"cap2_most": "1000", "cap2_within": "1 d"}, "id_cap2_most", "out of range"),
        ({"cap2_most": "3"}, "id_cap2_within", "Within how long"),
        ({"most_tries": "99"}, "id_most_tries", "out of range"),
        ({"expires_after_seconds": "1 d, 2 d"}, "id_expires_after_seconds", "one stretch"),
        ({"escalate_after_seconds": "999 d"}, "id_escalate_after_seconds", "out of range"),
    ],
)
def test_what_makes_no_sense_names_its_field(browser: Client, wrong: dict[str, object], field: str, words: str) -> None:
    answer = browser.post(PAGE, said(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    error = page.split(f'id="{field}_error"')[1].split("</p>")[0]
    assert words in error
    assert words in browser.post(f"{PAGE}words/", said(**wrong)).content.decode()
    assert not StoredPolicy.objects.exists()


def test_one_more_row_is_asked_for_and_nothing_is_saved(browser: Client) -> None:
    sent = said(cap1_most="2", cap_rows="2", quiet1_days=["6"], retries_busy="soon", more="cap")
    page = browser.post(PAGE, sent).content.decode()
    assert 'name="cap3_most"' in page and 'name="cap4_most"' not in page
    assert 'name="cap1_most" value="2"' in page and 'value="soon"' in page and "_error" not in page
    assert not StoredPolicy.objects.exists()


def test_an_example_shows_what_would_happen_now(browser: Client, moment: clock.SettableClock) -> None:
    """Noon in UTC, one in the afternoon in Berlin."""
    sent = said(retries_busy="5 min, 5 min", step1_to="next", step2_to="same", step2_wait="1 d", step2_at="10:00")
    words = re.sub(r"<[^>]+>|\s+", " ", browser.post(f"{PAGE}words/", sent).content.decode())
    drawn = "13:00 first try 13:05 again 13:10 again 13:10 the next manager"
    assert f"If made now, and busy each time {drawn}" in re.sub(" +", " ", words)
    assert "tomorrow, 10:00 again" in re.sub(" +", " ", words)


def test_a_door_has_a_policy_of_its_own_on_the_desk(browser: Client, owner: Actor, organisation: Organisation) -> None:
    page = "/policies/door/website/"
    assert "Nothing of its own" in browser.get("/policies/").content.decode()
    assert browser.post(page, said(retries_busy="1")).status_code == 302
    assert services.policy_for(organisation.pk, "website", KIND, Policy()) == Policy({"busy": (60,)})
    listed = browser.get("/policies/").content.decode()
    assert "Your own" in listed and "As for all" in listed
    assert "Once after 1 minute if busy." in browser.post(f"{page}words/", said(retries_busy="1")).content.decode()
    browser.post(f"{page}reset/")
    assert not StoredPolicy.objects.exists()
    assert browser.get("/policies/door/nowhere/").status_code == 404


def test_a_door_has_a_policy_for_all_its_kinds(organisation: Organisation, owner: Actor) -> None:
    services.save_door_policy(owner, "website", Policy({"busy": (60,)}))
    assert services.policy_for(organisation.pk, "website", "website.other", Policy()) == Policy({"busy": (60,)})
    services.save_policy(owner, KIND, Policy({"busy": (90,)}))
    assert services.policy_for(organisation.pk, "website", KIND, Policy()) == Policy({"busy": (90,)})
    elsewhere = Organisation.objects.create(name="Boats")
    assert services.policy_for(elsewhere.pk, "website", KIND, Policy()) == Policy()


def test_only_who_sets_up_sees_and_changes_policies(organisation: Organisation) -> None:
    agent = scene.signed_in(joins(organisation, "Anna"))
    assert [agent.get("/policies/").status_code, agent.post(PAGE, said()).status_code] == [403, 403]
    assert scene.signed_in(joins(organisation, "Boss", "owner")).get("/policies/nothing.here/").status_code == 404


def test_everything_of_somebody_who_left_is_handed_over_in_turn(
    browser: Client, owner: Actor, organisation: Organisation, promise: Make
) -> None:
    anna, ben = joins(organisation, "Anna"), joins(organisation, "Ben")
    for hours in (1, 2):
        promise(clock.now() + timedelta(hours=hours), owner_id=anna.member_id)
    remove_member(owner, anna.member_id or 0)
    page = f"/promises/of/{anna.member_id}/"
    assert page in browser.get("/team/").content.decode()
    assert "Anna" in browser.get("/promises/left/").content.decode()
    assert "2 open promises" in browser.get(page).content.decode()
    answer = browser.post(page, {"to": f"member:{ben.member_id}", "why": "left"}, follow=True)
    assert "2 promises were handed over." in answer.content.decode()
    assert set(Promise.objects.exclude(kind="notice").values_list("owner_id", flat=True)) == {ben.member_id}
    assert page not in browser.get("/team/").content.decode()
    assert browser.post(page, {"to": "member:999999"}).status_code == 422


def test_a_group_without_members_takes_nothing(browser: Client, organisation: Organisation, promise: Make) -> None:
    anna = joins(organisation, "Anna")
    promise(clock.now() + timedelta(hours=1), owner_id=anna.member_id)
    empty = HuntGroup.objects.create(organisation=organisation, name="Sales")
    answer = browser.post(f"/promises/of/{anna.member_id}/", {"to": f"group:{empty.pk}"})
    assert answer.status_code == 409
    assert "Nobody else" in answer.content.decode()


@pytest.fixture
def program(owner: Actor) -> Client:
    _token, text = make_token(owner, "script")
    return Client(headers={"Authorization": f"Bearer {text}"})


def post(program: Client, address: str, **body: object) -> int:
    """The status of a JSON body sent to the API."""
    return program.post(f"/api/v1/promises{address}", data=body, content_type="application/json").status_code


def test_programs_list_promises_a_page_at_a_time(program: Client, promise: Make, owner: Actor) -> None:
    made = [promise(clock.now() + timedelta(hours=n)).pk for n in range(1, 6)]
    services.cancel(owner, made[0], "")
    services.notify(owner.organisation_id, [owner.member_id or 0], "hello", {})
    first = program.get("/api/v1/promises?size=3&state=open").json()
    second = program.get(f"/api/v1/promises?size=3&state=open&after={first['after']}").json()
    assert [row["id"] for row in first["rows"] + second["rows"]] == made[:0:-1]
    assert second["after"] == ""
    soon = (clock.now() + timedelta(hours=2, minutes=30)).isoformat().replace("+", "%2B")
    found = program.get(f"/api/v1/promises?due_until_at={soon}&state=pending").json()
    assert [row["id"] for row in found["rows"]] == [made[1]]
    assert program.get("/api/v1/promises?overdue=true").json()["rows"] == []
    assert program.get("/api/v1/promises?state=lost").status_code == 422


def test_programs_move_hand_over_and_close(
    program: Client, promise: Make, organisation: Organisation, handler: Scripted
) -> None:
    ben = joins(organisation, "Ben")
    made = promise(clock.now() + timedelta(hours=1))
    at = f"/{made.pk}"
    later = (clock.now() + timedelta(hours=3)).isoformat()
    assert post(program, f"{at}/reschedule", generation=1, due_at=later, why="asked to") == 200
    assert post(program, f"{at}/reschedule", generation=1, due_at=later) == 409
    assert post(program, f"{at}/reschedule", generation=2, due_at="9999-12-31T23:59:59Z") == 422
    assert post(program, f"{at}/reschedule", generation=2, due_at="2026-12-01T10:00:00") == 422
    assert post(program, f"{at}/hand-over", to_member_id=ben.member_id) == 204
    group = HuntGroup.objects.create(organisation=organisation, name="Sales")
    both = {"to_member_id": ben.member_id, "to_group_id": group.pk}
    assert post(program, f"{at}/hand-over", **both) == 422 == post(program, f"{at}/hand-over")
    assert post(program, f"{at}/hand-over", to_group_id=group.pk) == 204
    assert program.get(f"/api/v1/promises{at}").json()["promise"]["group_id"] == group.pk
    many = {"promise_ids": [made.pk], "to_group_id": group.pk}
    assert post(program, "/hand-over", **many) == 200
    assert post(program, "/hand-over", **many, in_turn=True) == 409, "nobody of it is a member"
    assert post(program, "/hand-over", **many, to_member_ids=[ben.member_id]) == 422
    assert post(program, f"{at}/hand-over", to_member_id=ben.member_id) == 204
    assert post(program, f"{at}/outcome", outcome="busy", word="engaged") == 204
    assert post(program, f"{at}/outcome", outcome="uncertain") == 422
    assert post(program, f"{at}/kept", word="she called back") == 204
    assert post(program, f"{at}/cancel") == 409
    page = program.get(f"/api/v1/promises{at}").json()
    assert page["promise"]["state"] == "kept"
    assert [one["outcome"] for one in page["attempts"]] == ["busy", "done"]
    assert page["attempts"][1]["evidence"]["word"] == "she called back"
    assert [one["what"] for one in page["history"]] == ["moved", *["handed_over"] * 4]
    assert page["policy"][0].startswith("Once after 30 seconds if it fails") or "busy" in page["policy"][0]


def test_an_agent_sees_their_own_and_their_groups_promises(promise: Make, organisation: Organisation) -> None:
    agent = scene.member(organisation, "agent", "group", 4)
    own, groups, _others = promise(owner_id=agent.member_id), promise(group_id=4), promise(group_id=5)
    _token, text = make_token(agent, "script")
    program = Client(headers={"Authorization": f"Bearer {text}"})
    assert {row["id"] for row in program.get("/api/v1/promises").json()["rows"]} == {own.pk, groups.pk}
