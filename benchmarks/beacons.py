"""Page views a second through the whole path, and what each costs: against a bare endpoint that only parses."""

import argparse
import asyncio
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import django
import msgspec
import uvicorn
import uvloop
from mmdb_writer import MMDBWriter
from netaddr import IPSet
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks._page_views import NETWORKS, Result, send
from tests.servers.ports import free_port
from tests.servers.postgres import Postgres
from tests.waiting import until

METHOD = """\
Method: one real web process (uvicorn with uvloop and httptools) on a database with durable commits (SQLite
synchronous=FULL, PostgreSQL fsync on). A process beside it sends page views over kept connections through a trusted
proxy, each after the answer to the one before, from 5,000 addresses and 120 browsers over 300 pages and ten sites; a
fifth comes from within its site. Each is parsed, checked (size, rate, origin, site), its browser, city and source
found, its visit and page view written; it is answered 204 after the commit. CPU is what the web process used, by the
kernel's count, divided by what was answered; the database server's own is not in it. Lost: answered, and not in the
table. The bare endpoint: the same load against Starlette on the same server, which reads the body with msgspec
and answers 204."""

TARGET_US = 250
SITES = 10
TICKS = os.sysconf("SC_CLK_TCK")


class _Event(msgspec.Struct):
    kind: str
    at: int
    page: str
    referrer: str


class _Body(msgspec.Struct):
    site: str
    view: str
    events: list[_Event]


def serve_bare(port: int) -> None:
    """An endpoint that only parses, on the same server."""
    decoder = msgspec.json.Decoder(_Body)

    async def take(request: Request) -> Response:
        decoder.decode(await request.body())
        return Response(status_code=204)

    app = Starlette(routes=[Route("/v1/beacons", take, methods=["POST"])])
    uvicorn.run(app, port=port, loop="uvloop", http="httptools", access_log=False, log_level="warning")


def write_cities(path: Path) -> None:
    """A city for each network that sends."""
    writer = MMDBWriter(4, "GeoLite2-City", languages=["en"], description="Made up")
    for number in range(0, NETWORKS, 256):
        place = {"city": {"names": {"en": f"City {number}"}}, "country": {"iso_code": "DE"}}
        writer.insert_network(IPSet([f"198.18.{number // 256}.0/24"]), place)
    writer.to_db_file(str(path))


@contextlib.contextmanager
def _process(command: list[str], environment: dict[str, str], port: int) -> Iterator[int]:
    """A server on `port`; gives its process id."""
    process = subprocess.Popen([sys.executable, "-m", *command], env={**os.environ, **environment})
    try:
        until(lambda: _open(port), 30)
        yield process.pid
    finally:
        process.terminate()
        process.wait(15)


def _open(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process so far, with all its threads."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def _load(port: int, keys: list[str], options: argparse.Namespace, seconds: float) -> Result:
    command = [sys.executable, "-m", "benchmarks.beacons", "--load", str(port), "--keys", ",".join(keys)]
    more = ["--connections", str(options.connections), "--seconds", str(seconds)]
    done = subprocess.run([*command, *more], capture_output=True, text=True, check=True)
    return Result(**json.loads(done.stdout.splitlines()[-1]))


def _measured(pid: int, port: int, keys: list[str], options: argparse.Namespace) -> tuple[Result, float, int]:
    """The result of a run after a warm-up, CPU microseconds an event, and how many were taken in all."""
    warm = _load(port, keys, options, 3)
    before = _cpu_seconds(pid)
    result = _load(port, keys, options, options.seconds)
    spent = (_cpu_seconds(pid) - before) * 1e6 / max(1, result.taken)
    return result, spent, warm.taken + result.taken


@contextlib.contextmanager
def _database(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        yield ""
        return
    with Postgres(durable=True) as server:
        yield server.url()


def _house(folder: Path, url: str, port: int) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "ringback.project.settings",
        "RINGBACK_DATA": str(folder / "data"),
        "RINGBACK_DATABASE_URL": url,
        "RINGBACK_BIND": f"127.0.0.1:{port}",
        "RINGBACK_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "RINGBACK_TRUSTED_PROXIES": "127.0.0.1/32",
        "RINGBACK_CITY_FILE": str(folder / "cities.mmdb"),
        "RINGBACK_LOG_LEVEL": "warning",
    }


def _measure(options: argparse.Namespace, folder: Path, url: str) -> None:
    port, bare_port = free_port(), free_port()
    write_cities(folder / "cities.mmdb")
    house = _house(folder, url, port)
    os.environ |= house
    subprocess.run([sys.executable, "-m", "ringback", "manage", "migrate", "-v", "0"], check=True)
    django.setup()
    rows = import_module("benchmarks._rows")  # not before Django knows its settings, which name the database
    keys = rows.seed_sites("https://shop.example", SITES)
    with _process(["benchmarks.beacons", "--bare", str(bare_port)], {}, bare_port) as pid:
        bare, bare_us, _all = _measured(pid, bare_port, keys, options)
    with _process(["ringback", "run", "web"], house, port) as pid:
        result, cpu_us, taken = _measured(pid, port, keys, options)
    lost = taken - rows.page_views()
    _report(options, result, cpu_us, lost, bare, bare_us)


def _report(
    options: argparse.Namespace,
    result: Result,
    cpu_us: float,
    lost: int,
    bare: Result,
    bare_us: float,
) -> None:
    times = sorted(result.times)
    figures = {
        "database": options.database,
        "per_second": round(result.taken / result.seconds),
        "cpu_us_per_event": round(cpu_us),
        "p99_ms": round(times[int(len(times) * 0.99)] * 1000, 1),
        "lost": lost,
    }
    if result.refused:
        print(f"{len(result.refused)} were refused: {result.refused[0]}")
    median = statistics.median(times) * 1000
    print(f"{result.taken} page views over {options.connections} connections, median {median:.1f} ms")
    print(f"bare: {bare.taken / bare.seconds:.0f} a second at {bare_us:.0f} µs an event")
    print(f"the whole path costs {cpu_us / bare_us:.1f} times the bare endpoint")
    met = cpu_us <= TARGET_US and lost == 0 and not result.refused
    print(f"target: at most {TARGET_US} µs an event and none lost: {'met' if met else 'missed'}")
    print(json.dumps(figures))


def main() -> None:
    """Measure, print the method and the comparison, and end with one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--connections", type=int, default=128)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--bare", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--load", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--keys", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bare:
        serve_bare(options.bare)
        return
    if options.load:
        seed = time.time_ns() % 1_000_000
        sending = send(options.load, options.keys.split(","), options.connections, options.seconds, seed)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            print(json.dumps(asdict(runner.run(sending))))
        return
    print(METHOD, flush=True)
    with tempfile.TemporaryDirectory(prefix="ringback-bench-") as name, _database(options.database) as url:
        _measure(options, Path(name), url)


if __name__ == "__main__":
    main()
