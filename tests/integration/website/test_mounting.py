"""Which part of the web process answers which path, and how it starts and stops."""

from typing import Any

import httpx
import pytest

from ringback.project import mounting
from ringback.project.environment import SettingError
from ringback.project.mounting import Mounted, PublicPaths
from tests.looping import run

pytestmark = pytest.mark.django_db(transaction=True)


async def _beside(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


@pytest.mark.parametrize("path", ["/", "/sites/", "/v1", "/w", "/healthz/", "/api/v1/callbacks", "/metricsx"])
def test_all_but_the_public_paths_goes_to_django(path: str) -> None:
    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(Mounted(_beside, PublicPaths([], "")))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path)

    assert run(get()).text == path


async def _lived(app: Mounted) -> list[str]:
    """What the application says when the server starts and stops it."""
    orders = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    said: list[str] = []

    async def receive() -> Any:
        return next(orders)

    async def send(message: Any) -> None:
        said.append(message["type"])

    await app({"type": "lifespan"}, receive, send)
    return said


def test_threads_start_and_stop_with_the_server() -> None:
    public = PublicPaths([], "")
    assert run(_lived(Mounted(_beside, public))) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert not public.machinery.writer.alive


def test_a_process_that_cannot_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    public = PublicPaths([], "")

    def broken() -> None:
        raise OSError("no room")

    monkeypatch.setattr(public, "start", broken)
    assert run(_lived(Mounted(_beside, public))) == ["lifespan.startup.failed"]


def test_proxies_that_are_no_networks_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGBACK_TRUSTED_PROXIES", "10.0.0.0/8,everybody")
    with pytest.raises(SettingError, match="everybody"):
        mounting.mounted(_beside)
