"""Running a coroutine in tests: in a thread of its own, because Playwright keeps a loop in the tests' thread."""

import asyncio
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def run(work: Awaitable[T]) -> T:
    """The result of `work`, or what it raised."""

    async def waited() -> T:
        return await work

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(waited())).result(60)
