"""Answers that are remembered for a few seconds, so that a busy page does not become a busy database."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from typing import Generic, TypeVar

from ringback.base.kit import clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Values by key, each for `seconds`; at most `most_keys`, the longest unused forgotten first.

    Belongs to one event loop. What was not there is remembered as well (a None of `read`), so that made-up
    keys cost one query each at most.
    """

    def __init__(self, seconds: float, read: Callable[[K], Awaitable[V]], most_keys: int = 10_000) -> None:
        self._seconds = seconds
        self._read = read
        self._most_keys = most_keys
        self._known: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._reading: dict[K, asyncio.Future[V]] = {}

    def __len__(self) -> int:
        return len(self._known)

    async def get(self, key: K) -> V:
        """The value of `key`, read anew when it is older than `seconds`; once, however many ask for it meanwhile."""
        known = self._known.get(key)
        if known is not None and known[0] > clock.monotonic():
            self._known.move_to_end(key)
            return known[1]
        under_way = self._reading.get(key)
        if under_way is None:
            under_way = self._reading[key] = asyncio.ensure_future(self._anew(key))
            under_way.add_done_callback(partial(self._over, key))
        return await asyncio.shield(under_way)

    def _over(self, key: K, under_way: "asyncio.Future[V]") -> None:
        self._reading.pop(key, None)
        if not under_way.cancelled():
            under_way.exception()  # asked for here, in case nobody waits any more

    async def _anew(self, key: K) -> V:
        value = await self._read(key)
        self._known[key] = (clock.monotonic() + self._seconds, value)
        self._known.move_to_end(key)
        if len(self._known) > self._most_keys:
            self._known.popitem(last=False)
        return value
