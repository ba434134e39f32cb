"""Organisations and members for tests."""

import itertools

from django.test import Client

from ringback.base.accounts import services
from ringback.base.accounts.models import Grant, Member, Organisation, User
from ringback.base.accounts.services import Actor

PASSWORD = "a-long-enough-passphrase"
_numbers = itertools.count(1)


def user(name: str = "Someone", password: str | None = None, **fields: bool) -> User:
    """A user with an address of their own; hashing takes a while, so a password only where one is typed."""
    return User.objects.create_user(f"{name.lower()}{next(_numbers)}@example.org", password, name=name, **fields)


def organisation(name: str = "Acme", password: str | None = None) -> tuple[Organisation, Actor]:
    """An organisation and its owner."""
    owner = user("Owner", password)
    opened = services.open_organisation(owner, name, "DE", "Europe/Berlin", "en", as_operator=True)
    return opened, services.actor_for(owner)


def member(opened: Organisation, role: str, scope: str = "organisation", scope_id: int = 0) -> Actor:
    """Another member with one grant."""
    made = Member.objects.create(organisation=opened, user=user(role.capitalize()))
    Grant.objects.create(member=made, role=role, scope=scope, scope_id=scope_id)
    return services.actor_of_member(made)


def user_of(actor: Actor) -> User:
    """Who acts; fails for the system's own actor, behind whom nobody stands."""
    assert actor.user_id is not None
    return User.objects.get(pk=actor.user_id)


def member_of(actor: Actor) -> Member:
    """The membership by which somebody acts."""
    assert actor.member_id is not None
    return Member.objects.get(pk=actor.member_id)


def signed_in(actor: Actor) -> Client:
    """A browser in which `actor` has signed in."""
    client = Client()
    client.force_login(user_of(actor))
    return client
