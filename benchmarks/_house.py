"""A Ringback of a benchmark's own: settings, a database with durable commits, and its processes."""

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django

from tests.servers.ports import free_port
from tests.servers.postgres import Postgres


@dataclass(frozen=True)
class House:
    """What the processes run on."""

    folder: Path
    environment: dict[str, str]
    port: int

    def settle(self) -> None:
        """Let this process and its children live there, and make the tables."""
        os.environ |= self.environment | {"DJANGO_SETTINGS_MODULE": "ringback.project.settings"}
        subprocess.run([sys.executable, "-m", "ringback", "manage", "migrate", "-v", "0"], check=True)
        django.setup()


@contextlib.contextmanager
def database(kind: str, folder: Path, kept: Path | None = None) -> Iterator[str]:
    """The URL of an empty database of `kind`; "" is SQLite's, in the house's folder. PostgreSQL's may be `kept`."""
    if kind == "sqlite":
        yield ""
        return
    with Postgres(durable=True, kept=kept) as server:
        yield server.url()


def make_house(folder: Path, url: str) -> House:
    """A house in `folder` that nobody has moved into yet."""
    port = free_port()
    environment = {
        "RINGBACK_DATA": str(folder / "data"),
        "RINGBACK_DATABASE_URL": url,
        "RINGBACK_BIND": f"127.0.0.1:{port}",
        "RINGBACK_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "RINGBACK_SIP_BIND": "127.0.0.1:0",
        "RINGBACK_RTPENGINE": "off",
        "RINGBACK_CALLS_AT_ONCE": "1000",
        "RINGBACK_TRUSTED_PROXIES": "127.0.0.1/32",
        "RINGBACK_LOG_LEVEL": "warning",
    }
    return House(folder, environment, port)


@contextlib.contextmanager
def roles(house: House, *names: str) -> Iterator[dict[str, int]]:
    """Run these processes, and say afterwards what each cost; gives their process ids by name."""
    command = [sys.executable, "-m", "ringback", "run"]
    with contextlib.ExitStack() as stack:
        log = stack.enter_context((house.folder / "log").open("ab"))
        begun = {}
        for name in names:
            process = subprocess.Popen([*command, name], stdout=log, stderr=log)
            stack.callback(_end, name, process)
            begun[name] = process.pid
        yield begun


def _end(name: str, process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    print(f"  {name}: {used.ru_utime + used.ru_stime:.2f} s of CPU")


async def until_open(port: int) -> None:
    """Wait until somebody listens on `port`, at most half a minute."""
    deadline = time.monotonic() + 30
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)


def quantile(times: list[float], share: float) -> float:
    """The value below which `share` of the times lie; infinite without any."""
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 2) if ordered else float("inf")
