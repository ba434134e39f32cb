"""Server-sent events: few bytes a stream, a heartbeat, and no stream left behind when its browser goes."""

import asyncio
from collections import Counter
from collections.abc import Mapping

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ringback.base.edge.problems import ProblemError
from ringback.base.edge.watch import Subscription

HEARTBEAT_SECONDS = 15.0
RETRY = b"retry: 2000\n\n"
_BEAT = b": still here\n\n"


def event(name: str, value: object) -> bytes:
    """One event on the wire. JSON has no line breaks of its own, so one data line is enough."""
    return b"event: " + name.encode() + b"\ndata: " + msgspec.json.encode(value) + b"\n\n"


class Streams:
    """Counts open streams: so many a sender, so many in all."""

    def __init__(self, most: int = 2000, most_a_sender: int = 12) -> None:
        self._most = most
        self._most_a_sender = most_a_sender
        self._open: Counter[str] = Counter()
        self._total = 0

    def __len__(self) -> int:
        return self._total

    def enter(self, sender: str) -> None:
        """Count one more. Raises ProblemError 429 for this sender, 503 for all."""
        if self._total >= self._most:
            raise ProblemError(503, "overloaded", "Too many streams are open", retry_after=5)
        if self._open[sender] >= self._most_a_sender:
            raise ProblemError(429, "too-many-streams", "Too many streams from one place", retry_after=5)
        self._open[sender] += 1
        self._total += 1

    def leave(self, sender: str) -> None:
        self._total -= 1
        self._open[sender] -= 1
        if self._open[sender] <= 0:
            del self._open[sender]


class EventStream(Response):
    """The response that carries a subscription's frames until a final one, or until the browser has gone."""

    def __init__(
        self,
        streams: Streams,
        sender: str,
        subscription: Subscription,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no", **(headers or {})},
            media_type="text/event-stream",
        )
        del self.headers["content-length"]
        self._streams = streams
        self._sender = sender
        self._subscription = subscription

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send frames. The stream was counted by `Streams.enter`, and is given back here whatever happens."""
        gone = asyncio.create_task(_gone(receive))
        sending = asyncio.create_task(self._send(send))
        try:
            await asyncio.wait({gone, sending}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            pass  # the server is stopping: the browser comes again by itself
        finally:
            self._subscription.close()
            self._streams.leave(self._sender)
            for task in (gone, sending):
                task.cancel()
            await asyncio.gather(gone, sending, return_exceptions=True)

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": RETRY, "more_body": True})
        while True:
            frame = await self._subscription.next(HEARTBEAT_SECONDS)
            body = _BEAT if frame is None else frame.data
            await send({"type": "http.response.body", "body": body, "more_body": True})
            if frame is not None and frame.final:
                break
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    """Return when the browser has gone: nobody says so unless asked."""
    while (await receive())["type"] != "http.disconnect":
        pass
