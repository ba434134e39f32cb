"""From the request to the end of the call: the keeper, the call's rows, and what the visitor is told."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db import transaction

from ringback.base.database import doorbell
from ringback.base.kit import clock, phones
from ringback.channels.voice.models import Call, Leg, Stage
from ringback.core.promises import services as promises
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.services import Wish, facts_by_key, request_callback, save_site
from ringback.project.mounting import PublicPaths
from tests.integration.website.conftest import ORIGIN, Ask, fresh_number, site_values
from tests.waiting import until

Events = list[dict[str, Any]]


@contextmanager
def watching(client: httpx.Client, token: str) -> Iterator[Events]:
    """Follow a request's stream in a thread; the list grows as states arrive, and ends with {"closed": True}.

    A bare socket, because a browser that goes away shuts its connection down, whoever is reading from it.
    """
    events: Events = []
    connection = http.client.HTTPConnection(client.base_url.host, client.base_url.port, timeout=30)
    connection.request("GET", f"/v1/callbacks/{token}/events", headers={"Origin": ORIGIN})
    wire = connection.sock
    response = connection.getresponse()
    assert response.status == 200 and response.headers["content-type"].startswith("text/event-stream")

    def read() -> None:
        try:
            for line in response:
                if line.startswith(b"data: "):
                    events.append(json.loads(line[6:]))
            events.append({"closed": True})
        except (OSError, http.client.HTTPException):
            pass

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        yield events
    finally:
        with suppress(OSError):
            wire.shutdown(socket.SHUT_RDWR)
        reader.join(10)
        connection.close()


def states(events: Events) -> list[str]:
    seen = [event.get("state", "closed") for event in events]
    return [state for index, state in enumerate(seen) if index == 0 or seen[index - 1] != state]


def advance(call: Call, stage: str, **fields: Any) -> None:
    """What the voice role does to a call's row, and the bell it rings."""
    Call.objects.filter(pk=call.pk).update(stage=stage, **fields)
    doorbell.ring("progress", promises=[call.promise_id])


def end(call: Call, outcome: Outcome, **fields: Any) -> None:
    assert call.attempt_id is not None
    with transaction.atomic():
        Call.objects.filter(pk=call.pk).update(stage=Stage.ENDED, ended_at=clock.now(), live_number=None, **fields)
        promises.report(call.attempt_id, outcome, {})


def shown(client: httpx.Client, token: str) -> dict[str, Any]:
    answer = client.get(f"/v1/callbacks/{token}")
    assert answer.status_code == 200
    return dict(answer.json())


@pytest.fixture
def asked(ask: Ask) -> tuple[str, str]:
    """(number, token) of a request that has just been made."""
    number = fresh_number()
    return number, ask(number).json()["token"]


def test_a_visitor_sees_every_step_to_the_end_and_then_the_stream_closes(
    client: httpx.Client, asked: tuple[str, str], site: Site
) -> None:
    number, token = asked
    with watching(client, token) as events:
        until(lambda: states(events) == ["received"])
        call = Call.objects.get()
        assert (call.number, call.live_number, call.group_id) == (number, number, site.group_id)
        assert call.plan["words"] == {"site": "Tent shop", "page": "two person", "city": "", "name": "Vera"}
        advance(call, Stage.HUNTING)
        until(lambda: states(events)[-1] == "calling_agent")
        advance(call, Stage.WHISPERING, agent_answered_at=clock.now())
        until(lambda: states(events)[-1] == "agent_answered")
        advance(call, Stage.DIALLING_VISITOR)
        until(lambda: states(events)[-1] == "calling_you")
        advance(call, Stage.TALKING, connected_at=clock.now())
        until(lambda: states(events)[-1] == "connected")
        end(call, Outcome.DONE)
        until(lambda: states(events)[-2:] == ["ended", "closed"])
    assert shown(client, token)["state"] == "ended"
    Keeper().round()
    request = CallbackRequest.objects.get()
    assert request.open_phone is None and request.closed_at and request.result == "kept"


def test_a_visitor_in_the_queue_sees_their_place_move_up(client: httpx.Client, ask: Ask) -> None:
    first, second = (ask(fresh_number()).json()["token"] for _ in range(2))
    Call.objects.update(queued_at=clock.now())
    with watching(client, second) as events:
        until(lambda: states(events)[-1:] == ["queued"])
        assert (events[-1]["position"], "estimate_seconds" in events[-1]) == (2, False)
        assert client.post(f"/v1/callbacks/{first}/cancel").json()["state"] == "cancelled"
        ahead, behind = Call.objects.order_by("id")
        assert ahead.stage == Stage.ENDED
        doorbell.ring("progress", promises=[behind.promise_id])  # as the voice role does when the line has moved
        until(lambda: events[-1].get("position") == 1)


def test_a_lost_bell_is_made_up_for_within_seconds(client: httpx.Client, asked: tuple[str, str]) -> None:
    with watching(client, asked[1]) as events:
        Call.objects.update(stage=Stage.HUNTING)  # and nobody rings
        until(lambda: states(events)[-1:] == ["calling_agent"], 5)


@pytest.mark.usefixtures("moment")
@pytest.mark.parametrize(
    ("outcome", "state", "again_seconds"),
    [
        (Outcome.NOBODY, "nobody_free", 60),
        (Outcome.BUSY, "you_were_busy", 120),
        (Outcome.NO_ANSWER, "you_did_not_answer", 120),
        (Outcome.INTERRUPTED, "nobody_free", 5),
        (Outcome.FAILED, "not_possible", 60),
        (Outcome.WRONG_NUMBER, "number_wrong", None),
        (Outcome.REFUSED, "you_did_not_answer", None),
    ],
)
def test_what_happens_instead_is_told_and_whether_we_try_again(
    client: httpx.Client, asked: tuple[str, str], outcome: Outcome, state: str, again_seconds: int | None
) -> None:
    end(Call.objects.get(), outcome)
    told = shown(client, asked[1])
    assert told["state"] == state
    if again_seconds is None:
        assert "retry_at" not in told
    else:
        gap = Promise.objects.get().due_at - clock.now()
        assert timedelta(seconds=again_seconds - 10) < gap <= timedelta(seconds=again_seconds)
        assert told["retry_at"]


def test_an_uncertain_call_is_not_tried_again_by_itself(client: httpx.Client, asked: tuple[str, str]) -> None:
    end(Call.objects.get(), Outcome.UNCERTAIN)
    told = shown(client, asked[1])
    assert told["state"] == "not_possible" and "retry_at" not in told
    assert Promise.objects.get().state == "keeping"


def test_a_number_that_is_being_called_counts_as_busy(client: httpx.Client, ask: Ask, organisation: Any) -> None:
    now, number = clock.now(), fresh_number()
    Call.objects.create(
        organisation=organisation,
        call_id="0" * 32,
        key="other",
        number=number,
        live_number=number,
        requested_at=now,
        expires_at=now,
    )
    token = ask(number).json()["token"]
    assert Attempt.objects.get().outcome == Outcome.BUSY
    assert shown(client, token)["state"] == "you_were_busy"
    assert Call.objects.count() == 1


@pytest.mark.usefixtures("moment")
def test_what_fails_is_tried_again_by_the_keeper(asked: tuple[str, str], site: Site) -> None:
    end(Call.objects.get(), Outcome.BUSY)
    Promise.objects.update(due_at=clock.now(), wake_at=clock.now())
    Keeper().round()
    first, again = Call.objects.order_by("id")
    assert (again.number, again.group_id, again.plan["words"]) == (first.number, first.group_id, first.plan["words"])
    assert again.attempt_id == Attempt.objects.latest("id").pk and Promise.objects.get().attempts_made == 2


@pytest.mark.usefixtures("moment")
def test_a_site_that_lost_its_hunt_group_fails_openly(asked: tuple[str, str], site: Site) -> None:
    end(Call.objects.get(), Outcome.BUSY)
    Promise.objects.update(due_at=clock.now(), wake_at=clock.now())
    Site.objects.update(group=None)
    Keeper().round()
    assert Attempt.objects.latest("id").outcome == Outcome.FAILED and Call.objects.count() == 1


def test_a_call_that_cannot_be_written_is_left_to_the_keeper(site: Site) -> None:
    facts = facts_by_key(site.key)
    assert facts is not None
    gone = replace(facts, group_id=10**9)
    request_callback(gone, Wish(phones.parse(fresh_number(), "DE"), site.consent_version))
    assert not Call.objects.exists() and Promise.objects.get().state == "pending"
    Keeper().round()
    assert Call.objects.get().group_id == site.group_id


def test_calling_it_off_before_a_call_ends_it_and_frees_the_number(
    client: httpx.Client, ask: Ask, asked: tuple[str, str]
) -> None:
    number, token = asked
    answer = client.post(f"/v1/callbacks/{token}/cancel")
    assert answer.status_code == 200 and answer.json()["state"] == "cancelled"
    assert client.post(f"/v1/callbacks/{token}/cancel").json()["state"] == "cancelled"
    Keeper().round()
    assert Call.objects.get().stage == Stage.ENDED and not Leg.objects.exists()
    again = ask(number)
    assert again.status_code == 201 and again.json()["token"] != token


def test_a_number_can_be_left_again_as_soon_as_it_is_over_even_while_the_door_was_not_told(
    ask: Ask, asked: tuple[str, str]
) -> None:
    end(Call.objects.get(), Outcome.REFUSED)
    assert CallbackRequest.objects.get().open_phone, "the keeper has not told the door yet"
    again = ask(asked[0])
    assert again.status_code == 201 and again.json()["token"] != asked[1]
    Keeper().round()
    first, second = CallbackRequest.objects.order_by("id")
    assert (first.open_phone, first.result, second.open_phone) == (None, "broken", asked[0])


def test_calling_it_off_while_phones_ring_hangs_up(client: httpx.Client, asked: tuple[str, str]) -> None:
    call = Call.objects.get()
    advance(call, Stage.HUNTING)
    assert client.post(f"/v1/callbacks/{asked[1]}/cancel").json()["state"] == "cancelled"
    assert call.commands.get().kind == "hang_up"


def test_talking_cannot_be_called_off_from_the_page(client: httpx.Client, asked: tuple[str, str]) -> None:
    advance(Call.objects.get(), Stage.TALKING, connected_at=clock.now())
    assert client.post(f"/v1/callbacks/{asked[1]}/cancel").status_code == 409


@pytest.mark.parametrize("token", ["x", "A" * 32, "A" * 500, "..%2f..", "%00" * 32])
@pytest.mark.parametrize("rest", ["", "/events"])
def test_unknown_tokens_all_get_the_same_answer(client: httpx.Client, site: Site, token: str, rest: str) -> None:
    answer = client.get(f"/v1/callbacks/{token}{rest}")
    assert answer.status_code == 404 and answer.headers["content-type"] == "application/problem+json"


def test_another_sites_page_cannot_follow(client: httpx.Client, asked: tuple[str, str]) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}):
        answer = client.get(f"/v1/callbacks/{asked[1]}", headers=headers)
        assert answer.status_code == 403 and "access-control-allow-origin" not in answer.headers


def test_streams_of_browsers_that_went_away_leave_nothing_behind(
    client: httpx.Client, asked: tuple[str, str], public: PublicPaths
) -> None:
    for _ in range(5):
        with watching(client, asked[1]) as events:
            until(lambda: len(public.machinery.streams) == 1 and bool(events))
        until(lambda: len(public.machinery.streams) == 0)
    assert len(public.website._watch) == 0


def test_one_place_may_open_only_so_many_streams(
    client: httpx.Client, asked: tuple[str, str], public: PublicPaths
) -> None:
    public.machinery.streams._most_a_sender = 2
    with watching(client, asked[1]), watching(client, asked[1]):
        until(lambda: len(public.machinery.streams) == 2)
        answer = client.get(f"/v1/callbacks/{asked[1]}/events")
        assert answer.status_code == 429 and answer.headers["access-control-allow-origin"] == ORIGIN
    until(lambda: len(public.machinery.streams) == 0)


def test_a_late_request_is_shown_as_late(client: httpx.Client, asked: tuple[str, str]) -> None:
    Promise.objects.update(missed_at=clock.now())
    assert shown(client, asked[1])["message_key"] == "late"


def test_one_number_may_wait_on_two_sites_but_is_called_once_at_a_time(
    ask: Ask, site: Site, client: httpx.Client, actor: Any
) -> None:
    number = fresh_number()
    other = save_site(actor, None, site_values(group_id=site.group_id))
    assert ask(number).status_code == ask(number, into=other).status_code == 201
    assert Call.objects.filter(live_number=number).count() == 1
    assert sorted(Attempt.objects.values_list("outcome", flat=True)) == ["", "busy"]
