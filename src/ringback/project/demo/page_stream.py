"""What flows to the phones page: every change, the sound levels, and the sound itself."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

from ringback.base.kit import clock
from ringback.project.demo.phone_board import PhoneBoard
from ringback.project.demo.phone_studio import Studio

LEVEL_SECONDS = 0.1
HEARTBEAT_SECONDS = 15.0
_STOP_CHECK_SECONDS = 0.5
_MOST_QUEUED = 50


async def events(board: PhoneBoard, studio: Studio, stopping: Callable[[], bool]) -> AsyncIterator[str]:
    """Server-sent events: `phones` (all of them, at once and after each change), `levels` ten times a second
    while someone is in a call, and a comment every 15 s. Ends when `stopping`."""
    loop = asyncio.get_running_loop()
    changed = asyncio.Event()
    forget = board.watch(lambda: loop.call_soon_threadsafe(changed.set))
    try:
        yield "retry: 1000\n\n" + _event("phones", board.as_json())
        beat_at, before = clock.monotonic() + HEARTBEAT_SECONDS, studio.levels()
        while not stopping():
            levels = studio.levels()
            if levels or before:
                yield _event("levels", levels)
            before = levels
            if await _within(changed, LEVEL_SECONDS if levels else _STOP_CHECK_SECONDS):
                changed.clear()
                yield _event("phones", board.as_json())
            if clock.monotonic() > beat_at:
                beat_at += HEARTBEAT_SECONDS
                yield ": still here\n\n"
    finally:
        forget()


async def heard(studio: Studio, phone_id: str, stopping: Callable[[], bool]) -> AsyncIterator[bytes]:
    """What `phone_id` hears: 16-bit little-endian mono at 8 kHz, only while it hears something."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes] = asyncio.Queue()

    def put(data: bytes) -> None:
        if queue.qsize() < _MOST_QUEUED:
            queue.put_nowait(data)

    forget = studio.listen(phone_id, lambda data: loop.call_soon_threadsafe(put, data))
    try:
        while not stopping():
            try:
                yield await asyncio.wait_for(queue.get(), _STOP_CHECK_SECONDS)
            except TimeoutError:
                continue
    finally:
        forget()


async def _within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"
