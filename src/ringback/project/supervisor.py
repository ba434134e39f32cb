"""Runs all roles on one machine as child processes, and restarts what dies."""

import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from ringback.base.kit import clock
from ringback.channels.voice import media_server
from ringback.project import environment, preflight

STOP_SECONDS = 40.0
HURRY_SECONDS = 5.0
CALM_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 10.0
LOOK_SECONDS = 0.2
_PR_SET_PDEATHSIG = 1
# Looked up before any fork: a child between fork and exec must not load libraries.
_LIBC = ctypes.CDLL(None)

log = structlog.get_logger(__name__)


@dataclass
class Child:
    """A program to keep running. `pause` grows while it dies young, so that a broken one costs little.

    `turn` is when it is ended: lower ones first, those of one turn together. A `quiet` one's output is for machines.
    """

    name: str
    command: Sequence[str]
    turn: int = 0
    quiet: bool = False
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = 0.0
    starts: int = 0
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def lives(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start it in a process group of its own: Ctrl-C is for us, who end our children in their order."""
        ours = os.getpid()
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if self.quiet else None,
            process_group=0,
            preexec_fn=lambda: _die_with_parent(ours),
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

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal if it is there."""
        if self.process is not None and self.lives:
            self.process.send_signal(number)


class Supervisor:
    """Starts its children, minds them until told to stop, then ends them in their turns."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = list(children)
        self._asked = 0
        self._listens = False
        self._near, self._far = socket.socketpair()
        for end in (self._near, self._far):
            end.setblocking(False)

    def stop(self, *_: object) -> None:
        """Asked once: let calls come to their end. Asked again: hurry."""
        self._asked += 1

    def listen(self) -> None:
        """Take SIGTERM and SIGINT as `stop`, and wake at once for them and for a child's end."""
        # Plain numbers and a socket, not threading.Event: its lock may be held by the very code a signal interrupts.
        self._listens = True
        signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)

    def run(self, each_round: Callable[[], object] = lambda: None) -> None:
        """Return once `stop` was called and every child has ended. `each_round` must not block."""
        for child in self.children:
            child.start()
        while not self._asked:
            for child in self.children:
                child.mind()
            each_round()
            self._wait(LOOK_SECONDS)
        for turn in sorted({child.turn for child in self.children}):
            self._end([child for child in self.children if child.turn == turn])
        self._close()

    def _wait(self, seconds: float) -> None:
        if self._asked or not select.select([self._near], [], [], seconds)[0]:
            return
        self._near.recv(4096)

    def _close(self) -> None:
        if self._listens:
            signal.set_wakeup_fd(-1)
        self._near.close()
        self._far.close()

    def _end(self, children: Iterable[Child]) -> None:
        for child in children:
            child.tell(signal.SIGTERM)
        asked, until = 1, clock.monotonic() + STOP_SECONDS
        while (left := [child for child in children if child.lives]) and clock.monotonic() < until:
            if self._asked > asked:
                asked, until = self._asked, min(until, clock.monotonic() + HURRY_SECONDS)
                for child in left:
                    child.tell(signal.SIGTERM)
            if select.select([self._near], [], [], LOOK_SECONDS)[0]:
                self._near.recv(4096)
        for child in left:
            log.warning("ending what would not stop", name=child.name)
            child.tell(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()


def _die_with_parent(parent: int) -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)  # it died before we asked to be told


def role(name: str, turn: int = 0) -> Child:
    """The child that runs one of our own roles."""
    return Child(name, [sys.executable, "-m", "ringback", "run", name], turn)


def media_child(data: Path, turn: int) -> Child | None:
    """The rtpengine we run ourselves, or None when the operator has one, wants none, or it is not installed.

    Its addresses go into the environment, where the roles read them as if the operator had set them.
    """
    if environment.text("RTPENGINE") or not media_server.available():
        return None
    ng_port, dtmf_port = _free_ports(2)
    config = media_server.write_config(
        data / "media",
        environment.text("RTP_INTERFACE"),
        ng_port,
        dtmf_port,
        preflight.port_range("RTP_PORTS"),
        data / "spool",
        environment.number("SILENCE_SECONDS"),
    )
    os.environ["RINGBACK_RTPENGINE"] = f"127.0.0.1:{ng_port}"
    os.environ["RINGBACK_DTMF_BIND"] = f"127.0.0.1:{dtmf_port}"
    return Child("rtpengine", media_server.command(config), turn)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def run_all(extra: Sequence[Child] = (), each_round: Callable[[], object] = lambda: None) -> int:
    """Run rtpengine (if it is ours to run), web, keeper and voice until a signal says stop.

    The web process outlives the draining calls, so that visitors still reach us; the media server outlives all.
    """
    media = media_child(Path(environment.text("DATA")).absolute(), turn=2)
    children = [*([media] if media else []), role("keeper"), role("voice"), role("web", turn=1), *extra]
    supervisor = Supervisor(children)
    supervisor.listen()
    supervisor.run(each_round)
    return 0
