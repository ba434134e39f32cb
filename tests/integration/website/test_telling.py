"""What programs hear of callbacks: asked for, called, kept; once each, and no more of the visitor than they may."""

import json
from datetime import timedelta
from typing import Any

import pytest

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.channels.messages.models import WebhookDelivery, WebhookEndpoint
from ringback.channels.voice.models import Call
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from ringback.core.promises.rules import Outcome
from ringback.doors.website.models import CallbackRequest, Site
from tests.integration.website.conftest import Ask
from tests.integration.website.test_following import end

ALL = ["callback.requested", "call.ended", "promise.kept", "promise.broken", "promise.expired", "promise.cancelled"]


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
