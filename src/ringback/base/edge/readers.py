"""Short reads of the database for an event loop: a few threads, each with its own connection."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, connection, connections

from ringback.base.edge.problems import OverloadedError

T = TypeVar("T")


class Readers:
    """`threads` threads, and at most `most_waiting` reads under way or waiting."""

    def __init__(self, threads: int = 2, most_waiting: int = 200) -> None:
        self._threads = threads
        self._most_waiting = most_waiting
        self._under_way = 0
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="edge-read")

    async def read(self, query: Callable[[], T]) -> T:
        """Run `query` in a thread. Raises OverloadedError when too many wait already."""
        if self._under_way >= self._most_waiting:
            raise OverloadedError()
        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, partial(_once_more, query))
        finally:
            self._under_way -= 1

    def stop(self) -> None:
        """Let running reads end and close their connections."""
        everybody = threading.Barrier(self._threads)
        for _ in range(self._threads):
            self._pool.submit(_leave, everybody)
        self._pool.shutdown(wait=True)


def _leave(everybody: threading.Barrier) -> None:
    connections.close_all()
    everybody.wait(timeout=10)  # so that no thread takes two turns and another none


def _once_more(query: Callable[[], T]) -> T:
    """Run `query`; after a lost connection once again on a new one. Reads may be repeated."""
    try:
        return query()
    except (DatabaseError, InterfaceError):
        connection.close()
        return query()
