"""Gathering what many requests want written, so that one job of the writer writes it in one statement a table."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError

from ringback.base.edge.problems import OverloadedError
from ringback.base.edge.writer import Writer

T = TypeVar("T")

MOST_WAITING = 5000
MOST_AT_ONCE = 400
LINGER_SECONDS = 0.01


class Gathering(Generic[T]):
    """Things of one kind, in order, for one event loop. One job of theirs is with the writer at any time.

    `write` gets some of them and writes all or nothing, in a transaction of its own; it may be called again with the
    same. Where it fails with several, it is called with the halves, so that one wrong thing takes no other with it.
    """

    def __init__(self, writer: Writer, write: Callable[[Sequence[T]], None]) -> None:
        self._writer = writer
        self._write = write
        self._waiting: list[tuple[T, asyncio.Future[None]]] = []
        self._busy = False

    def __len__(self) -> int:
        return len(self._waiting)

    async def add(self, thing: T) -> None:
        """Wait until `thing` is committed. Raises OverloadedError when too much waits, or what `write` raised."""
        if len(self._waiting) >= MOST_WAITING:
            raise OverloadedError()
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        self._waiting.append((thing, done))
        if not self._busy:
            self._busy = True
            loop.call_later(LINGER_SECONDS, self._next)
        await done

    def _next(self) -> None:
        batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
        self._busy = bool(batch)
        if batch:
            self._submit(batch, [])

    def _submit(
        self, batch: list[tuple[T, asyncio.Future[None]]], later: list[list[tuple[T, asyncio.Future[None]]]]
    ) -> None:
        """Have `batch` written, then what is to come `later`, then what has gathered meanwhile."""
        loop = asyncio.get_running_loop()
        try:
            work = self._writer.submit(partial(self._write, [thing for thing, _done in batch]))
        except OverloadedError as error:
            _end([one for some in (batch, *later) for one in some], error)
            loop.call_soon(self._next)
            return
        work.add_done_callback(lambda ended: loop.call_soon_threadsafe(self._written, batch, later, ended))

    def _written(
        self,
        batch: list[tuple[T, asyncio.Future[None]]],
        later: list[list[tuple[T, asyncio.Future[None]]]],
        ended: "Future[None]",
    ) -> None:
        error = ended.exception()
        if error is not None and len(batch) > 1 and not isinstance(error, OperationalError | InterfaceError):
            half = len(batch) // 2
            later = [batch[:half], batch[half:], *later]
        else:
            _end(batch, error)
        if later:
            self._submit(later[0], later[1:])
        else:
            self._next()


def _end(batch: Sequence[tuple[object, asyncio.Future[None]]], error: BaseException | None) -> None:
    for _thing, done in batch:
        if done.done():
            continue  # its sender has gone
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
