"""Invitations: mailed, hashed, for one address, once, for seven days."""

import threading

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client

from ringback.base.accounts import services
from ringback.base.accounts.models import Invitation, Member, User
from ringback.base.accounts.rules import GrantValue
from ringback.base.kit.clock import SettableClock
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from tests.integration.accounts import scene

pytestmark = pytest.mark.django_db(transaction=True)


def token_of(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def test_the_link_is_mailed_and_kept_hashed() -> None:
    _opened, owner = scene.organisation("Acme")
    invitation, link = services.invite(owner, " New@Example.ORG ", GrantValue("agent"))
    (sent,) = mail.outbox
    assert sent.to == ["new@example.org"]
    assert link in sent.body
    assert "Acme" in sent.subject
    row = Invitation.objects.values().get(pk=invitation.pk)
    assert not any(token_of(link) in str(value) for value in row.values())


def test_it_makes_a_member_once() -> None:
    opened, owner = scene.organisation()
    friend = scene.user("Friend")
    _invitation, link = services.invite(owner, friend.email, GrantValue("lead"))
    member = services.accept_invitation(friend, token_of(link))
    assert services.actor_for(friend, opened.pk).grants == (GrantValue("lead"),)
    with pytest.raises(NotFoundError):
        services.accept_invitation(friend, token_of(link))
    services.remove_member(owner, member.pk)
    with pytest.raises(NotFoundError):
        services.accept_invitation(friend, token_of(link))


def test_it_is_for_one_address() -> None:
    _opened, owner = scene.organisation()
    _invitation, link = services.invite(owner, "friend@example.org", GrantValue("admin"))
    with pytest.raises(ConflictError):
        services.accept_invitation(scene.user("Finder"), token_of(link))


def test_it_ends_after_seven_days(moment: SettableClock) -> None:
    _opened, owner = scene.organisation()
    friend = scene.user("Friend")
    _invitation, link = services.invite(owner, friend.email, GrantValue("agent"))
    moment.advance(7 * 24 * 3600 - 1)
    assert services.read_invitation(token_of(link)).email == friend.email
    moment.advance(1)
    with pytest.raises(NotFoundError):
        services.accept_invitation(friend, token_of(link))


def test_a_second_one_takes_the_place_of_the_first() -> None:
    _opened, owner = scene.organisation()
    _first, old = services.invite(owner, "friend@example.org", GrantValue("agent"))
    _second, new = services.invite(owner, "friend@example.org", GrantValue("lead"))
    with pytest.raises(NotFoundError):
        services.read_invitation(token_of(old))
    assert services.read_invitation(token_of(new)).role == "Lead"


def test_taken_back_it_opens_nothing_and_taken_up_it_cannot_be_taken_back() -> None:
    _opened, owner = scene.organisation()
    friend = scene.user("Friend")
    back, link = services.invite(owner, "other@example.org", GrantValue("agent"))
    services.withdraw_invitation(owner, back.pk)
    services.withdraw_invitation(owner, back.pk)
    with pytest.raises(NotFoundError):
        services.read_invitation(token_of(link))
    up, link = services.invite(owner, friend.email, GrantValue("agent"))
    services.accept_invitation(friend, token_of(link))
    with pytest.raises(ConflictError):
        services.withdraw_invitation(owner, up.pk)


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "x@example.org\nBcc: all@example.org"])
def test_an_address_that_cannot_be_is_refused(email: str) -> None:
    _opened, owner = scene.organisation()
    with pytest.raises(FieldError):
        services.invite(owner, email, GrantValue("agent"))
    assert not mail.outbox


def test_a_member_is_not_invited_again() -> None:
    opened, owner = scene.organisation()
    agent = scene.member(opened, "agent")
    with pytest.raises(FieldError):
        services.invite(owner, scene.user_of(agent).email, GrantValue("lead"))


def test_two_browsers_that_accept_at_once_make_one_member() -> None:
    opened, owner = scene.organisation()
    friend = scene.user("Friend")
    _invitation, link = services.invite(owner, friend.email, GrantValue("agent"))
    start, results = threading.Barrier(2), []

    def accept() -> None:
        try:
            start.wait(timeout=10)
            services.accept_invitation(friend, token_of(link))
            results.append("joined")
        except NotFoundError:
            results.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(results) == ["joined", "too late"]
    assert Member.objects.filter(organisation=opened, user=friend).count() == 1


def test_a_newcomer_signs_up_from_the_link_and_is_in(client: Client) -> None:
    opened, owner = scene.organisation("Acme")
    _invitation, link = services.invite(owner, "new@example.org", GrantValue("lead"))
    assert client.get("/accounts/signup/").status_code == 200
    assert b"Your name" not in client.get("/accounts/signup/").content
    page = client.get(f"/team/join/{token_of(link)}/")
    assert b"new@example.org" in page.content
    assert b'value="new@example.org"' in client.get("/accounts/signup/").content
    wrong = {"name": "New", "email": "else@example.org", "password1": scene.PASSWORD}
    refused = client.post("/accounts/signup/", wrong)
    assert b"another address" in refused.content
    answer = client.post("/accounts/signup/", wrong | {"email": "new@example.org"})
    assert answer.status_code == 302
    user = User.objects.get(email="new@example.org")
    assert user.name == "New"
    assert services.actor_for(user).organisation_id == opened.pk
    assert EmailAddress.objects.get(user=user).verified


def test_opening_the_link_alone_changes_nothing() -> None:
    _opened, owner = scene.organisation()
    friend = scene.user("Friend")
    invitation, link = services.invite(owner, friend.email, GrantValue("agent"))
    browser = Client()
    browser.force_login(friend)
    assert browser.get(f"/team/join/{token_of(link)}/").status_code == 200
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert browser.post(f"/team/join/{token_of(link)}/").status_code == 302
    assert Member.objects.filter(user=friend, active=True).exists()


def test_a_dead_link_says_so(client: Client) -> None:
    answer = client.get("/team/join/nothing/")
    assert answer.status_code == 404
    assert b"no longer open" in answer.content
