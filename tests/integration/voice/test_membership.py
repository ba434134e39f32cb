"""Hunt groups narrow grants; who leaves the team is not rung any more; who sees no numbers finds none out."""

import pytest

from ringback.base.accounts.models import Grant, Member, Organisation, User
from ringback.base.accounts.rules import GrantValue
from ringback.base.accounts.services import Actor, remove_member, scope_choices, system_actor
from ringback.base.kit import clock
from ringback.channels.voice import reads
from ringback.channels.voice.models import Agent, Call, HuntGroup

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Organisation:
    return Organisation.objects.create(name="Tents")


def test_a_grant_may_be_narrowed_to_a_hunt_group(shop: Organisation) -> None:
    group = HuntGroup.objects.create(organisation=shop, name="Sales")
    HuntGroup.objects.create(organisation=Organisation.objects.create(name="Boats"), name="Harbour")
    assert scope_choices(shop.pk) == [("group", group.pk, "Sales")]


def test_who_leaves_is_not_rung_any_more(shop: Organisation) -> None:
    owner, boris = (
        Member.objects.create(organisation=shop, user=User.objects.create_user(f"{name}@shop.example"))
        for name in ("olivia", "boris")
    )
    Grant.objects.create(member=owner, role="owner")
    agent = Agent.objects.create(organisation=shop, member=boris, name="Boris", address="sip:boris@192.0.2.1:5060")
    remove_member(system_actor(shop.pk), boris.pk)
    agent.refresh_from_db()
    assert not agent.active


@pytest.mark.parametrize(("role", "found"), [("lead", 1), ("viewer", 0)])
def test_masked_numbers_cannot_be_searched(shop: Organisation, role: str, found: int) -> None:
    at = clock.now()
    Call.objects.create(
        organisation=shop, call_id="c" * 32, key="k", number="+493023125123", requested_at=at, expires_at=at
    )
    actor = Actor(shop.pk, None, None, "somebody", (GrantValue(role),))
    assert len(reads.calls(actor).rows) == 1
    assert len(reads.calls(actor, reads.CallFilters(number="23125")).rows) == found
