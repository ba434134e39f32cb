"""Sending requests at a steady rate over kept connections, for a process that needs nothing else."""

import asyncio
import time
from dataclasses import dataclass, field

LINES = 512


@dataclass
class Result:
    """What the senders saw: of each that was taken, the seconds from when it was due to be sent; and the others."""

    times: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    seconds: float = 0.0


async def send(port: int, requests: list[bytes], seconds: float) -> Result:
    """Send all at a steady rate over so many seconds, whatever the answers take."""
    lines: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _line in range(LINES):
        lines.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    result, began, under_way = Result(), time.monotonic(), []
    for number, request in enumerate(requests):
        due = began + number * seconds / len(requests)
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        under_way.append(asyncio.create_task(_send(lines, request, due, result)))
    await asyncio.gather(*under_way)
    result.seconds = time.monotonic() - began
    return result


async def _send(
    lines: "asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]]",
    request: bytes,
    due: float,
    result: Result,
) -> None:
    reader, writer = await lines.get()
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
    await reader.readexactly(length)
    lines.put_nowait((reader, writer))
    if head.startswith(b"HTTP/1.1 201"):
        result.times.append(time.monotonic() - due)
    else:
        result.refused.append(head.decode().partition("\r\n")[0])
