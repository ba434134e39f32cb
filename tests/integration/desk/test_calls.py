"""The list of calls, a call's page, its recording."""

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import AsyncClient

from ringback.channels.voice.models import Call, CallCommand, Recording
from ringback.channels.voice.views.recordings import Pieces
from tests.integration.accounts.scene import signed_in, user_of
from tests.integration.desk.office import Office, office
from tests.integration.streamed import body_of, open_files

pytestmark = pytest.mark.django_db


def test_no_calls_yet_says_what_to_do_next() -> None:
    text = office().client().get("/calls/").content.decode()
    assert "No calls yet" in text
    assert "/test-call/" in text


def test_each_filter_leaves_what_fits() -> None:
    place = office()
    talked = place.call("connected", number="+4915111111111")
    busy = place.call("visitor_busy", number="+4915222222222", agent=place.house.agents[1])
    place.recording(talked)
    client = place.client()
    for query, there, gone in [
        ("outcome=visitor_busy", busy, talked),
        (f"agent={place.house.agents[1].pk}", busy, talked),
        ("number=1111", talked, busy),
        ("recorded=on", talked, busy),
    ]:
        text = client.get(f"/calls/?{query}").content.decode()
        assert there.call_id in text, query
        assert gone.call_id not in text, query
    assert "No call fits" in client.get("/calls/?day=2001-01-01").content.decode()


def test_a_filter_that_cannot_be_filters_nothing() -> None:
    place = office()
    call = place.call()
    answer = place.client().get("/calls/?agent=x&day=tomorrow")
    assert answer.status_code == 200
    assert call.call_id in answer.content.decode()


def test_older_calls_are_a_page_further() -> None:
    place = office()
    oldest = place.call()
    for _ in range(50):
        place.call("cancelled", ago=10)
    client = place.client()
    first = client.get("/calls/?outcome=").content.decode()
    assert oldest.call_id not in first
    assert "Older" in first
    after = first.split("after=")[1].split('"')[0]
    assert oldest.call_id in client.get(f"/calls/?after={after}").content.decode()


def test_a_call_shows_how_long_it_took_and_who_was_rung() -> None:
    place = office()
    text = place.client().get(f"/calls/{place.call().call_id}/").content.decode()
    for words in ("4.0 s", "9.0 s", "0:30", "Agent 1", "Visitor", "axis-talking", "Agent 1: answered"):
        assert words in text, words


def test_numbers_are_masked_for_who_may_not_see_them() -> None:
    place = office()
    call = place.call()
    for page in ("/calls/", f"/calls/{call.call_id}/", "/"):
        text = place.client("viewer").get(page).content.decode()
        assert "3456789" not in text.replace(" ", ""), page


def test_only_the_living_part_is_fetched_again() -> None:
    place = office()
    call = place.call("")
    headers = {"HX-Request": "true", "HX-Target": "call-live"}
    text = place.client().get(f"/calls/{call.call_id}/", headers=headers).content.decode()
    assert 'hx-trigger="desk:calls from:body"' in text
    assert "<html" not in text
    Call.objects.filter(pk=call.pk).update(
        stage="ended", outcome="cancelled", ended_at=call.requested_at, live_number=None
    )
    text = place.client().get(f"/calls/{call.call_id}/", headers=headers).content.decode()
    assert "hx-trigger" not in text


def test_hanging_up_asks_the_process_that_holds_the_call() -> None:
    place = office()
    call = place.call("")
    assert place.client("viewer").post(f"/calls/{call.call_id}/hang-up/").status_code == 403
    assert place.client().post(f"/calls/{call.call_id}/hang-up/").status_code == 302
    assert CallCommand.objects.get(call=call).kind == "hang_up"
    Call.objects.filter(pk=call.pk).update(stage="ended", ended_at=call.requested_at, live_number=None)
    assert place.client().post(f"/calls/{call.call_id}/hang-up/").status_code == 409


def test_what_came_of_a_call_is_noted_once_and_shown() -> None:
    place = office()
    call = place.call()
    client = place.client()
    client.post(f"/calls/{call.call_id}/note/", {"disposition": "follow_up", "note": "<b>rings on Monday</b>"})
    text = client.get(f"/calls/{call.call_id}/").content.decode()
    assert "&lt;b&gt;rings on Monday&lt;/b&gt;" in text
    assert 'aria-pressed="true" aria-keyshortcuts="2"' in text
    assert client.post(f"/calls/{call.call_id}/note/", {"disposition": "sold"}).status_code == 422


@pytest.mark.parametrize("tail", ["", "recording", "hang-up/", "note/"])
def test_another_organisations_call_cannot_be_reached(tail: str) -> None:
    theirs = office("Others")
    call = theirs.call()
    theirs.recording(call)
    client = office().client()
    method = client.get if tail in ("", "recording") else client.post
    assert method(f"/calls/{call.call_id}/{tail}").status_code == 404


def test_an_agent_sees_their_own_calls_alone() -> None:
    place = office()
    actor = place.actor("agent")
    agent = place.answers_as(actor)
    own, other = place.call(agent=agent), place.call(agent=place.house.agents[1])
    client = signed_in(actor)
    text = client.get("/calls/").content.decode()
    assert own.call_id in text
    assert other.call_id not in text
    assert client.get(f"/calls/{other.call_id}/").status_code == 404


async def listening(place: Office, role: str = "lead") -> AsyncClient:
    client = AsyncClient()
    actor = await sync_to_async(place.actor)(role)
    await client.aforce_login(await sync_to_async(user_of)(actor))
    return client


@pytest.mark.django_db(transaction=True)
def test_a_recording_is_played_whole_or_by_the_range_asked_for() -> None:
    place = office()
    call = place.call()
    sound = place.recording(call, 90.0)
    assert len(sound) > 256 * 1024, "to be more than one piece"

    async def play() -> None:
        client = await listening(place)
        path = f"/calls/{call.call_id}/recording"
        whole = await client.get(path)
        assert (whole.status_code, whole["Content-Type"], whole["Accept-Ranges"]) == (200, "audio/flac", "bytes")
        assert await body_of(whole) == sound
        part = await client.get(path, headers={"Range": "bytes=100-299"})
        assert part.status_code == 206
        assert part["Content-Range"] == f"bytes 100-299/{len(sound)}"
        assert await body_of(part) == sound[100:300]
        tail = await client.get(path, headers={"Range": "bytes=-50"})
        assert await body_of(tail) == sound[-50:]
        beyond = await client.get(path, headers={"Range": f"bytes={len(sound)}-"})
        assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(sound)}")

    async_to_sync(play)()


def test_a_player_that_turns_away_leaves_no_file_open() -> None:
    """Neither before the first piece nor after it: Django closes what it was given to stream, if it came so far."""
    place = office()
    call = place.call()
    size = len(place.recording(call, 90.0))
    stored = Recording.objects.get(call=call).file

    async def turn_away() -> None:
        given_up = Pieces(stored, 0, size)
        body = aiter(given_up)
        assert [name for name in open_files() if name.endswith(".flac")] == []
        assert len(await anext(body)) < size
        given_up.close()
        assert [name for name in open_files() if name.endswith(".flac")] == []

    async_to_sync(turn_away)()


def test_who_may_not_hear_recordings_gets_none() -> None:
    place = office()
    call = place.call()
    place.recording(call)
    assert place.client("viewer").get(f"/calls/{call.call_id}/recording").status_code == 403
    text = place.client("viewer").get(f"/calls/{call.call_id}/").content.decode()
    assert "<audio" not in text
    assert "does not include listening" in text
