"""`python -m ringback.channels.voice.recordings PCAP OUT` converts one recording at low priority; `--serve` many."""

import argparse
import contextlib
import json
import os
import resource
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from ringback.channels.voice.engine.sides import Sides
from ringback.channels.voice.recordings.capture import RecordingError
from ringback.channels.voice.recordings.convert import convert

PRIORITY = 10
MOST_MEMORY_BYTES = 2 << 30


def main(arguments: list[str] | None = None) -> int:
    """One conversion: its facts as JSON, exit code 0; or `{"error": …}` and 1. With `--serve`: jobs as JSON lines."""
    parser = argparse.ArgumentParser(prog="python -m ringback.channels.voice.recordings", description=__doc__)
    parser.add_argument("pcap", nargs="?", type=Path)
    parser.add_argument("out", nargs="?", type=Path)
    parser.add_argument("--agent-port", type=int, help="rtpengine's port towards the agent")
    parser.add_argument("--visitor-port", type=int, help="rtpengine's port towards the visitor")
    parser.add_argument("--serve", action="store_true", help="read jobs as JSON lines from standard input")
    options = parser.parse_args(arguments)
    _be_modest()
    if options.serve:
        _serve(sys.stdin, sys.stdout)
        return 0
    if options.pcap is None or options.out is None or (options.agent_port is None) != (options.visitor_port is None):
        parser.error("give a pcap file, a file to write, and both ports or none")
    sides = None
    if options.agent_port is not None:
        sides = Sides("", options.agent_port, options.visitor_port)
    answer = _convert(options.pcap, options.out, sides)
    sys.stdout.write(json.dumps(answer) + "\n")
    return 1 if "error" in answer else 0


def _serve(jobs: Iterable[str], answers: TextIO) -> None:
    """Until the input ends: with it the owner's life."""
    for line in jobs:
        job: dict[str, Any] = json.loads(line)
        sides = Sides(**job["sides"]) if "sides" in job else None
        answers.write(json.dumps(_convert(Path(job["pcap"]), Path(job["out"]), sides)) + "\n")
        answers.flush()


def _convert(pcap: Path, out: Path, sides: Sides | None) -> dict[str, Any]:
    try:
        facts = convert(pcap, out, sides)
    except RecordingError as error:
        return {"error": str(error), "final": error.final}
    except MemoryError:
        return {"error": "the recording needs more memory than a conversion may take", "final": True}
    return {"facts": asdict(facts), "cpu_seconds": time.process_time()}


def _be_modest() -> None:
    """Calls come first: low priority, a limit on memory, and a full disk (or size limit) as an error, not a signal."""
    os.nice(PRIORITY)
    with contextlib.suppress(ValueError, OSError):
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = MOST_MEMORY_BYTES if most == resource.RLIM_INFINITY else min(most, MOST_MEMORY_BYTES)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


if __name__ == "__main__":
    sys.exit(main())
