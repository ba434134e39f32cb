"""A visitor who waits proves by a code that the number is theirs, and only then may be rung first."""

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from django.conf import settings

from ringback.base.kit import clock
from ringback.channels.messages.models import Message
from ringback.channels.voice.models import Call, HuntGroup, Stage
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from ringback.core.promises.rules import Outcome
from ringback.doors.website.models import CallbackRequest
from ringback.doors.website.proving.models import NumberCode
from ringback.doors.website.services import facts_by_key
from tests.integration.website.conftest import Ask
from tests.integration.website.test_following import end

Post = Callable[..., httpx.Response]


@pytest.fixture
def post(client: httpx.Client, ask: Ask, group: HuntGroup, monkeypatch: pytest.MonkeyPatch) -> Post:
    """Post to the request of somebody who waits in the queue of a group that rings confirmed visitors first."""
    monkeypatch.setattr(settings, "SMS_GATEWAY", "kannel")
    monkeypatch.setattr(settings, "RTPENGINE", "127.0.0.1:1")
    HuntGroup.objects.update(visitor_first="busy")
    token = ask().json()["token"]
    Call.objects.update(queued_at=clock.now())
    return lambda what, **body: client.post(f"/v1/callbacks/{token}/{what}", json=body)


def proof(client: httpx.Client) -> dict[str, object]:
    token = CallbackRequest.objects.get().token
    return dict(client.get(f"/v1/callbacks/{token}/code").json())


def code_sent() -> str:
    [code] = re.findall(r"\d{6}", Message.objects.filter(kind="number_code").latest("id").text)
    return str(code)


def confirmed() -> bool:
    return bool(Call.objects.latest("id").plan.get("confirmed"))


def test_the_code_of_the_message_confirms_the_call_that_waits(post: Post) -> None:
    answer = post("code")
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")
    message = Message.objects.get(kind="number_code")
    assert (message.channel, message.to_address) == ("sms", CallbackRequest.objects.get().phone)
    code = code_sent()
    wrong = post("proof", code=f"{(int(code) + 1) % 10**6:06}")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"], confirmed()) == (422, "code", False)
    assert post("code").status_code == 429
    assert post("proof", code=f"{code[:3]} {code[3:]}").status_code == 200
    assert confirmed()
    assert code not in NumberCode.objects.get().digest


def test_whoever_waits_is_told_how_the_proof_stands(post: Post, client: httpx.Client) -> None:
    assert proof(client) == {"proof": "offered"}
    post("code")
    told = proof(client)
    assert (told["proof"], 50 < int(str(told["again_seconds"])) <= 60, "troubled" in told) == ("sent", True, False)
    Message.objects.update(trouble="Connection refused")
    assert proof(client)["troubled"] is True
    NumberCode.objects.update(sent_at=clock.now() - timedelta(minutes=11))
    assert proof(client) == {"proof": "offered"}
    NumberCode.objects.update(sent_at=clock.now())
    post("proof", code=code_sent())
    assert proof(client) == {"proof": "proven"}
    Call.objects.update(stage=Stage.HUNTING)
    assert proof(client) == {"proof": "on_line"}
    Call.objects.update(stage=Stage.TALKING, queued_at=None)
    assert proof(client) == {"proof": "none"}


def test_the_dialog_is_given_the_part_only_where_somebody_may_be_rung_first(post: Post) -> None:
    key = CallbackRequest.objects.get().site.key
    assert facts_by_key(key).holds  # type: ignore[union-attr]
    HuntGroup.objects.update(visitor_first="never")
    assert not facts_by_key(key).holds  # type: ignore[union-attr]


def test_a_code_is_guessed_at_five_times_and_is_good_for_ten_minutes(post: Post) -> None:
    post("code")
    code = code_sent()
    NumberCode.objects.update(tries=5)
    assert post("proof", code=code).status_code == 422
    NumberCode.objects.update(tries=0, sent_at=clock.now() - timedelta(minutes=11))
    assert post("proof", code=code).status_code == 422
    assert post("code").status_code == 202
    assert post("proof", code=code_sent()).status_code == 200
    NumberCode.objects.update(sent=3, sent_at=clock.now() - timedelta(minutes=2))
    assert post("code").status_code == 429


def test_no_code_is_sent_where_it_would_lead_to_nothing(post: Post) -> None:
    Call.objects.update(queued_at=None)
    assert post("code").status_code == 409
    Call.objects.update(queued_at=clock.now())
    HuntGroup.objects.update(visitor_first="never")
    assert post("code").status_code == 409
    assert not Message.objects.filter(kind="number_code").exists()
    assert post("proof", code="000000").status_code == 422


def test_who_has_proven_it_and_not_been_rung_first_may_be_at_the_next_try(post: Post) -> None:
    post("code")
    post("proof", code=code_sent())
    call = Call.objects.get()
    end(call, Outcome.NOBODY)
    Promise.objects.update(wake_at=clock.now(), due_at=clock.now())
    Keeper().round()
    again = Call.objects.latest("id")
    assert (again.pk != call.pk, again.stage, confirmed()) == (True, Stage.PLANNED, True)
