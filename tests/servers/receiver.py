"""A web server on loopback that keeps what it is asked and answers as a test tells it to."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass(frozen=True)
class Posted:
    """One request as it came: `headers` with lower-case names."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What is answered, once `before` has returned."""

    status: int = 200
    body: bytes = b"ok"
    headers: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], object] = lambda: None


class Receiver:
    """A context: the server runs within it. `reply` may be changed at any time, also to a function of the request."""

    def __init__(self, reply: Reply | Callable[[Posted], Reply] = Reply(), host: str = "127.0.0.1") -> None:
        self.reply = reply
        self.posted: list[Posted] = []
        self._server = _Server((host, 0), partial(_Handler, self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer_to(self, posted: Posted) -> Reply:
        self.posted.append(posted)
        return self.reply(posted) if callable(self.reply) else self.reply

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(timeout=5)
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """The other side hangs up when it has waited long enough: part of what is tested."""


class _Handler(BaseHTTPRequestHandler):
    timeout = 30
    protocol_version = "HTTP/1.1"

    def __init__(self, receiver: Receiver, *arguments: object) -> None:
        self._receiver = receiver
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self._receiver.answer_to(Posted(self.path, headers, body))
        reply.before()
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    do_GET = do_PUT = do_DELETE = do_PROPFIND = do_REPORT = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what came is in `posted`."""
