"""Runs all roles on one machine as child processes, and restarts what dies."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from ringback.base.kit import clock
from ringback.channels.voice import media_server
from ringback.project import environment

STOP_SECONDS = 40.0
CALM_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1

log = structlog.get_logger(__name__)


@dataclass
class Child:
    """A program to keep running. `pause` grows while it dies young, so that a broken one costs little."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = 0.0
    starts: int = 0
    environment: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            preexec_fn=_die_with_parent,
        )
        self.started_at = clock.monotonic()
        self.starts += 1

    def mind(self) -> None:
        """Start the program again if it has ended, after its pause."""
        if self.process is None or self.process.poll() is None:
            return
        lived = clock.monotonic() - self.started_at
        if lived < self.pause:
            return
        log.warning("restarting what ended", name=self.name, status=self.process.returncode, lived_seconds=round(lived))
        self.pause = 0.0 if lived > CALM_SECONDS else min(LONGEST_PAUSE_SECONDS, max(0.5, self.pause * 2))
        self.start()


class Supervisor:
    """Starts its children, minds them until told to stop, then ends them in order."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = list(children)
        self._stop = threading.Event()

    def stop(self, *_: object) -> None:
        self._stop.set()

    def run(self) -> None:
        """Return once `stop` was called and every child has ended: first the roles, the media server last."""
        for child in self.children:
            child.start()
        while not self._stop.wait(0.2):
            for child in self.children:
                child.mind()
        for child in reversed(self.children):
            _end(child)


def _end(child: Child) -> None:
    if child.process is None or child.process.poll() is not None:
        return
    child.process.terminate()
    try:
        child.process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        log.warning("ending what would not stop", name=child.name)
        child.process.kill()
        child.process.wait()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def role(name: str) -> Child:
    """The child that runs one of our own roles."""
    return Child(name, [sys.executable, "-m", "ringback", "run", name])


def media_child(data: Path) -> Child | None:
    """The rtpengine we run ourselves, or None when the operator has one, wants none, or it is not installed.

    Its addresses go into the environment, where the roles read them as if the operator had set them.
    """
    if environment.text("RTPENGINE") or not media_server.available():
        return None
    ng_port, dtmf_port = _free_ports(2)
    first, _, last = environment.text("RTP_PORTS").partition("-")
    config = media_server.write_config(
        data / "media",
        environment.text("RTP_INTERFACE"),
        ng_port,
        dtmf_port,
        (int(first), int(last)),
        data / "spool",
    )
    os.environ["RINGBACK_RTPENGINE"] = f"127.0.0.1:{ng_port}"
    os.environ["RINGBACK_DTMF_BIND"] = f"127.0.0.1:{dtmf_port}"
    return Child("rtpengine", media_server.command(config))


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def run_all(extra: Sequence[Child] = ()) -> int:
    """Run rtpengine (if it is ours to run), web, keeper and voice until a signal says stop."""
    data = Path(environment.text("DATA")).absolute()
    media = media_child(data)
    children = [*([media] if media else []), role("keeper"), role("voice"), role("web"), *extra]
    supervisor = Supervisor(children)
    signal.signal(signal.SIGTERM, supervisor.stop)
    signal.signal(signal.SIGINT, supervisor.stop)
    supervisor.run()
    return 0
