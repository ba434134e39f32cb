"""The organisation's policy on callbacks, and an agent's word on what really answered."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from ringback.base.accounts.models import Member
from ringback.base.accounts.services import Actor, system_actor
from ringback.base.kit import clock, phones
from ringback.channels.voice import services as voice
from ringback.channels.voice.models import Agent, Call, HuntGroup, HuntGroupMember, Stage
from ringback.core.promises import services as promises
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from ringback.core.promises.rules import Outcome, Policy
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.services import Wish, facts_by_key, request_callback
from tests.integration.accounts import scene
from tests.integration.website.conftest import Ask, fresh_number
from tests.integration.website.test_following import advance, end, shown

pytestmark = pytest.mark.usefixtures("moment")

AGAIN = Policy({"voicemail": (300,)}).to_json()


@pytest.fixture
def asked(ask: Ask) -> tuple[str, str]:
    """(number, token) of a request that has just been made, under a policy that calls voicemails again."""
    number = fresh_number()
    token = ask(number).json()["token"]
    Promise.objects.update(policy=AGAIN)
    return number, token


def talked(call: Call, **fields: Any) -> None:
    """The line heard somebody talk."""
    advance(call, Stage.TALKING, connected_at=clock.now(), **fields)
    end(call, Outcome.DONE)
    Keeper().round()


def test_a_voicemail_opens_the_request_again_and_the_visitor_is_told(
    client: httpx.Client, asked: tuple[str, str], actor: Actor
) -> None:
    call = Call.objects.get()
    talked(call)
    assert shown(client, asked[1])["state"] == "ended"
    voice.dispose(actor, call.call_id, "voicemail")
    Keeper().round()
    request = CallbackRequest.objects.get()
    assert (request.open_phone, request.closed_at, request.result) == (asked[0], None, "")
    told = shown(client, asked[1])
    assert (told["state"], "retry_at" in told) == ("you_did_not_answer", True)
    voice.dispose(actor, call.call_id, "success")
    Keeper().round()
    assert (CallbackRequest.objects.get().result, shown(client, asked[1])["state"]) == ("kept", "ended")


def test_somebody_else_answered_so_nobody_is_called_there_again(
    client: httpx.Client, asked: tuple[str, str], actor: Actor
) -> None:
    call = Call.objects.get()
    talked(call)
    voice.dispose(actor, call.call_id, "wrong_person")
    Keeper().round()
    assert Promise.objects.get().state == "broken"
    assert shown(client, asked[1])["state"] == "number_wrong"


def test_said_while_it_talks_it_counts_at_the_end(asked: tuple[str, str], actor: Actor) -> None:
    call = Call.objects.get()
    advance(call, Stage.TALKING, connected_at=clock.now())
    voice.dispose(actor, call.call_id, "voicemail")
    end(call, Outcome.DONE)
    made = Promise.objects.get()
    assert (made.state, made.due_at) == ("pending", clock.now() + timedelta(seconds=300))


def test_a_voicemail_opens_nothing_where_the_visitor_has_asked_anew(
    ask: Ask, asked: tuple[str, str], actor: Actor
) -> None:
    call = Call.objects.get()
    talked(call)
    ask(asked[0])
    voice.dispose(actor, call.call_id, "voicemail")
    keeper = Keeper()
    keeper.round()
    keeper.round()
    first, second = Promise.objects.filter(kind="website.callback").order_by("id")
    assert (first.state, second.state) == ("cancelled", "keeping")


def test_the_organisations_own_policy_is_what_a_callback_is_kept_by(site: Site, actor: Actor) -> None:
    own = Policy({"nobody": (45,)}, expires_after_seconds=600)
    promises.save_policy(actor, "website.callback", own)
    facts = facts_by_key(site.key)
    assert facts is not None
    receipt = request_callback(facts, Wish(phones.parse(fresh_number(), "DE"), site.consent_version))
    made = Promise.objects.get(pk=receipt.promise_id or 0)
    assert Policy.from_json(made.policy) == own
    assert made.expires_at == made.created_at + timedelta(seconds=600)


def test_a_callback_that_was_handed_to_a_member_rings_that_member(
    asked: tuple[str, str], group: HuntGroup, site: Site
) -> None:
    end(Call.objects.get(), Outcome.VOICEMAIL)
    member = Member.objects.create(organisation=site.organisation, user=scene.user("Anna"))
    agents = [
        Agent.objects.create(organisation=site.organisation, name=name, address=f"sip:{name}@192.0.2.1", member=owner)
        for name, owner in (("anna", member), ("ben", None))
    ]
    for position, agent in enumerate(agents):
        HuntGroupMember.objects.create(group=group, agent=agent, position=position)
    Promise.objects.update(due_at=clock.now(), wake_at=clock.now(), owner=member)
    Keeper().round()
    assert Call.objects.latest("id").plan["agents"] == [agents[0].pk]
    assert promises.in_turn(system_actor(site.organisation_id), group.pk) == [member.pk]


def test_a_callback_goes_to_the_group_it_was_handed_to_while_there_is_one(
    asked: tuple[str, str], group: HuntGroup, site: Site
) -> None:
    second = HuntGroup.objects.create(organisation=site.organisation, name="Second")
    end(Call.objects.get(), Outcome.VOICEMAIL)
    Promise.objects.update(due_at=clock.now(), wake_at=clock.now(), group_id=second.pk)
    Keeper().round()
    latest = Call.objects.latest("id")
    assert latest.group_id == second.pk
    end(latest, Outcome.NOBODY)
    Promise.objects.update(state="pending", closed_at=None, due_at=clock.now(), wake_at=clock.now(), group_id=999_999)
    Keeper().round()
    assert Call.objects.latest("id").group_id == group.pk
