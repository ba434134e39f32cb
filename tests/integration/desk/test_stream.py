"""The live stream: who hears what, and that nothing is left behind."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import ExitStack

import httpx
import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.db import connections
from django.test import AsyncClient

from ringback.base.database import doorbell
from ringback.desk import hub, stream
from ringback.project.mounting import PublicPaths
from tests.integration.accounts.scene import user_of
from tests.integration.desk.office import Office, office
from tests.integration.streamed import pieces
from tests.servers.web import web
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "LOOK_SECONDS", 3600.0)


PROBE = "event: change\ndata: team\n\n"


class Reader:
    """Reads one open stream frame by frame."""

    def __init__(self, frames: AsyncGenerator[bytes, None]) -> None:
        self._frames = frames

    async def next(self) -> str:
        """The next frame, but for those that `opened` rang for."""
        async with asyncio.timeout(10):
            while (frame := (await anext(self._frames)).decode()) == PROBE:
                pass
            return frame

    async def heard(self) -> None:
        """Wait until a ring has come through: beside PostgreSQL the bell begins to listen a moment later."""
        async with asyncio.timeout(10):
            while (await anext(self._frames)).decode() != PROBE:
                pass

    async def close(self) -> None:
        await self._frames.aclose()


async def opened(place: Office) -> Reader:
    client = AsyncClient()
    actor = await sync_to_async(place.actor)("viewer")
    await client.aforce_login(await sync_to_async(user_of)(actor))
    answer = await client.get("/desk/events")
    assert answer["Content-Type"] == "text/event-stream"
    reader = Reader(pieces(answer))
    assert "event: hello" in await reader.next()
    probing = asyncio.create_task(probe(place))
    await reader.heard()
    probing.cancel()
    await asyncio.gather(probing, return_exceptions=True)
    return reader


async def probe(place: Office) -> None:
    """Ring until it is cancelled: nothing tells when the bell has begun to listen, so it is rung again and again."""
    while True:
        await ring(place, "team")
        await asyncio.sleep(0.05)


def ring(place: Office, what: str) -> Awaitable[None]:
    return sync_to_async(doorbell.ring)("desk", organisation=place.house.organisation.pk, what=what)


def run(story: Callable[[], Awaitable[None]]) -> None:
    async_to_sync(story)()  # its database work happens in this thread, with this thread's connection


def test_only_the_own_organisations_changes_are_heard() -> None:
    ours, theirs = office(), office("Others")

    async def story() -> None:
        reader = await opened(ours)
        await ring(theirs, "calls")
        await ring(ours, "trunks")
        assert await reader.next() == "event: change\ndata: trunks\n\n"
        await reader.close()

    run(story)


def test_the_switch_of_the_installation_reaches_everybody() -> None:
    place = office()

    async def story() -> None:
        reader = await opened(place)
        await sync_to_async(doorbell.ring)("desk", organisation=0, what="dialling")
        assert await reader.next() == "event: change\ndata: dialling\n\n"
        await reader.close()

    run(story)


def test_what_nobody_knows_is_not_passed_on() -> None:
    place = office()

    async def story() -> None:
        reader = await opened(place)
        await ring(place, "x\n\ndata: evil")
        await ring(place, "calls")
        assert await reader.next() == "event: change\ndata: calls\n\n"
        await reader.close()

    run(story)


def test_a_silent_stream_still_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.05)
    place = office()

    async def story() -> None:
        reader = await opened(place)
        assert (await reader.next()).startswith(":")
        await reader.close()

    run(story)


def test_a_stream_ends_by_itself_so_that_membership_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.02)
    monkeypatch.setattr(stream, "MOST_SECONDS", 0.1)
    place = office()

    async def story() -> None:
        reader = await opened(place)
        with pytest.raises(StopAsyncIteration):
            while True:
                await reader.next()
        assert hub.current().size == 0

    run(story)


def test_a_slow_browser_costs_one_hint_a_kind() -> None:
    async def story() -> None:
        place = hub.Subscription(hub.Hub(), 1)
        for _ in range(1000):
            place.put("calls")
            place.put("today")
        assert await place.changes(1) == ["calls", "today"]
        assert await place.changes(0.01) == []

    run(story)


def test_closed_browsers_leave_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over a real server: whether a disconnect is noticed is its business as much as ours."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)  # the server's threads leave none open
    place = office()
    client = place.client("viewer")
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    with web(PublicPaths([], "")) as address, ExitStack() as browsers:
        browser = browsers.enter_context(httpx.Client(base_url=address, cookies=cookies, timeout=20))
        with ExitStack() as streams:
            reading = [streams.enter_context(browser.stream("GET", "/desk/events")).iter_text() for _ in range(5)]
            assert all("hello" in next(one) for one in reading)
            assert hub.current_size() == 5
            doorbell.ring("desk", organisation=place.house.organisation.pk, what="calls")
        until(lambda: hub.current_size() == 0, 20)


def test_strangers_hear_nothing() -> None:
    async def story() -> None:
        answer = await AsyncClient().get("/desk/events")
        assert answer.status_code == 302

    run(story)


def test_the_second_look_comes_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "LOOK_SECONDS", 0.01)

    async def story() -> None:
        with hub.Subscription(hub.Hub(), 1) as subscription:
            assert set(await subscription.changes(5)) == hub.WHATS

    run(story)
