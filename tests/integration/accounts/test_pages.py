"""The team's pages: who may open them, what they show, what their forms do."""

import pytest
from django.test import Client

from ringback.base.accounts import services
from ringback.base.accounts.models import AuditEntry, Grant, Member, Organisation, User
from ringback.base.accounts.rules import GrantValue
from tests.integration.accounts import scene

pytestmark = pytest.mark.django_db

PAGES = {
    "/team/": "team.edit",
    "/team/invite/": "team.edit",
    "/team/tokens/": None,
    "/team/audit/": "audit.see",
    "/team/organisation/": "team.edit",
    "/team/you/": None,
}


@pytest.mark.parametrize("role", ["owner", "admin", "lead", "agent", "viewer"])
@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_to_those_it_is_for(page: str, role: str) -> None:
    opened, _owner = scene.organisation()
    actor = scene.member(opened, role)
    needed = PAGES[page]
    answer = scene.signed_in(actor).get(page)
    assert answer.status_code == (200 if needed is None or actor.may(needed) else 403)
    assert b"desk-side" in answer.content
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("page", [*PAGES, "/team/open/"])
def test_anonymous_people_are_asked_to_sign_in(client: Client, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={page}"


def test_part_of_a_page_asked_for_after_the_session_ended_moves_the_whole_page(client: Client) -> None:
    answer = client.get("/team/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith("/accounts/login/")


def test_somebody_without_an_organisation_is_told_what_to_do(client: Client) -> None:
    scene.organisation()
    client.force_login(scene.user())
    assert client.get("/team/")["Location"] == "/team/open/"
    answer = client.get("/team/open/")
    assert answer.status_code == 403
    assert b"invite this address" in answer.content


def test_the_team_shows_roles_and_who_lacks_a_second_factor() -> None:
    opened, owner = scene.organisation()
    scene.member(opened, "lead")
    text = scene.signed_in(owner).get("/team/").content.decode()
    assert "Lead" in text
    assert text.count("Password only") == 2


def test_roles_are_changed_on_a_members_page() -> None:
    opened, owner = scene.organisation()
    agent = scene.member(opened, "agent")
    browser = scene.signed_in(owner)
    address = f"/team/members/{agent.member_id}/"
    assert browser.get(address).status_code == 200
    rows = {"grants-TOTAL_FORMS": "2", "grants-INITIAL_FORMS": "1"}
    rows |= {"grants-0-role": "", "grants-0-reach": "organisation:0"}
    rows |= {"grants-1-role": "lead", "grants-1-reach": "organisation:0"}
    assert browser.post(address, rows).status_code == 302
    assert services.grants_of(agent.member_id or 0) == (GrantValue("lead"),)
    empty = rows | {"grants-1-role": ""}
    answer = browser.post(address, empty)
    assert answer.status_code == 422
    assert b"A member needs a role" in answer.content


def test_an_admin_sees_no_way_to_make_an_owner() -> None:
    opened, owner = scene.organisation()
    admin, agent = scene.member(opened, "admin"), scene.member(opened, "agent")
    browser = scene.signed_in(admin)
    assert b"Only an owner may change an owner" in browser.get(f"/team/members/{owner.member_id}/").content
    assert b'value="owner"' not in browser.get(f"/team/members/{agent.member_id}/").content
    rows = {"grants-TOTAL_FORMS": "1", "grants-INITIAL_FORMS": "1"}
    rows |= {"grants-0-role": "owner", "grants-0-reach": "organisation:0"}
    assert browser.post(f"/team/members/{agent.member_id}/", rows).status_code == 422
    assert not Grant.objects.filter(member=scene.member_of(agent), role="owner").exists()


def test_the_last_owner_reads_why_they_cannot_leave() -> None:
    _opened, owner = scene.organisation()
    browser = scene.signed_in(owner)
    answer = browser.post(f"/team/members/{owner.member_id}/remove/")
    assert answer.status_code == 409
    assert b"last owner" in answer.content
    part = browser.post(f"/team/members/{owner.member_id}/remove/", headers={"HX-Request": "true"})
    assert (part.status_code, part.content) == (409, b"")
    assert "last owner" in part["HX-Trigger"]


def test_a_token_is_shown_once() -> None:
    _opened, owner = scene.organisation()
    browser = scene.signed_in(owner)
    shown = browser.post("/team/tokens/", {"name": "CRM", "life_days": "30"}).content.decode()
    text = shown.split('id="secret" value="')[1].split('"')[0]
    acting = services.actor_for_token(text)
    assert acting is not None
    assert text not in browser.get("/team/tokens/").content.decode()
    refused = browser.post("/team/tokens/", {"name": "", "life_days": "30"})
    assert refused.status_code == 422


def test_a_form_that_is_wrong_names_the_field() -> None:
    _opened, owner = scene.organisation()
    answer = scene.signed_in(owner).post("/team/invite/", {"email": "nobody", "role": "agent", "reach": "group:5"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_email_error"' in text
    assert 'id="id_reach_error"' in text


def test_the_organisations_settings_are_saved() -> None:
    opened, owner = scene.organisation()
    values = {"name": "Acme & Söhne", "country": "AT", "zone": "Europe/Vienna", "language": "de"}
    assert scene.signed_in(owner).post("/team/organisation/", values).status_code == 302
    opened.refresh_from_db()
    assert (opened.name, opened.country, opened.zone, opened.language) == tuple(values.values())


def test_the_log_says_who_in_words_and_page_by_page() -> None:
    opened, owner = scene.organisation()
    lead = scene.member(opened, "lead")
    services.stop_dialling(lead)
    AuditEntry.objects.bulk_create(
        AuditEntry(organisation=opened, action="trunk.changed", detail={"fields": ["host"]}) for _ in range(60)
    )
    browser = scene.signed_in(owner)
    first, last = browser.get("/team/audit/").content.decode(), browser.get("/team/audit/?page=99").content.decode()
    assert "Trunk: changed" in first
    assert "Dialling: stopped" in last
    assert "Lead" in last
    assert browser.get("/team/audit/?page=x").status_code == 200


def test_a_member_of_two_goes_from_one_to_the_other_and_falls_back_when_removed() -> None:
    here, owner = scene.organisation("Here")
    there, other = scene.organisation("There")
    ann = User.objects.get(pk=owner.user_id or 0)
    member = Member.objects.create(organisation=there, user=ann)
    Grant.objects.create(member=member, role="agent")
    browser = scene.signed_in(owner)
    assert b"Go there" in browser.get("/team/you/").content
    assert browser.post("/team/switch/", {"organisation": str(there.pk)}).status_code == 302
    assert browser.get("/team/").status_code == 403
    services.remove_member(other, member.pk)
    assert browser.get("/team/").status_code == 200
    assert browser.post("/team/switch/", {"organisation": str(there.pk)}).status_code == 404
    assert Organisation.objects.get(pk=here.pk).name.encode() in browser.get("/team/you/").content


def test_errors_wear_the_frame_of_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    _opened, owner = scene.organisation()
    browser = scene.signed_in(owner)
    browser.raise_request_exception = False
    missing = browser.get("/nowhere/")
    assert (missing.status_code, b"desk-bare" in missing.content) == (404, True)
    monkeypatch.setattr(services, "organisations_of", lambda _user: 1 / 0)
    broken = browser.get("/team/you/")
    assert (broken.status_code, b"desk-bare" in broken.content) == (500, True)
    stranger = Client(enforce_csrf_checks=True)
    forged = stranger.post("/accounts/login/", {})
    assert (forged.status_code, b"desk-bare" in forged.content) == (403, True)
