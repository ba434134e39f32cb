"""What is remembered is read once, however many ask for it at the same moment."""

import asyncio

import pytest

from ringback.base.edge.remembered import Remembered


def test_many_who_ask_at_once_are_one_read() -> None:
    reads: list[str] = []

    async def read(key: str) -> str:
        reads.append(key)
        await asyncio.sleep(0)
        return key.upper()

    async def ask() -> list[str]:
        known = Remembered(60, read)
        return await asyncio.gather(*(known.get(key) for key in ["a", "b"] * 50))

    assert asyncio.run(ask()) == ["A", "B"] * 50
    assert sorted(reads) == ["a", "b"]


def test_an_error_reaches_all_who_ask_and_is_not_remembered() -> None:
    reads: list[str] = []

    async def read(key: str) -> str:
        reads.append(key)
        await asyncio.sleep(0)
        if len(reads) == 1:
            raise ValueError(key)
        return key

    async def ask() -> str:
        known = Remembered(60, read)
        errors = await asyncio.gather(known.get("a"), known.get("a"), return_exceptions=True)
        assert [type(error) for error in errors] == [ValueError, ValueError]
        return await known.get("a")

    assert asyncio.run(ask()) == "a"


def test_who_goes_away_takes_nobody_with_them() -> None:
    async def read(key: str) -> str:
        await asyncio.sleep(0.01)
        return key

    async def ask() -> str:
        known = Remembered(60, read)
        first = asyncio.ensure_future(known.get("a"))
        second = asyncio.ensure_future(known.get("a"))
        await asyncio.sleep(0)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        return await second

    assert asyncio.run(ask()) == "a"
