"""From due to started: promises kept by real keeper processes, with very many others pending."""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from statistics import median
from types import ModuleType

import django

from tests.servers.postgres import Postgres

METHOD = """\
Method: real keeper processes on one database with durable commits (SQLite synchronous=FULL, PostgreSQL fsync on),
beside that many pending promises. Nobody rings for the measured ones; their handler only writes a row, with the time
at which it was called: "started" is that time, "due" the promise's own. Spread: 100 a second for 20 s. Burst: 2,000 at
one instant. Then 10,000 that are all due drain through the same processes: claims a second, from the first start to
the last, five times over, of which the median counts, as one drain takes less than a second. Afterwards the bare loop
drains as many as often, on the same tables with the same indexes, in as many processes: it claims a hundred at a time,
and for each promise writes an attempt, the handler's row, and both ends, by the driver alone; no policy, no doors, no
bells. The keeper has the handler's row written by the driver as well."""

SPREAD_PER_SECOND, SPREAD_SECONDS = 100, 20
BURST = 2_000
BACKLOG = 10_000
DRAINS = 5
AHEAD_SECONDS = 4.0
P99_TARGETS_MS = {"spread": 150.0, "burst": 1000.0}
RATIO_TARGET = 2.0


@dataclass
class Measured:
    """What was measured."""

    start_seconds: float = 0.0
    lateness_ms: list[float] = field(default_factory=list)
    claims_per_second: float = 0.0
    baseline_claims_per_second: float = 0.0
    rss_mb: float = 0.0
    lost: int = 0
    twice: int = 0


@contextlib.contextmanager
def _database(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        yield ""
        return
    with Postgres(durable=True) as server:
        yield server.url()


@contextlib.contextmanager
def _keepers(count: int, log: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    with log.open("ab") as file, contextlib.ExitStack() as stack:
        processes = []
        for _ in range(count):
            command = [sys.executable, "-m", "benchmarks._keeper_process"]
            processes.append(subprocess.Popen(command, stdout=file, stderr=file))
            stack.callback(_end, processes[-1])
        yield processes


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait()


def _most_rss_mb(processes: list[subprocess.Popen[bytes]]) -> float:
    """The largest of the processes, at its largest."""
    peaks = []
    for process in processes:
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        peaks.append(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024)
    return round(max(peaks), 1)


def _instants(shape: str) -> list[float]:
    begin = time.time() + AHEAD_SECONDS
    if shape == "burst":
        return [begin] * BURST
    return [begin + number / SPREAD_PER_SECOND for number in range(SPREAD_PER_SECOND * SPREAD_SECONDS)]


def _measure(rows: ModuleType, keepers: int, shape: str, log: Path) -> Measured:
    found = Measured()
    wanted = rows.due([time.time()])
    first = min(wanted)
    begun = time.time()
    with _keepers(keepers, log) as processes:
        rows.wait_for_notes(1, 120)
        found.start_seconds = round(rows.noted()[0][1] - begun, 2)
        while rows.keepers_beating() < keepers:
            time.sleep(0.1)
        measured = rows.due(_instants(shape))
        wanted |= measured
        rows.wait_for_notes(len(wanted), AHEAD_SECONDS + SPREAD_SECONDS + 60)
        due_at = rows.due_instants(measured)
        found.lateness_ms = [(at - due_at[key]) * 1000 for key, at in rows.noted() if key in due_at]
        rates = []
        for _ in range(DRAINS):
            backlog = rows.due([time.time() - 1.0] * BACKLOG)
            wanted |= backlog
            rows.wait_for_notes(len(wanted), 120)
            rates.append(_rate(rows, backlog))
        found.claims_per_second = median(rates)
        found.rss_mb = _most_rss_mb(processes)
    found.lost = len(wanted) - rows.kept_count(first)
    found.twice = sum(times > 1 for times in Counter(key for key, _ in rows.noted()).values()) + rows.tried_twice()
    return found


def _bare(rows: ModuleType, loops: int) -> float:
    """Claims a second of the bare loop, in so many processes: the median of its drains."""
    return median(_bare_drain(rows, loops) for _ in range(DRAINS))


def _bare_drain(rows: ModuleType, loops: int) -> float:
    backlog = rows.due([time.time() - 1.0] * BACKLOG)
    command = [sys.executable, "-m", "benchmarks._bare_loop"]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(loops)
    ]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running:
        _go(process)
    for process in running:
        process.wait()
    return _rate(rows, backlog)


def _go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.close()


def _rate(rows: ModuleType, ids: set[int]) -> float:
    at: list[float] = [at for key, at in rows.noted() if key in ids]
    return round((len(at) - 1) / (at[-1] - at[0]), 1)


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1) if ordered else float("inf")


def _report(options: argparse.Namespace, found: Measured) -> None:
    result = {
        "database": options.database,
        "pending": options.pending,
        "keepers": options.keepers,
        "shape": options.shape,
        "due_to_started_p50_ms": _quantile(found.lateness_ms, 0.5),
        "due_to_started_p99_ms": _quantile(found.lateness_ms, 0.99),
        "claims_per_second": found.claims_per_second,
        "baseline_claims_per_second": found.baseline_claims_per_second,
        "rss_mb": found.rss_mb,
        "start_seconds": found.start_seconds,
        "lost": found.lost,
        "twice": found.twice,
    }
    target = P99_TARGETS_MS[options.shape]
    _say(f"p99 ≤ {target:g} ms from due to started", result["due_to_started_p99_ms"] <= target)
    ratio = found.baseline_claims_per_second / max(found.claims_per_second, 0.001)
    print(f"the bare loop claims {ratio:.2f} times as many a second as the keeper")
    _say(f"within {RATIO_TARGET:g} times of the bare loop", ratio <= RATIO_TARGET)
    _say("nothing lost, nothing twice", not (found.lost or found.twice))
    print(json.dumps(result))


def _say(target: str, met: bool) -> None:
    print(f"target {target}: {'met' if met else 'missed'}")


def main() -> None:
    """Measure, print the method and the comparison, and end with one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--pending", type=int, default=10_000)
    parser.add_argument("--keepers", type=int, default=1)
    parser.add_argument("--shape", choices=sorted(P99_TARGETS_MS), default="spread")
    options = parser.parse_args()
    if options.database == "sqlite" and options.keepers > 1:
        parser.error("beside SQLite there is one keeper")
    print(METHOD, flush=True)
    with tempfile.TemporaryDirectory(prefix="ringback-bench-") as name, _database(options.database) as url:
        folder = Path(name)
        os.environ |= {
            "RINGBACK_DATA": str(folder / "data"),
            "RINGBACK_DATABASE_URL": url,
            "RINGBACK_LOG_LEVEL": "warning",
            "DJANGO_SETTINGS_MODULE": "ringback.project.settings",
        }
        subprocess.run([sys.executable, "-m", "ringback", "manage", "migrate", "-v", "0"], check=True)
        django.setup()
        rows = import_module("benchmarks._promises")  # not before Django knows its settings, which name the database
        begun = time.monotonic()
        rows.prepare(options.pending)
        print(f"{options.pending} promises made in {time.monotonic() - begun:.0f} s", flush=True)
        found = _measure(rows, options.keepers, options.shape, folder / "log")
        found.baseline_claims_per_second = _bare(rows, options.keepers)
        rows.wait_for_notes(0, 0)
        if log := (folder / "log").read_text(errors="replace").strip():
            print(f"the processes logged:\n{log[-2000:]}")
    _report(options, found)


if __name__ == "__main__":
    main()
