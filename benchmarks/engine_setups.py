"""Two-leg set-ups a second of the bare engine: how many, at what CPU, without a failure or a retransmission."""

import argparse
import contextlib
import gc
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks._sipp import phones
from ringback.base.kit.clock import SystemClock
from ringback.base.kit.ids import public_id
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.plan import AgentTarget, CallPlan, Destination, EngineConfig
from ringback.channels.voice.engine.runner import Engine

METHOD = """\
Method: each engine process has two sipp processes of its own for phones, one for agents and one for visitors. A
callback is INVITE, 180, 200, ACK to the agent; the same to the visitor; a re-INVITE that joins them (no media server);
the visitor hangs up after 0.2 s; both BYEs answered. Calls begin at a steady rate. CPU is the engine process's own
(user and system), from the first call to the last answer. A run counts when no call failed and neither side sent
anything twice. The claim is granted at once and facts are counted: what the tables cost is in click_to_ring."""

SETTLE_SECONDS = 3.0
CALL_SECONDS = 0.2
LADDER = (100, 130, 160, 200, 250, 300)
# A process is asked for this share of the highest rate it was clean at, since five runs are harder than one.
EASE = 0.8
SHARES = (1.0, 0.9, 0.8, 0.7)
RUNS = 5
STEP_SECONDS = 2.0


@dataclass(frozen=True)
class Run:
    """What one run came to."""

    offered: float
    per_second: float
    cpu_ms: float
    failed: int
    retransmissions: int

    @property
    def clean(self) -> bool:
        return self.failed == 0 and self.retransmissions == 0


class _Tally:
    """The house: grants every claim at once, and counts."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.ended = threading.Condition()
        self.last_end = 0.0

    def claim(self, *about: Any) -> None:
        about[-1](None)

    def record(self, fact: facts.Fact) -> None:
        if isinstance(fact, facts.CallEnded):
            self.outcomes[fact.outcome] += 1
            self.last_end = time.monotonic()


def _work(agents: int, visitors: int) -> None:
    """A worker: reads `rate seconds` from its input, makes that many calls, and answers with a line of JSON."""
    tally = _Tally()
    engine = Engine(EngineConfig("127.0.0.1"), tally, SystemClock())
    engine.start()
    print("ready", flush=True)
    for line in sys.stdin:
        rate, seconds = (float(word) for word in line.split())
        print(json.dumps(_one_run(engine, tally, agents, visitors, rate, seconds)), flush=True)
    engine.stop(5)


def _one_run(
    engine: Engine, tally: _Tally, agents: int, visitors: int, rate: float, seconds: float
) -> dict[str, float]:
    tally.outcomes.clear()
    before_retransmissions = engine.retransmissions()
    wanted = int(rate * seconds)
    target = AgentTarget(1, Destination(f"sip:agent@127.0.0.1:{agents}", None, "+493012345"), 20)
    visitor = Destination(f"sip:visitor@127.0.0.1:{visitors}", None, "+493012345")
    gc.collect()
    cpu_before, began = _cpu_seconds(), time.monotonic()
    rest = threading.Event()
    for number in range(wanted):
        rest.wait(max(0.0, began + number / rate - time.monotonic()))
        engine.place(CallPlan(public_id(), ((target,),), visitor))
    deadline = time.monotonic() + SETTLE_SECONDS
    while sum(tally.outcomes.values()) < wanted and time.monotonic() < deadline:
        rest.wait(0.02)
    cpu = _cpu_seconds() - cpu_before
    took = max(tally.last_end - began, 0.001)
    good = tally.outcomes[facts.CallOutcome.connected]
    return {
        "offered": rate,
        "per_second": good / max(took - CALL_SECONDS, seconds),
        "cpu_ms": cpu * 1000 / max(good, 1),
        "failed": wanted - good,
        "retransmissions": engine.retransmissions() - before_retransmissions,
    }


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class _Worker:
    """An engine process with its two sipp processes."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack) -> None:
        folder.mkdir()
        self._phones = [stack.enter_context(phones(folder, role)) for role in ("agent", "visitor")]
        ports = ",".join(str(each.port) for each in self._phones)
        command = [sys.executable, "-m", "benchmarks.engine_setups", "--work", ports]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        stack.callback(self._end)
        self._read()

    def _read(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("an engine process ended early")
        return line

    def begin(self, rate: float, seconds: float) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{rate} {seconds}\n")
        self._process.stdin.flush()

    def result(self) -> dict[str, float]:
        run: dict[str, float] = json.loads(self._read())
        return run

    def finish(self) -> int:
        """Stop the phones; how often they had to send something again."""
        for each in self._phones:
            each.stop()
        return sum(each.retransmissions() for each in self._phones)

    def _end(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


def measure(processes: int, rate: float, seconds: float) -> Run:
    """One run with fresh processes, each at `rate` calls a second for `seconds`."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        workers = [_Worker(Path(folder) / str(number), stack) for number in range(processes)]
        for worker in workers:
            worker.begin(rate, seconds)
        results = [worker.result() for worker in workers]
        twice = sum(worker.finish() for worker in workers)
    return Run(
        offered=rate * processes,
        per_second=sum(result["per_second"] for result in results),
        cpu_ms=statistics.fmean(result["cpu_ms"] for result in results),
        failed=int(sum(result["failed"] for result in results)),
        retransmissions=int(sum(result["retransmissions"] for result in results)) + twice,
    )


def _say(run: Run) -> None:
    verdict = "clean" if run.clean else f"{run.failed} failed, {run.retransmissions} sent again"
    print(f"  {run.offered:5.0f}/s offered: {run.per_second:6.1f}/s, {run.cpu_ms:.2f} CPU ms a callback, {verdict}")


def climb() -> float:
    """The highest rate of the ladder one process keeps clean."""
    best = 0.0
    for rate in LADDER:
        run = measure(1, rate, STEP_SECONDS)
        _say(run)
        if not run.clean:
            break
        best = rate
    return best


def five(processes: int, rate: float, seconds: float, *, may_stop: bool) -> Run:
    """The median of five runs, with the failures and retransmissions of all; `may_stop` at the first unclean one."""
    runs = []
    for _ in range(RUNS):
        runs.append(measure(processes, rate, seconds))
        _say(runs[-1])
        if not runs[-1].clean and may_stop:
            break
    return Run(
        offered=rate * processes,
        per_second=statistics.median(run.per_second for run in runs),
        cpu_ms=statistics.median(run.cpu_ms for run in runs),
        failed=sum(run.failed for run in runs),
        retransmissions=sum(run.retransmissions for run in runs),
    )


def _five_clean(processes: int, rate: float, seconds: float, *, fixed: bool) -> Run:
    """`five`, again at a lower rate where the machine has other work, down to the lowest; not when `fixed`."""
    while True:
        lowest = fixed or rate <= LADDER[0]
        run = five(processes, rate, seconds, may_stop=not lowest)
        if run.clean or lowest:
            return run
        rate = max(LADDER[0], rate * EASE)
        print(f"  Not clean, so again at {rate:.0f}/s each:")


def several(processes: int, rate: float, seconds: float) -> Run:
    """The first clean run, each process at `rate` or, where the machine has no more, at a share of it."""
    for share in SHARES:
        run = measure(processes, rate * share, seconds)
        _say(run)
        if run.clean:
            break
    return run


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--processes", type=int, default=1, help="engine processes the figures are taken of")
    options.add_argument("--rate", type=float, help="calls a second and process, instead of looking for the highest")
    options.add_argument("--seconds", type=float, default=4.0, help="length of each of the five runs")
    options.add_argument("--work", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.work:
        agents, visitors = chosen.work.split(",")
        _work(int(agents), int(visitors))
        return
    print(METHOD)
    rate = chosen.rate
    if rate is None:
        print("\nOne process, step by step:")
        rate = max(LADDER[0], climb() * EASE)
    print(f"\n{chosen.processes} process(es), {RUNS} runs of {chosen.seconds:.0f} s at {rate:.0f}/s each:")
    run = _five_clean(chosen.processes, rate, chosen.seconds, fixed=chosen.rate is not None)
    rate = run.offered / chosen.processes
    result: dict[str, float] = {
        "processes": chosen.processes,
        "per_second": round(run.per_second, 1),
        "cpu_ms_per_callback": round(run.cpu_ms, 2),
        "failed": run.failed,
        "retransmissions": run.retransmissions,
    }
    if chosen.processes == 1:
        print("\nThree processes side by side:")
        three = several(3, rate, chosen.seconds)
        result["three_to_one"] = round(three.per_second / run.per_second, 2)
        print(f"Three do {result['three_to_one']:.2f} times what one does{'' if three.clean else ', but not cleanly'}.")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
