"""Pages that send beacons as fast as they are answered, for the benchmark of beacons: the load, and what is sent."""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field

ORIGIN = "https://shop.example"
PAGES = 300
NETWORKS = 5000
USER_AGENTS = [
    f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 {mobile}Safari/537.36"
    for version in range(100, 130)
    for system, mobile in (
        ("Windows NT 10.0; Win64; x64", ""),
        ("Macintosh; Intel Mac OS X 10_15_7", ""),
        ("Linux; Android 14; Pixel 8", "Mobile "),
        ("X11; Linux x86_64", ""),
    )
]
REFERRERS = [
    "https://www.google.com/",
    "https://www.bing.com/search?q=small+tent",
    "https://t.co/abc",
    "https://blog.example/best-tents",
    "",
    *[f"{ORIGIN}/tents/{number}" for number in range(20)],
]


@dataclass
class Result:
    """What the senders saw: how many were taken, seconds each took, how long all took, and what was refused."""

    taken: int = 0
    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    refused: list[str] = field(default_factory=list)


def request(key: str, number: int, dice: random.Random) -> bytes:
    """One page view as a browser behind our proxy sends it."""
    page = f"{ORIGIN}/tents/{dice.randrange(PAGES)}"
    if dice.random() < 0.2:
        page += "?utm_source=news&utm_medium=email&utm_campaign=spring"
    view = {"kind": "view", "at": 1_700_000_000_000 + number, "page": page, "referrer": dice.choice(REFERRERS)}
    body = json.dumps({"site": key, "view": f"{dice.getrandbits(96):024x}", "events": [view]})
    network = dice.randrange(NETWORKS)
    return (
        f"POST /v1/beacons HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {ORIGIN}\r\n"
        f"User-Agent: {dice.choice(USER_AGENTS)}\r\nAccept: */*\r\nAccept-Language: en-US,en;q=0.9\r\n"
        f"Accept-Encoding: gzip, deflate, br\r\nReferer: {ORIGIN}/\r\nSec-Fetch-Mode: no-cors\r\n"
        f"X-Forwarded-For: 198.{18 + network // 65536}.{network // 256 % 256}.{network % 256}\r\n"
        f"Content-Type: text/plain;charset=UTF-8\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def send(port: int, keys: list[str], connections: int, seconds: float, seed: int) -> Result:
    """Send page views over so many kept connections for so long, each after the answer to the one before."""
    result, began = Result(), time.monotonic()
    until = began + seconds
    await asyncio.gather(*(_sender(port, keys, seed * 10_000 + one, until, result) for one in range(connections)))
    result.seconds = time.monotonic() - began
    return result


async def _sender(port: int, keys: list[str], seed: int, until: float, result: Result) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    dice, number = random.Random(seed), 0
    while time.monotonic() < until:
        number += 1
        writer.write(request(keys[number % len(keys)], number, dice))
        sent = time.monotonic()
        head = await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 204"):
            result.taken += 1
            result.times.append(time.monotonic() - sent)
        else:
            result.refused.append(head.decode().partition("\r\n")[0])
            return
    writer.close()
