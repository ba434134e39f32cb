"""The SIP thread: starts the exchange in it, and carries the page's wishes over to it."""

import importlib
import os
from collections.abc import Callable
from concurrent.futures import Future
from threading import Event, Thread
from typing import Any

from ringback.base.kit.errors import ConflictError
from ringback.project.demo.phone import Caller
from ringback.project.demo.phone_board import PhoneBoard
from ringback.project.demo.phone_studio import Studio

_START_SECONDS = 30


class PhoneThread:
    """The phones' SIP in a thread of its own; its verbs are safe from any thread and give a future."""

    def __init__(
        self, host: str, port: int, board: PhoneBoard, studio: Studio, shop: tuple[int, Caller] | None = None
    ) -> None:
        self._make = (host, port, board, studio, shop)
        self._exchange: Any = None
        self._failure: BaseException | None = None
        self._ready = Event()
        self._thread = Thread(target=self._run, name="sip", daemon=True)

    def start(self) -> int:
        """Start it; gives the UDP port listened on. Raises OSError when the port is taken."""
        self._thread.start()
        self._ready.wait(_START_SECONDS)
        if self._failure:
            raise self._failure
        return int(self._exchange.port)

    def stop(self) -> None:
        """Hang up everywhere and end the thread."""
        self._exchange.from_thread(self._exchange.stop)
        self._thread.join()

    def do(self, phone_id: str, verb: str, *arguments: object) -> "Future[None]":
        """`verb` ("answer", "decline", "hang_up" or "press") on the call that `phone_id` is in.

        The future fails with NotFoundError (no such phone) or ConflictError (not what it is doing).
        """
        return self._have(lambda: getattr(self._exchange.line(phone_id), verb)(*arguments))

    def call(self, phone_id: str) -> "Future[None]":
        """Have `phone_id` call the shop; the future fails as that of `do`."""
        return self._have(lambda: self._exchange.call(phone_id))

    def _have(self, work: Callable[[], None]) -> "Future[None]":
        done: Future[None] = Future()
        if not self._thread.is_alive():
            done.set_exception(ConflictError("The phones are switched off."))
        else:
            self._exchange.from_thread(lambda: _settle(done, work))
        return done

    def _run(self) -> None:
        # sippy's loop is a singleton bound to the thread that imports it first, so it is imported here.
        os.environ.setdefault("SIPLOG_BEND", "none")
        try:
            line = importlib.import_module("ringback.project.demo.phone_line")
            self._exchange = line.Exchange(*self._make)
        except BaseException as failure:
            self._failure = failure
            return
        finally:
            self._ready.set()
        self._exchange.run()


def _settle(done: "Future[None]", work: Callable[[], None]) -> None:
    """Do the work, and let whoever waits for `done` know how it went."""
    try:
        work()
    except Exception as error:
        done.set_exception(error)
    else:
        done.set_result(None)
