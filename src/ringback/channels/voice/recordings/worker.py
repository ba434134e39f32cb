"""Conversions in a process of their own: low priority, bounded, and replaced when a recording breaks it."""

import json
import os
import selectors
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ringback.channels.voice.engine.sides import Sides
from ringback.channels.voice.recordings.capture import RecordingError
from ringback.channels.voice.recordings.convert import RecordingFacts

MODULE = "ringback.channels.voice.recordings"
LONGEST_SECONDS = 600.0
# numpy's linear algebra would start a thread a core at import and never use one.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}


class Converter:
    """A converting process, started with the first recording and kept, since starting one costs more than a call.

    One conversion at a time; more callers wait for each other. The process ends with `close`, or by itself when its
    owner dies.
    """

    def __init__(self, longest_seconds: float = LONGEST_SECONDS) -> None:
        self._longest_seconds = longest_seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self.cpu_seconds = 0.0

    def convert(self, pcap_path: Path, out_path: Path, sides: Sides | None = None) -> RecordingFacts:
        """Like `convert.convert`, elsewhere. `RecordingError` also when the process died or took too long."""
        job: dict[str, Any] = {"pcap": str(pcap_path), "out": str(out_path)}
        if sides is not None:
            job["sides"] = asdict(sides)
        with self._lock:
            answer = self._ask(json.dumps(job).encode() + b"\n")
        if "error" in answer:
            raise RecordingError(answer["error"], final=answer["final"])
        self.cpu_seconds = answer["cpu_seconds"]
        return RecordingFacts(**answer["facts"])

    def close(self) -> None:
        """End the process; a conversion under way is finished first."""
        with self._lock:
            self._drop(kill=False)

    def _ask(self, line: bytes) -> dict[str, Any]:
        process = self._running()
        assert process.stdin is not None
        try:
            process.stdin.write(line)
            process.stdin.flush()
            answer = self._read_line(process)
        except BrokenPipeError:
            answer = b""
        if answer.endswith(b"\n"):
            found: dict[str, Any] = json.loads(answer)
            return found
        self._drop(kill=True)
        return {"error": "the recording broke its converter, or took it too long", "final": False}

    def _read_line(self, process: subprocess.Popen[bytes]) -> bytes:
        """One line, or what there is of it when the process ends or the time is over."""
        assert process.stdout is not None
        deadline, line = time.monotonic() + self._longest_seconds, b""
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while not line.endswith(b"\n") and selector.select(max(0.0, deadline - time.monotonic())):
                piece = os.read(process.stdout.fileno(), 65_536)
                if not piece:
                    break
                line += piece
        return line

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._drop(kill=True)
            self._process = subprocess.Popen(
                [sys.executable, "-m", MODULE, "--serve"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | ENVIRONMENT,
            )
        return self._process

    def _drop(self, *, kill: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if kill:
            process.kill()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait()
        process.stdout.close()
