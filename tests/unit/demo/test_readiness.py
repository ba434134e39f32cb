"""A demo says that it is ready when its own pages answer, and not when another program's do on its ports."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ringback.project.demo.ports import Ports
from ringback.project.demo.readiness import Readiness

SITE = "k" * 32


class Pages(BaseHTTPRequestHandler):
    """Answers as a part of the demo whose site is its server's."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"This is {self.server.site}".encode())  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def servers() -> Iterator[list[ThreadingHTTPServer]]:
    """What listens on the ports of desk, shop and phones."""
    with ExitStack() as held:
        servers = [ThreadingHTTPServer(("127.0.0.1", 0), Pages) for _ in range(3)]
        for server in servers:
            server.site = SITE  # type: ignore[attr-defined]
            serving = threading.Thread(target=server.serve_forever, args=(0.01,))
            serving.start()
            held.callback(serving.join)
            held.callback(server.server_close)
            held.callback(server.shutdown)
        yield servers


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def readiness(servers: list[ThreadingHTTPServer], told: list[str], monkeypatch: pytest.MonkeyPatch) -> Readiness:
    """Of a demo whose roles are at work."""
    monkeypatch.setattr(Readiness, "_works", lambda *_: True)
    web, shop, phones = (server.server_port for server in servers)
    return Readiness(Ports(web, shop, phones), SITE, lambda: told.append("ready"))


def test_it_tells_once(readiness: Readiness, told: list[str]) -> None:
    readiness.look()
    readiness.look()
    assert told == ["ready"]


@pytest.mark.parametrize("part", [0, 1], ids=["desk", "shop"])
def test_anothers_page_is_not_ours(
    readiness: Readiness, told: list[str], servers: list[ThreadingHTTPServer], part: int
) -> None:
    servers[part].site = "another"  # type: ignore[attr-defined]
    readiness.look()
    assert told == []
    servers[part].site = SITE  # type: ignore[attr-defined]
    readiness.look()
    assert told == ["ready"]


def test_who_does_not_answer_is_waited_for(
    readiness: Readiness, told: list[str], servers: list[ThreadingHTTPServer]
) -> None:
    servers[2].shutdown()
    servers[2].server_close()
    readiness.look()
    assert told == []


def test_ports_in_a_row() -> None:
    assert Ports.in_a_row(9000) == Ports(9000, 9001, 9002, 9003, 9004)
