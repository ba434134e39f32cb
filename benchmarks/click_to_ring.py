"""From the click to the ring: HTTP `POST /v1/callbacks` until the agent's INVITE is on the wire."""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks._house import House, database, make_house, quantile, roles, until_open
from benchmarks._sipp import Phones, phones
from ringback.base.kit.clock import SystemClock
from ringback.base.kit.ids import public_id
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.plan import AgentTarget, CallPlan, Destination, EngineConfig
from ringback.channels.voice.engine.runner import Engine

METHOD = """\
Method: real web, keeper and voice processes on one database with durable commits (SQLite synchronous=FULL, PostgreSQL
fsync on); sipp plays all agents and all visitors, and notes when each INVITE arrives. Requests come at a steady rate
over eight kept connections through a trusted proxy, each from an address and with a number of its own; every call is a
whole conversation (agent, visitor, join, 0.2 s, BYE), so that what ends is written while the next begins. Time runs
from the first byte of the request to the first INVITE at the agent's phone. The bare engine beside it: `engine.place`
to the same INVITE, same rate, same phones, claims granted at once, no database."""

ORIGIN = "https://shop.example"
WARM_UP = 20
CONNECTIONS = 8
SETTLE_SECONDS = 8.0
P50_TARGET_MS, P99_TARGET_MS = 10.0, 60.0


class _Visitors:
    """Sends requests at a steady rate, whatever the answers take; notes when each left."""

    def __init__(self, port: int, keys: list[str]) -> None:
        self._port, self._keys = port, keys
        self._lines: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
        self.sent: dict[str, float] = {}
        self.refused: list[str] = []

    async def run(self, first: int, count: int, rate: float) -> None:
        while self._lines.qsize() < CONNECTIONS:
            self._lines.put_nowait(await asyncio.open_connection("127.0.0.1", self._port))
        began = time.monotonic()
        asking = []
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            asking.append(asyncio.create_task(self._ask(first + number)))
        await asyncio.gather(*asking)

    async def _ask(self, number: int) -> None:
        phone = f"+49302{number:07}"
        body = json.dumps(
            {
                "site": self._keys[number % len(self._keys)],
                "phone": phone,
                "name": "Anna",
                "consent": {"version": "1", "accepted": True},
                "page": f"{ORIGIN}/tents",
            }
        ).encode()
        head = (
            f"POST /v1/callbacks HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {ORIGIN}\r\n"
            f"X-Forwarded-For: 198.18.{number // 250 % 250}.{number % 250}\r\n"
            f"Content-Type: application/json\r\nIdempotency-Key: key-{number:016}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        reader, writer = await self._lines.get()
        self.sent[phone] = time.time()
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in answer.split(b"\r\n") if line.lower().startswith(b"content-le")
        )
        text = await reader.readexactly(length)
        self._lines.put_nowait((reader, writer))
        if b" 201 " not in answer.split(b"\r\n")[0]:
            self.refused.append(f"{answer.split(chr(13).encode())[0]!r} {text[:200]!r}")


def _whole_path(
    rows: ModuleType, house: House, agents: Phones, keys: list[str], rate: float, seconds: float
) -> tuple[list[float], int]:
    """Milliseconds from request to INVITE of each call, and how many failed."""
    visitors, count = _Visitors(house.port, keys), int(rate * seconds)
    pause = threading.Event()
    with roles(house, "keeper", "voice", "web"):
        asyncio.run(until_open(house.port))
        while rows.roles_beating() < 2:
            pause.wait(0.1)
        before = _machine_times()
        asyncio.run(_both(visitors, count, rate))
        _print_machine(before)
        deadline = time.monotonic() + SETTLE_SECONDS
        while rows.is_call_open() and time.monotonic() < deadline:
            pause.wait(0.2)
        calls = rows.placed()
    agents.stop()
    for line in visitors.refused[:3]:
        print("refused:", line)
    arrived = agents.invites()
    measured = [call for call in calls if call.call_id in arrived and int(call.number[6:]) >= WARM_UP]
    _print_stages(
        rows.STAGES,
        [(visitors.sent[call.number], *call.instants, arrived[call.call_id]) for call in measured if call.instants],
    )
    times = [(arrived[call.call_id] - visitors.sent[call.number]) * 1000 for call in measured if call.connected]
    return times, count - len(times)


def _machine_times() -> list[int]:
    """The machine's user, nice, system, idle, iowait, irq, softirq and stolen time so far, in ticks."""
    return [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]


def _print_machine(before: list[int]) -> None:
    """What the figures are worth: time stolen by other guests of the host, or used by others here, is not ours."""
    spent = [later - earlier for later, earlier in zip(_machine_times(), before, strict=True)]
    idle, stolen = (spent[3] + spent[4]) / sum(spent), spent[7] / sum(spent)
    print(f"  the machine meanwhile: {1 - idle - stolen:.0%} busy, {stolen:.0%} stolen by its host")


def _print_stages(stages: tuple[str, ...], moments: list[tuple[float, ...]]) -> None:
    """Where the time goes: medians from one written instant to the next."""
    steps = [[(later - earlier) * 1000 for earlier, later in pairwise(each)] for each in moments]
    for name, column in zip((*stages, "INVITE arrived"), zip(*steps, strict=True), strict=False):
        times = list(column)
        print(f"  until {name}: median {quantile(times, 0.5):.1f} ms, 99 % {quantile(times, 0.99):.1f} ms")


async def _both(visitors: _Visitors, count: int, rate: float) -> None:
    await visitors.run(0, WARM_UP, 10)
    await asyncio.sleep(1.0)
    await visitors.run(WARM_UP, count, rate)


class _Granting:
    """A house without a database."""

    def __init__(self) -> None:
        self.ended = 0

    def claim(self, *about: Any) -> None:
        about[-1](None)

    def record(self, fact: facts.Fact) -> None:
        self.ended += isinstance(fact, facts.CallEnded)


def _bare_engine(folder: Path, rate: float, seconds: float) -> list[float]:
    """Milliseconds from `place` to the INVITE, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.click_to_ring", "--engine", str(folder), "--rate", str(rate)]
    done = subprocess.run([*command, "--seconds", str(seconds)], capture_output=True, text=True, check=True)
    times: list[float] = json.loads(done.stdout.splitlines()[-1])
    return times


def _engine_process(folder: Path, rate: float, seconds: float) -> list[float]:
    folder.mkdir(exist_ok=True)
    journal, placed, pause = _Granting(), {}, threading.Event()
    with phones(folder, "agent", noted=True) as agents, phones(folder, "visitor") as visitors:
        engine = Engine(EngineConfig("127.0.0.1"), journal, SystemClock())
        engine.start()
        target = AgentTarget(1, Destination(f"sip:agent@127.0.0.1:{agents.port}", None, "+493012345"), 20)
        visitor = Destination(f"sip:visitor@127.0.0.1:{visitors.port}", None, "+493012345")
        count, began = int(rate * seconds), time.monotonic()
        for number in range(count):
            pause.wait(max(0.0, began + number / rate - time.monotonic()))
            plan = CallPlan(public_id(), ((target,),), visitor)
            placed[plan.call_id] = time.time()
            engine.place(plan)
        deadline = time.monotonic() + SETTLE_SECONDS
        while journal.ended < count and time.monotonic() < deadline:
            pause.wait(0.05)
        engine.stop(2)
        agents.stop()
        arrived = agents.invites()
    return [(arrived[call_id] - at) * 1000 for call_id, at in placed.items() if call_id in arrived]


def main() -> None:
    """Measure, print the method and the comparison, and end with one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--engine", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine is not None:
        print(json.dumps(_engine_process(options.engine, options.rate, options.seconds)))
        return
    print(METHOD, flush=True)
    with tempfile.TemporaryDirectory(prefix="ringback-bench-") as name, database(options.database, Path(name)) as url:
        folder = Path(name)
        house = make_house(folder, url)
        house.settle()
        rows = import_module("benchmarks._rows")  # not before Django knows its settings, which name the database
        with phones(folder, "agent", noted=True) as agents, phones(folder, "visitor") as visitors:
            keys = rows.seed(agents.port, visitors.port, ORIGIN)
            times, failed = _whole_path(rows, house, agents, keys, options.rate, options.seconds)
        log = (folder / "log").read_text(errors="replace")
        bare = _bare_engine(folder / "bare", options.rate, min(options.seconds, 10))
    if log.strip():
        print(f"the processes logged:\n{log[-2000:]}")
    _report(options, times, bare, failed)


def _report(options: argparse.Namespace, times: list[float], bare: list[float], failed: int) -> None:
    result = {
        "rate": options.rate,
        "p50_ms": quantile(times, 0.5),
        "p99_ms": quantile(times, 0.99),
        "engine_p50_ms": quantile(bare, 0.5),
        "engine_p99_ms": quantile(bare, 0.99),
        "failed": failed,
        "database": options.database,
    }
    mean = statistics.fmean(times) if times else float("inf")
    ratio = result["p50_ms"] / result["engine_p50_ms"]
    met = result["p50_ms"] <= P50_TARGET_MS and result["p99_ms"] <= P99_TARGET_MS and not failed
    print(f"{len(times)} calls measured, mean {mean:.1f} ms; the whole path takes {ratio:.1f} times the bare engine")
    print(
        f"target p50 ≤ {P50_TARGET_MS:g} ms and p99 ≤ {P99_TARGET_MS:g} ms at 50 a second: {'met' if met else 'missed'}"
    )
    print(json.dumps(result))


if __name__ == "__main__":
    main()
