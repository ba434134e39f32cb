"""The last minute of a campaign: ten thousand applications in sixty seconds against one web process."""

import argparse
import asyncio
import json
import pickle
import subprocess
import sys
import tempfile
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import uvloop

from benchmarks._house import database, make_house, quantile, roles, until_open

METHOD = """\
Method: one real web process (uvicorn with uvloop and httptools) on a database with durable commits (SQLite
synchronous=FULL, PostgreSQL fsync on). A process beside it sends applications over 512 kept connections through a
trusted proxy at a steady rate, whatever the answers take; time runs from the instant each was due to be sent to the
last byte of its answer. Each is a person of their own behind an address of their own, with twelve answers and an
option: read, checked against the region's clock, scored with its reasons, priced, its person and consent written, the
entry encrypted and written, and chained into the record; it is answered 201 after the commit. Lost: sent, and not in
the table in the end with an unbroken record, whatever was answered. Beside it: the same applications one after the
other in this process, each a transaction of its own, without HTTP."""

P99_TARGET_MS = 1000.0
BESIDE = 500


def main() -> None:
    """Measure, print the method and the comparison, and end with one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--submissions", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--load", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.load:
        _send(options)
        return
    print(METHOD, flush=True)
    with tempfile.TemporaryDirectory(prefix="ringback-bench-") as name, database(options.database, Path(name)) as url:
        folder = Path(name)
        house = make_house(folder, url)
        house.settle()
        applicants = import_module("benchmarks._applicants")  # not before Django knows its settings
        facts = applicants.campaign()
        sent = folder / "sent"
        sent.write_bytes(pickle.dumps(applicants.bodies(facts, options.submissions)))
        with roles(house, "web"):
            asyncio.run(until_open(house.port))
            result = _load(sent, house.port, options)
        kept = applicants.kept(facts)
        alone = applicants.one_by_one(facts, BESIDE)
        log = (folder / "log").read_text(errors="replace")
    if log.strip():
        print(f"the process logged:\n{log[-2000:]}")
    _report(options, result, options.submissions - kept, alone)


def _load(sent: Path, port: int, options: argparse.Namespace) -> dict[str, list[float]]:
    command = [sys.executable, "-m", "benchmarks.rush", "--load", str(sent), "--port", str(port)]
    done = subprocess.run([*command, "--seconds", str(options.seconds)], capture_output=True, text=True, check=True)
    result: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return result


def _send(options: argparse.Namespace) -> None:
    """The process that sends; it needs no database, and says what it saw."""
    requests = pickle.loads(options.load.read_bytes())
    send = import_module("benchmarks._senders").send
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(asdict(runner.run(send(options.port, requests, options.seconds)))))


def _report(options: argparse.Namespace, result: dict[str, list[float]], lost: int, alone: float) -> None:
    times = [taken * 1000 for taken in result["times"]]
    rate = options.submissions / options.seconds
    figures = {
        "database": options.database,
        "submissions": options.submissions,
        "seconds": options.seconds,
        "lost": lost,
        "p99_ms": quantile(times, 0.99),
    }
    if result["refused"]:
        print(f"{len(result['refused'])} were refused: {result['refused'][0]}")
    print(f"{len(times)} taken at {rate:.0f} a second, median {quantile(times, 0.5)} ms")
    print(f"one after the other, each a transaction of its own: {alone:.0f} a second")
    met = lost == 0 and figures["p99_ms"] < P99_TARGET_MS and not result["refused"]
    print(f"target: none lost and p99 under {P99_TARGET_MS:g} ms: {'met' if met else 'missed'}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
