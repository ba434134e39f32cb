"""How the web process listens: uvicorn, with an end to whoever opens connections and sends nothing, or drop by drop.

A proxy in front does the same for its own side; this is what holds where there is none, or a careless one.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ringback.base.edge.addresses import Proxies, household
from ringback.project import environment

# Within so many seconds a connection's next request must have a whole head, and then a whole body.
HEAD_SECONDS = 10.0
BODY_SECONDS = 60.0
MOST_HEAD_BYTES = 65_536
MOST_BODY_BYTES = 16_000_000  # of any page; most read far less
MOST_CONNECTIONS = 4000
MOST_OF_ONE_SENDER = 256


class Guard:
    """Counts the open connections of each sender; a proxy that is trusted brings many senders and is not counted."""

    def __init__(self, trusted_proxies: Iterable[str] = (), most_of_one: int = MOST_OF_ONE_SENDER) -> None:
        self._proxies = Proxies(trusted_proxies)
        self._most_of_one = most_of_one
        self._open: Counter[str] = Counter()

    def sender_of(self, peer: str) -> str | None:
        """Who is counted for a connection from `peer`; None where nobody is."""
        return None if self._proxies.trusts(peer) else household(peer)

    def enter(self, sender: str) -> bool:
        """Count one more, unless it is one too many."""
        if self._open[sender] >= self._most_of_one:
            return False
        self._open[sender] += 1
        return True

    def leave(self, sender: str) -> None:
        self._open[sender] -= 1
        if self._open[sender] <= 0:
            del self._open[sender]


def trusted_proxies() -> list[str]:
    """The networks of the settings whose word is taken. Raises SettingError for what is no network."""
    named = environment.listed("TRUSTED_PROXIES")
    try:
        Proxies(named)
    except ValueError as error:
        wrong = f"{environment.PREFIX}TRUSTED_PROXIES is {','.join(named)!r}: give networks, as 10.0.0.0/8, or unix."
        raise environment.SettingError(wrong) from error
    return named


class Config(uvicorn.Config):
    """uvicorn's settings, and the guard of its connections."""

    def __init__(self, app: ASGIApp | str, guard: Guard, **settings: Any) -> None:
        self.guard = guard
        super().__init__(
            app,
            http=PatientProtocol,
            loop="uvloop",
            proxy_headers=False,
            server_header=False,
            access_log=False,
            timeout_keep_alive=30,
            limit_concurrency=MOST_CONNECTIONS,
            backlog=512,
            **settings,
        )


class PatientProtocol(HttpToolsProtocol):
    """One connection, whose patience ends: with a head or a body that does not come, never with our own answer.

    A request that arrives in one piece, as nearly all do, costs no timer.
    """

    config: Config

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._awaits = ""  # what the parser is in the middle of
        self._waits_for = ""  # what the timer runs for
        self._head_bytes = self._body_bytes = 0
        self._patience: asyncio.TimerHandle | None = None
        self._sender: str | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        sender = self.config.guard.sender_of(self.client[0] if self.client else "")
        if sender is not None and not self.config.guard.enter(sender):
            transport.abort()
            return
        self._sender = sender
        self._wait_for("head")

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_for("")
        if self._sender is not None:
            self.config.guard.leave(self._sender)
            self._sender = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        answered = self.cycle is None or self.cycle.response_complete
        self._wait_for(self._awaits or ("head" if answered and self.parser is not None else ""))
        self._head_bytes = self._head_bytes + len(data) if self._waits_for == "head" else 0
        if self._head_bytes > MOST_HEAD_BYTES:
            self._lose_patience()

    def handle_websocket_upgrade(self) -> None:
        self._wait_for("")
        super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        self._awaits = "head"
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._awaits, self._body_bytes = "body", 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._body_bytes += len(body)
        if self._body_bytes > MOST_BODY_BYTES:
            self._lose_patience()

    def on_message_complete(self) -> None:
        self._awaits = ""
        super().on_message_complete()

    def _wait_for(self, what: str) -> None:
        """Have patience for a head or a body from now on, or for nothing; what is waited for already is not longer."""
        if what == self._waits_for:
            return
        self._waits_for = what
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        if what:
            seconds = HEAD_SECONDS if what == "head" else BODY_SECONDS
            self._patience = self.loop.call_later(seconds, self._lose_patience)

    def _lose_patience(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
