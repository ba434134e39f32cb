"""What programs hear of callbacks: asked for, called, kept; once each, and no more of the visitor than they may."""

import json
from datetime import timedelta
from typing import Any

import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.channels.messages.models import WebhookDelivery, WebhookEndpoint
from ringback.channels.voice.models import Agent, Call, HuntGroup, HuntGroupMember, Leg
from ringback.core.promises import services as promises
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from ringback.core.promises.rules import Outcome
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.services import facts_by_key
from ringback.doors.website.slots import services as slots
from ringback.doors.website.slots.services import Visitor
from tests.integration.accounts import scene
from tests.integration.website.conftest import Ask
from tests.integration.website.test_following import end

ALL = [
    "callback.requested",
    "callback.moved",
    "call.ended",
    "promise.kept",
    "promise.broken",
    "promise.expired",
    "promise.cancelled",
]


@pytest.fixture
def endpoint(actor: Actor) -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(
        organisation_id=actor.organisation_id, name="CRM", url="https://crm.example/", events=ALL, secret="whsec_AAAA"
    )


def heard(kind: str) -> list[dict[str, Any]]:
    rows = WebhookDelivery.objects.filter(event=kind).order_by("id")
    return [json.loads(row.body)["data"] for row in rows]


def test_a_request_is_told_without_the_visitors_name_and_number(
    site: Site, endpoint: WebhookEndpoint, ask: Ask
) -> None:
    assert ask("+4915123456789", page="https://shop.example/tents?email=vera@example.org").status_code == 201
    request = CallbackRequest.objects.get()
    (told,) = heard("callback.requested")
    assert told["callback_id"] == request.pk
    assert (told["site"], told["page"], told["phone"]) == (
        site.key,
        "https://shop.example/tents",
        "+49 •••• •••••89",
    )
    assert "name" not in told


def test_a_chosen_time_is_told_and_so_is_its_move(
    site: Site, group: HuntGroup, endpoint: WebhookEndpoint, ask: Ask
) -> None:
    for position in range(2):
        agent = Agent.objects.create(organisation_id=site.organisation_id, name="Ada", address="sip:ada@test")
        HuntGroupMember.objects.create(group=group, agent=agent, position=position)
    known = facts_by_key(site.key)
    assert known is not None
    first, second = slots.offers(known, Visitor("Europe/Berlin")).times[:2]
    assert ask("+4915123456789", at=first.isoformat()).status_code == 201
    assert ask("+4915123456789", at=second.isoformat()).status_code == 200
    assert [told["scheduled_at"] for told in heard("callback.requested")] == [first.isoformat()]
    (moved,) = heard("callback.moved")
    request = CallbackRequest.objects.get()
    assert moved == {
        "callback_id": request.pk,
        "promise_id": request.promise_id,
        "site": site.key,
        "requested_at": request.created_at.isoformat(),
        "scheduled_at": second.isoformat(),
    }


def test_a_move_on_the_desk_is_told_as_the_visitors_own(
    moment: clock.SettableClock, actor: Actor, site: Site, endpoint: WebhookEndpoint, ask: Ask
) -> None:
    """One, several at once, and brought forward to now: whoever moves them, it is told in one place."""
    ask("+4915123456789")
    ask("+4915123456790")
    Promise.objects.update(state="pending")
    made = list(Promise.objects.filter(kind="website.callback").order_by("id"))
    tomorrow = clock.now() + timedelta(days=1)
    promises.reschedule(actor, made[0].pk, made[0].generation, tomorrow, why="They asked on the phone.")
    promises.reschedule_all(actor, [one.pk for one in made], tomorrow, "The shop is closed.")
    promises.reschedule(actor, made[1].pk, made[1].generation + 1, clock.now())
    told = [(one["promise_id"], one["scheduled_at"]) for one in heard("callback.moved")]
    later = tomorrow.isoformat()
    assert told == [(made[0].pk, later), (made[0].pk, later), (made[1].pk, later), (made[1].pk, None)]


def test_a_call_and_the_promise_are_told_once(site: Site, endpoint: WebhookEndpoint, ask: Ask) -> None:
    ask()
    call, now = Call.objects.get(), clock.now()
    Call.objects.update(outcome="connected", agent_answered_at=now, connected_at=now + timedelta(seconds=3))
    end(call, Outcome.DONE)
    keeper = Keeper()
    keeper.round()
    Promise.objects.update(untold=True)
    keeper.round()
    keeper.close()
    (ended,) = heard("call.ended")
    assert (ended["call_id"], ended["outcome"], ended["promise_id"]) == (call.call_id, "connected", call.promise_id)
    (kept,) = heard("promise.kept")
    assert (kept["id"], kept["on_time"], kept["attempts"]) == (call.promise_id, True, 1)
    assert heard("promise.broken") == []


def test_where_nobody_listens_nothing_is_written(site: Site, ask: Ask) -> None:
    assert ask().status_code == 201
    assert not WebhookDelivery.objects.exists()


def notices(what: str) -> list[Promise]:
    return [one for one in Promise.objects.filter(kind="notice").order_by("id") if one.content["what"] == what]


def kept() -> None:
    keeper = Keeper()
    keeper.round()
    keeper.round()
    keeper.close()


def test_a_lead_that_nobody_reached_is_told_to_those_who_may_call(site: Site, actor: Actor, ask: Ask) -> None:
    """Within their grants: who answers for another site hears nothing of it."""
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    mine = scene.member(organisation, "agent", "site", site.pk)
    scene.member(organisation, "agent", "site", site.pk + 1)
    scene.member(organisation, "viewer")
    ask(page="https://shop.example/tents/two-person.html")
    Promise.objects.filter(kind="website.callback").update(policy={})
    end(Call.objects.get(), Outcome.NO_ANSWER)
    kept()
    (told,) = notices("new_lead")
    assert told.owner_id == mine.member_id
    assert told.content["values"]["site"] == "Tent shop"


@pytest.mark.parametrize("outcome", ["visitor_declined", "visitor_wrong_number", "visitor_denied"])
def test_who_did_not_want_the_call_is_no_lead(outcome: str, site: Site, actor: Actor, ask: Ask) -> None:
    scene.member(Organisation.objects.get(pk=actor.organisation_id), "agent")
    ask()
    Call.objects.update(outcome=outcome)
    end(Call.objects.get(), Outcome.REFUSED)
    kept()
    assert notices("new_lead") == []


def test_a_call_nobody_took_is_told_to_those_whose_phones_rang(
    site: Site, group: HuntGroup, actor: Actor, ask: Ask
) -> None:
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    rung, spared = scene.member(organisation, "agent"), scene.member(organisation, "agent")
    agents = [
        Agent.objects.create(
            organisation=organisation, name=who.name, member_id=who.member_id, address="sip:1@192.0.2.1"
        )
        for who in (rung, spared)
    ]
    ask()
    call = Call.objects.get()
    Leg.objects.create(
        call=call, number=1, role="agent", agent=agents[0], address="x", sip_call_id="x", dialled_at=clock.now()
    )
    Call.objects.update(outcome="nobody_answered")
    end(call, Outcome.NOBODY)
    kept()
    assert [one.owner_id for one in notices("missed_call")] == [rung.member_id]


def test_what_a_crash_left_in_doubt_is_told_once(site: Site, actor: Actor, ask: Ask) -> None:
    member = scene.member(Organisation.objects.get(pk=actor.organisation_id), "agent")
    ask()
    Call.objects.update(outcome="uncertain")
    end(Call.objects.get(), Outcome.UNCERTAIN)
    kept()
    Promise.objects.filter(kind="website.callback").update(untold=True)
    kept()
    (told,) = notices("uncertain")
    assert told.owner_id == member.member_id
