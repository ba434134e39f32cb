"""Members, grants, and that an organisation keeps an owner."""

import threading

import pytest
from django.db import connection
from pytest_django import Settings

from ringback.base.accounts import services
from ringback.base.accounts.models import AuditEntry, Member, Role
from ringback.base.accounts.rules import GrantValue
from ringback.base.accounts.services import scopes, team
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError, NotFoundError
from tests.integration.accounts import scene

pytestmark = pytest.mark.django_db


def test_the_first_to_open_an_organisation_operates_the_installation() -> None:
    first = scene.user("First")
    services.open_organisation(first, "Acme", "de", "Europe/Berlin", "en")
    first.refresh_from_db()
    assert first.is_superuser
    stranger = scene.user("Stranger")
    with pytest.raises(NotAllowedError):
        services.open_organisation(stranger, "Other", "DE", "Europe/Berlin", "en")


def test_strangers_open_organisations_where_the_operator_says_so(settings: Settings) -> None:
    scene.organisation()
    settings.SIGN_UP_OPEN = True
    stranger = scene.user("Stranger")
    services.open_organisation(stranger, "Other", "DE", "Europe/Berlin", "en")
    stranger.refresh_from_db()
    assert not stranger.is_superuser
    assert services.actor_for(stranger).may("team.edit")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", ("  ", "DE", "Europe/Berlin", "en")),
        ("country", ("Acme", "XX", "Europe/Berlin", "en")),
        ("zone", ("Acme", "DE", "Europe/Atlantis", "en")),
        ("language", ("Acme", "DE", "Europe/Berlin", "tlh")),
    ],
)
def test_an_organisation_names_the_field_that_cannot_be(field: str, values: tuple[str, str, str, str]) -> None:
    with pytest.raises(FieldError) as raised:
        services.open_organisation(scene.user(), *values, as_operator=True)
    assert raised.value.field == field


def test_settings_change_once_and_leave_the_names_of_fields_in_the_log() -> None:
    _opened, owner = scene.organisation()
    services.change_organisation(owner, "Acme two", "AT", "Europe/Berlin", "en")
    services.change_organisation(owner, "Acme two", "AT", "Europe/Berlin", "en")
    entries = AuditEntry.objects.filter(action="organisation.changed")
    assert [entry.detail for entry in entries] == [{"fields": ["name", "country"]}]


def test_grants_are_replaced_as_a_whole() -> None:
    opened, owner = scene.organisation()
    agent = scene.member(opened, "agent")
    assert agent.member_id is not None
    services.change_grants(owner, agent.member_id, [GrantValue("lead"), GrantValue("viewer"), GrantValue("lead")])
    assert set(services.grants_of(agent.member_id)) == {GrantValue("lead"), GrantValue("viewer")}


def test_a_member_needs_a_role() -> None:
    opened, owner = scene.organisation()
    agent = scene.member(opened, "agent")
    with pytest.raises(FieldError):
        services.change_grants(owner, agent.member_id or 0, [])


@pytest.mark.parametrize("role", ["lead", "agent", "viewer"])
def test_only_owners_and_admins_run_the_team(role: str) -> None:
    opened, _owner = scene.organisation()
    actor, other = scene.member(opened, role), scene.member(opened, "viewer")
    with pytest.raises(NotAllowedError):
        services.change_grants(actor, other.member_id or 0, [GrantValue("admin")])
    with pytest.raises(NotAllowedError):
        services.remove_member(actor, other.member_id or 0)
    with pytest.raises(NotAllowedError):
        services.invite(actor, "x@example.org", GrantValue("agent"))


def test_an_admin_cannot_make_unmake_or_remove_an_owner() -> None:
    opened, owner = scene.organisation()
    admin = scene.member(opened, "admin")
    for attempt in (
        lambda: services.change_grants(admin, admin.member_id or 0, [GrantValue("owner")]),
        lambda: services.change_grants(admin, owner.member_id or 0, [GrantValue("viewer")]),
        lambda: services.remove_member(admin, owner.member_id or 0),
        lambda: services.invite(admin, "x@example.org", GrantValue("owner")),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert set(services.grants_of(owner.member_id or 0)) == {GrantValue("owner")}


def test_an_admin_who_was_demoted_meanwhile_cannot_use_an_old_actor_to_make_owners() -> None:
    opened, owner = scene.organisation()
    second = scene.member(opened, "owner")
    services.change_grants(owner, second.member_id or 0, [GrantValue("viewer")])
    with pytest.raises(NotAllowedError):
        services.change_grants(second, second.member_id or 0, [GrantValue("owner")])


def test_the_last_owner_stays() -> None:
    opened, owner = scene.organisation()
    with pytest.raises(ConflictError):
        services.change_grants(owner, owner.member_id or 0, [GrantValue("admin")])
    with pytest.raises(ConflictError):
        services.remove_member(owner, owner.member_id or 0)
    scene.member(opened, "owner")
    services.remove_member(owner, owner.member_id or 0)


def test_whoever_is_removed_is_shut_out_at_once() -> None:
    opened, owner = scene.organisation()
    admin = scene.member(opened, "admin")
    _token, text = services.make_token(admin, "script")
    _invitation, link = services.invite(admin, "friend@example.org", GrantValue("agent"))
    assert services.actor_for_token(text) is not None
    services.remove_member(owner, admin.member_id or 0)
    assert services.actor_for_token(text) is None
    with pytest.raises(NotFoundError):
        services.read_invitation(link.rstrip("/").rpartition("/")[2])
    with pytest.raises(NotFoundError):
        services.actor_for(scene.user_of(admin), opened.pk)


def test_what_hangs_on_a_membership_ends_with_it_or_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    opened, owner = scene.organisation()
    agent = scene.member(opened, "agent")
    told: list[int] = []
    monkeypatch.setattr(team, "_on_removal", [])
    services.when_member_removed(told.append)
    services.when_member_removed(told.append)
    with pytest.raises(ConflictError):
        services.remove_member(owner, owner.member_id or 0)
    assert told == []
    services.remove_member(owner, agent.member_id or 0)
    assert told == [agent.member_id]


def test_anybody_may_leave() -> None:
    opened, _owner = scene.organisation()
    viewer = scene.member(opened, "viewer")
    services.remove_member(viewer, viewer.member_id or 0)
    assert not scene.member_of(viewer).active


def test_members_of_other_organisations_do_not_exist_here() -> None:
    _opened, owner = scene.organisation("Here")
    elsewhere, _other = scene.organisation("There")
    stranger = scene.member(elsewhere, "agent")
    with pytest.raises(NotFoundError):
        services.change_grants(owner, stranger.member_id or 0, [GrantValue("viewer")])
    with pytest.raises(NotFoundError):
        services.remove_member(owner, stranger.member_id or 0)


def test_a_grant_can_be_narrowed_to_what_the_organisation_has(monkeypatch: pytest.MonkeyPatch) -> None:
    opened, owner = scene.organisation()
    agent = scene.member(opened, "agent")
    monkeypatch.setattr(scopes, "_listers", {})
    services.offers_scope("group", lambda organisation_id: [(7, "Sales")] if organisation_id == opened.pk else [])
    services.change_grants(owner, agent.member_id or 0, [GrantValue("lead", "group", 7)])
    for wrong in (GrantValue("lead", "group", 8), GrantValue("lead", "site", 7), GrantValue("admin", "group", 7)):
        with pytest.raises(FieldError):
            services.change_grants(owner, agent.member_id or 0, [wrong])


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_leave_one() -> None:
    opened, owner = scene.organisation()
    second = scene.member(opened, "owner")
    start, results = threading.Barrier(2), []

    def leave(actor: services.Actor) -> None:
        try:
            start.wait(timeout=10)
            services.remove_member(actor, actor.member_id or 0)
            results.append("left")
        except ConflictError:
            results.append("stays")
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=(actor,)) for actor in (owner, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(results) == ["left", "stays"]
    assert Member.objects.filter(organisation=opened, active=True, grants__role=Role.OWNER).count() == 1
