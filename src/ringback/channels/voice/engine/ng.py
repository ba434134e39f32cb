"""The wire to rtpengine: JSON commands over UDP with cookies and retransmission, on a thread of its own."""

import contextlib
import errno
import json
import logging
import secrets
import selectors
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from ringback.base.kit.errors import RingbackError

Reply = dict[str, Any]
Done = Callable[[Reply | None, "MediaError | None"], None]

RETRY_SECONDS = (0.25, 0.5, 1.0)
TIMEOUT_SECONDS = 3.0
BEAT_SECONDS = 1.0
BEAT_WHILE_LOST_SECONDS = 0.25
# A verdict of lost ends every call, so one unanswered beat on a busy machine is not enough for it.
MOST_MISSES = 2
TICK_SECONDS = 0.1
MOST_BYTES = 65_507
READS_A_TURN = 200

log = logging.getLogger(__name__)


class MediaError(RingbackError):
    """rtpengine did not answer in time, or answered that it cannot."""


@dataclass(slots=True)
class _Waiting:
    """A command that has no answer yet."""

    payload: bytes
    done: Done
    command: str
    started: float
    tries: int = 0
    retry: float = field(init=False)

    def __post_init__(self) -> None:
        self.retry = self.started + RETRY_SECONDS[0]

    def tried_again(self) -> None:
        self.tries += 1
        gap = RETRY_SECONDS[self.tries] if self.tries < len(RETRY_SECONDS) else RETRY_SECONDS[-1]
        self.retry += gap


class NgClient:
    """Sends commands and hands back answers; says when rtpengine is lost and when it is back.

    `request` sends from the caller's thread (one non-blocking system call) and returns at once; `done` is called on
    the client's own thread exactly once, with the answer or a `MediaError`, unless the client is stopped twice over.
    A retransmission carries the same cookie, which rtpengine answers from its cache, so no command works twice.
    `on_lost` and `on_back` are called on that thread too: the first verdict after the start is always given.
    Lost also means *restarted* (its uptime went back): every call it held is gone, so both calls follow each other.
    `on_datagram` takes what arrives at `listen_port` (0: a free one) from rtpengine's own address.
    """

    def __init__(
        self,
        host: str,
        port: int,
        listen_port: int,
        on_datagram: Callable[[bytes], None],
        on_lost: Callable[[], None],
        on_back: Callable[[], None],
    ) -> None:
        self._host, self._port, self._listen_port = host, port, listen_port
        self._on_datagram, self._on_lost, self._on_back = on_datagram, on_lost, on_back
        self._ours = secrets.token_hex(6)
        self._numbers = count()
        self._waiting: dict[str, _Waiting] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._up: bool | None = None
        self._uptime = 0
        self._misses = 0
        self._next_beat = 0.0
        self._beat_under_way = False
        self._ng: socket.socket | None = None
        self._listener: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="rtpengine", daemon=True)

    @property
    def up(self) -> bool | None:
        """Whether rtpengine answers; None before the first verdict."""
        return self._up

    @property
    def listen_port(self) -> int:
        """The port that was really bound; known after `start`."""
        return self._listen_port

    def start(self) -> None:
        """Bind and begin. `OSError` when the host has no address or the port is taken."""
        family, _, _, _, address = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_DGRAM)[0]
        self._ng = socket.socket(family, socket.SOCK_DGRAM)
        self._ng.setblocking(False)
        with contextlib.suppress(OSError):
            self._ng.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self._listener = socket.socket(family, socket.SOCK_DGRAM)
        self._listener.setblocking(False)
        try:
            self._ng.connect(address)
            self._listener.bind((self._ng.getsockname()[0], self._listen_port))
        except OSError:
            self._ng.close()
            self._listener.close()
            raise
        self._listen_port = self._listener.getsockname()[1]
        self._thread.start()

    def stop(self) -> None:
        """End the thread, within a tick; commands still without an answer end in `MediaError`."""
        if self._stopping.is_set() or not self._thread.is_alive():
            return
        self._stopping.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def request(self, message: dict[str, Any], done: Done) -> None:
        """Send one command. `message` is the NG dictionary with its `command`."""
        cookie = f"{self._ours}_{next(self._numbers)}"
        payload = f"{cookie} {json.dumps(message)}".encode()
        with self._lock:
            if not self._stopping.is_set():
                self._waiting[cookie] = _Waiting(payload, done, message["command"], time.monotonic())
                done = _nobody
        if done is not _nobody:
            done(None, MediaError("the media client is stopped"))
            return
        self._send(payload)

    def _send(self, payload: bytes) -> None:
        """A connected UDP socket reports an earlier refusal on the next send, *instead of* sending: hence twice."""
        if self._ng is None:
            return
        for _ in range(2):
            try:
                self._ng.send(payload)
                return
            except OSError as error:
                if error.errno != errno.ECONNREFUSED:
                    return

    # ---- from here on: the client's own thread

    def _run(self) -> None:
        assert self._ng is not None
        assert self._listener is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._ng, selectors.EVENT_READ, self._read_answers)
            selector.register(self._listener, selectors.EVENT_READ, self._read_datagrams)
            while not self._stopping.is_set():
                for key, _ in selector.select(TICK_SECONDS):
                    key.data()
                self._mind_time(time.monotonic())
        self._close()

    def _close(self) -> None:
        with self._lock:
            left, self._waiting = list(self._waiting.values()), {}
        for waiting in left:
            self._tell(waiting.done, None, MediaError("the media client is stopped"))
        for end in (self._ng, self._listener):
            if end is not None:
                end.close()

    def _read_answers(self) -> None:
        assert self._ng is not None
        for _ in range(READS_A_TURN):
            try:
                datagram = self._ng.recv(MOST_BYTES)
            except BlockingIOError:
                return
            except ConnectionRefusedError:
                self._verdict(up=False)
                return
            except OSError:
                return
            self._take_answer(datagram)

    def _take_answer(self, datagram: bytes) -> None:
        cookie, _, body = datagram.partition(b" ")
        with self._lock:
            waiting = self._waiting.pop(cookie.decode("ascii", "replace"), None)
        if waiting is None:
            return
        try:
            reply = json.loads(body)
        except ValueError:
            reply = None
        if not isinstance(reply, dict):
            self._tell(waiting.done, None, MediaError(f"{waiting.command}: rtpengine's answer is unreadable"))
        elif reply.get("result") in ("ok", "pong"):
            self._tell(waiting.done, reply, None)
        else:
            why = reply.get("error-reason") or reply.get("message") or reply.get("result")
            self._tell(waiting.done, None, MediaError(f"{waiting.command}: {why}"))

    def _read_datagrams(self) -> None:
        assert self._ng is not None
        assert self._listener is not None
        peer = self._ng.getpeername()[0]
        for _ in range(READS_A_TURN):
            try:
                datagram, sender = self._listener.recvfrom(MOST_BYTES)
            except OSError:
                return
            if sender[0] == peer:
                try:
                    self._on_datagram(datagram)
                except Exception:
                    log.exception("a datagram from rtpengine could not be handled")

    def _mind_time(self, now: float) -> None:
        late: list[_Waiting] = []
        again: list[bytes] = []
        with self._lock:
            for cookie, waiting in list(self._waiting.items()):
                if now - waiting.started >= TIMEOUT_SECONDS:
                    late.append(self._waiting.pop(cookie))
                elif now >= waiting.retry:
                    waiting.tried_again()
                    again.append(waiting.payload)
        for payload in again:
            self._send(payload)
        for waiting in late:
            self._tell(waiting.done, None, MediaError(f"{waiting.command}: rtpengine does not answer"))
        if now >= self._next_beat and not self._beat_under_way:
            self._beat(now)

    def _beat(self, now: float) -> None:
        """`statistics` rather than `ping`: it carries the uptime, which betrays a restart between two beats."""
        self._next_beat = now + (BEAT_SECONDS if self._up else BEAT_WHILE_LOST_SECONDS)
        self._beat_under_way = True
        self.request({"command": "statistics"}, self._beat_answered)

    def _beat_answered(self, reply: Reply | None, error: MediaError | None) -> None:
        self._beat_under_way = False
        if self._stopping.is_set():
            return
        if reply is None:
            self._misses += 1
            if self._misses >= MOST_MISSES or not self._up:
                self._verdict(up=False)
            return
        self._misses = 0
        uptime = _uptime(reply)
        if uptime < self._uptime and self._up:
            self._verdict(up=False)
        self._uptime = uptime
        self._verdict(up=True)

    def _verdict(self, *, up: bool) -> None:
        if up is self._up:
            return
        self._up = up
        try:
            (self._on_back if up else self._on_lost)()
        except Exception:
            log.exception("the owner could not take that rtpengine is %s", "back" if up else "lost")

    def _tell(self, done: Done, reply: Reply | None, error: MediaError | None) -> None:
        try:
            done(reply, error)
        except Exception:
            log.exception("an answer of rtpengine could not be handled")


def _uptime(reply: Reply) -> int:
    try:
        return int(reply["statistics"]["totalstatistics"]["uptime"])
    except (KeyError, TypeError, ValueError):
        return 0


def _nobody(reply: Reply | None, error: MediaError | None) -> None:
    """For commands whose answer interests no one."""
