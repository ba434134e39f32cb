"""Visitors who watch their callbacks: what each costs the web process, and how soon each is told."""

import argparse
import asyncio
import json
import multiprocessing
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from benchmarks._house import database, make_house, quantile, roles, until_open
from tests.servers.ports import free_port

METHOD = """\
Method: one real web process; every visitor leaves a number over HTTP and opens the event stream of the request, each
from an address of their own through a trusted proxy. Then they call their requests off one after the other, at a
steady rate: time runs from the first byte of the cancellation to the last byte of the event on the visitor's stream,
with the durable commit in between. Memory is the process's own (RSS) with all streams open less before the first,
shared out. Beside it: as many streams of a bare Starlette application that only waits."""

ORIGIN = "https://shop.example"
RATE = 50.0
KB_TARGET = 30.0
AT_ONCE = 50


@dataclass
class Watcher:
    """One visitor: the stream, and when the request was called off and the visitor was told."""

    number: int
    token: str = ""
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    cancelled_at: float = 0.0
    told_at: float = 0.0


async def _exchange(port: int, head: str, body: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, bytes]:
    """Send a request on a connection of its own; the answer's head has been read."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode() + body)
    return reader, writer, await reader.readuntil(b"\r\n\r\n")


def _head(number: int, first: str, length: int = 0) -> str:
    address = f"198.18.{number // 250}.{number % 250}"
    return (
        f"{first} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {ORIGIN}\r\nX-Forwarded-For: {address}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    )


async def _leave_number(port: int, key: str, watcher: Watcher) -> None:
    consent = {"version": "1", "accepted": True}
    body = json.dumps({"site": key, "phone": f"+49302{watcher.number:07}", "consent": consent}).encode()
    head = _head(watcher.number, "POST /v1/callbacks", len(body))
    reader, writer, answer = await _exchange(port, head, body)
    length = next(int(line.split(b":")[1]) for line in answer.split(b"\r\n") if line.lower().startswith(b"content-le"))
    watcher.token = json.loads(await reader.readexactly(length))["token"]
    writer.close()


async def _watch(port: int, watcher: Watcher) -> None:
    """Open the stream, and read until it says how things stand."""
    head = _head(watcher.number, f"GET /v1/callbacks/{watcher.token}/events")
    watcher.reader, watcher.writer, answer = await _exchange(port, head, b"")
    assert b" 200 " in answer.split(b"\r\n")[0], answer
    await watcher.reader.readuntil(b'"state":"received"')


async def _call_off(port: int, watcher: Watcher) -> None:
    watcher.cancelled_at = time.monotonic()
    head = _head(watcher.number, f"POST /v1/callbacks/{watcher.token}/cancel", 2)
    _, writer, _ = await _exchange(port, head, b"{}")
    writer.close()


async def _be_told(watcher: Watcher) -> None:
    assert watcher.reader is not None
    await watcher.reader.readuntil(b'"state":"cancelled"')
    watcher.told_at = time.monotonic()


async def _measure(port: int, pid: int, keys: list[str], watchers: list[Watcher]) -> float:
    """Everything; the kilobytes that all streams together took."""
    await until_open(port)
    for first in range(0, len(watchers), AT_ONCE):
        some = watchers[first : first + AT_ONCE]
        await asyncio.gather(*(_leave_number(port, keys[one.number % len(keys)], one) for one in some))
    before = _resident_kb(pid)
    for first in range(0, len(watchers), AT_ONCE):
        await asyncio.gather(*(_watch(port, one) for one in watchers[first : first + AT_ONCE]))
    took = _resident_kb(pid) - before
    telling = [asyncio.create_task(_be_told(one)) for one in watchers]
    began, asking = time.monotonic(), []
    for place, one in enumerate(watchers):
        await asyncio.sleep(max(0.0, began + place / RATE - time.monotonic()))
        asking.append(asyncio.create_task(_call_off(port, one)))
    await asyncio.gather(*asking)
    await asyncio.wait(telling, timeout=10)
    for one in watchers:
        if one.writer is not None:
            one.writer.close()
    return took


def _resident_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def _bare(port: int) -> None:
    """A process whose streams say one thing and then wait."""

    async def wait(_: Request) -> StreamingResponse:
        async def events() -> AsyncIterator[bytes]:
            yield b'data: {"state":"received"}\n\n'
            await asyncio.Event().wait()

        return StreamingResponse(events(), media_type="text/event-stream")

    app = Starlette(routes=[Route("/", wait)])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", loop="uvloop", http="httptools")


async def _measure_bare(port: int, pid: int, count: int) -> float:
    await until_open(port)
    open_streams = []
    before = _resident_kb(pid)
    for number in range(count):
        reader, writer, _ = await _exchange(port, _head(number, "GET /"), b"")
        await reader.readuntil(b"received")
        open_streams.append(writer)
    took = _resident_kb(pid) - before
    for writer in open_streams:
        writer.close()
    return took


def _bare_kb(count: int) -> float:
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(target=_bare, args=[port])
    process.start()
    try:
        assert process.pid is not None
        return asyncio.run(_measure_bare(port, process.pid, count))
    finally:
        process.terminate()
        process.join(10)


def main() -> None:
    """Measure, print the method and the comparison, and end with one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--watchers", type=int, default=1000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options = parser.parse_args()
    print(METHOD, flush=True)
    with tempfile.TemporaryDirectory(prefix="ringback-bench-") as name, database(options.database, Path(name)) as url:
        house = make_house(Path(name), url)
        house.settle()
        keys = import_module("benchmarks._rows").seed(5060, 5060, ORIGIN)
        watchers = [Watcher(number) for number in range(options.watchers)]
        with roles(house, "web") as pids:
            took = asyncio.run(_measure(house.port, pids["web"], keys, watchers))
        log = (house.folder / "log").read_text(errors="replace")
    if log.strip():
        print(f"the process logged:\n{log[-2000:]}")
    _report(watchers, took, _bare_kb(options.watchers))


def _report(watchers: list[Watcher], took: float, bare: float) -> None:
    delays = [(one.told_at - one.cancelled_at) * 1000 for one in watchers if one.told_at]
    result = {
        "watchers": len(watchers),
        "kb_each": round(took / len(watchers), 1),
        "delay_p50_ms": quantile(delays, 0.5),
        "delay_p99_ms": quantile(delays, 0.99),
        "untold": len(watchers) - len(delays),
        "bare_kb_each": round(bare / len(watchers), 1),
    }
    met = result["kb_each"] < KB_TARGET and not result["untold"]
    print(f"a stream takes {took / bare:.1f} times the memory of a bare one")
    print(f"target: under {KB_TARGET:g} kB each, all told: {'met' if met else 'missed'}")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
