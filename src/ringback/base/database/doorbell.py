"""The doorbell: a row was written, some other process should look. A ring may be lost; a row may not.

Beside SQLite a bell is a datagram socket a listener, in the data folder; beside PostgreSQL it is LISTEN/NOTIFY, a
channel a topic, so that nobody wakes for what they do not listen to. Rings are heard after the commit of the
transaction they were rung in. Whoever listens also looks by itself once in a while, because a bell can be lost.
"""

import json
import os
import select
import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import psycopg
from django.conf import settings
from django.db import connection, transaction

_MOST_BYTES = 1024
# So many are rung by a statement prepared for just as many, which is the cheapest.
_FEW = 4


@dataclass(frozen=True, slots=True)
class Ring:
    """What was rung: the `topic`, and a few plain values about what changed (never personal data)."""

    topic: str
    detail: dict[str, Any]


class Bell(Protocol):
    """One listener's end. `wait` returns at once what has been rung, or [] after `seconds`."""

    def wait(self, seconds: float) -> list[Ring]: ...

    def wake(self) -> None: ...

    def close(self) -> None: ...


def ring(topic: str, **detail: Any) -> None:
    """Ring for `topic`, heard by every listener of it once the surrounding transaction has committed."""
    ring_all([Ring(topic, detail)])


def ring_all(rings: Sequence[Ring]) -> None:
    """Several rings for the price of one.

    On PostgreSQL, too, they are sent after the commit: within the transaction they would have every other commit that
    rings wait until this one is on the disk.
    """
    messages = [(one.topic, json.dumps({"topic": one.topic, **one.detail}, separators=(",", ":"))) for one in rings]
    if earlier := _rung_just_before():
        earlier.messages.extend(messages)
    else:
        transaction.on_commit(_Ringing(messages), robust=True)


@dataclass(slots=True)
class _Ringing:
    """What rings once the transaction has committed."""

    messages: list[tuple[str, str]]

    def __call__(self) -> None:
        (_notify if connection.vendor == "postgresql" else _send_datagrams)(self.messages)


def _rung_just_before() -> _Ringing | None:
    """The ringing this transaction (or this savepoint of it) already ends in: one more can go with it."""
    if not connection.in_atomic_block or not connection.run_on_commit:
        return None
    savepoints, last = connection.run_on_commit[-1][:2]
    return last if isinstance(last, _Ringing) and savepoints == set(connection.savepoint_ids) else None


def _notify(messages: list[tuple[str, str]]) -> None:
    rung = [part for topic, text in messages for part in (_channel(topic), text)]
    with connection.cursor() as cursor:
        if len(messages) <= _FEW:
            cursor.execute("SELECT " + ", ".join(["pg_notify(%s, %s)"] * len(messages)), rung)
        else:
            many = "SELECT pg_notify(c, p) FROM unnest(%s::text[], %s::text[]) AS rung (c, p)"
            cursor.execute(many, [rung[::2], rung[1::2]])


def listen(topics: Iterable[str]) -> Bell:
    """Open a bell for `topics`, beside whichever database is in use."""
    if connection.vendor == "postgresql":
        return _NotifyBell(frozenset(topics))
    return _DatagramBell(frozenset(topics))


def _channel(topic: str) -> str:
    return f"ringback_{topic}"


def _bells_folder() -> Path:
    return Path(settings.DATA_DIR) / "bells"


def _send_datagrams(messages: list[tuple[str, str]]) -> None:
    folder = _bells_folder()
    if not folder.is_dir():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        for entry in os.scandir(folder):
            wanted = entry.name.partition("~")[0].split(".")
            for topic, message in messages:
                if topic in wanted:
                    _send(sender, message.encode(), Path(entry.path))


def _send(sender: socket.socket, message: bytes, listener: Path) -> None:
    try:
        sender.sendto(message, str(listener))
    except BlockingIOError:
        pass  # it has unread rings and will look anyway
    except (ConnectionRefusedError, FileNotFoundError):
        listener.unlink(missing_ok=True)  # its process is gone


def _read(message: bytes | str) -> Ring | None:
    try:
        detail = json.loads(message)
        return Ring(detail.pop("topic"), detail)
    except (ValueError, KeyError, AttributeError):
        return None


class _DatagramBell:
    def __init__(self, topics: frozenset[str]) -> None:
        folder = _bells_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{'.'.join(sorted(topics))}~{os.getpid()}-{threading.get_ident() % 10**6}-{id(self) % 10**6}"
        self._path = folder / name
        self._path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind(str(self._path))

    def wait(self, seconds: float) -> list[Ring]:
        select.select([self._socket], [], [], seconds)
        rings: list[Ring] = []
        while True:
            try:
                message = self._socket.recv(_MOST_BYTES)
            except BlockingIOError:
                return rings
            if one := _read(message):
                rings.append(one)

    def wake(self) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"", str(self._path))

    def close(self) -> None:
        self._socket.close()
        self._path.unlink(missing_ok=True)


class _NotifyBell:
    def __init__(self, topics: frozenset[str]) -> None:
        self._topics = topics
        self._wake_reader, self._wake_writer = os.pipe()
        self._connection: psycopg.Connection[Any] | None = None
        with suppress(psycopg.OperationalError):  # `wait` goes on trying
            self._connected()

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            parameters = connection.get_connection_params()
            parameters.pop("cursor_factory", None)
            parameters.pop("context", None)
            self._connection = psycopg.connect(**parameters, autocommit=True)
            for topic in self._topics:
                self._connection.execute(f"LISTEN {_channel(topic)}")
        return self._connection

    def wait(self, seconds: float) -> list[Ring]:
        try:
            return self._heard(self._connected(), seconds)
        except psycopg.OperationalError:
            self._connection = None
            select.select([self._wake_reader], [], [], min(seconds, 0.5))
            return []

    def _heard(self, listening: psycopg.Connection[Any], seconds: float) -> list[Ring]:
        rings = self._taken(listening)
        if not rings:
            ready, _, _ = select.select([listening.fileno(), self._wake_reader], [], [], seconds)
            if self._wake_reader in ready:
                os.read(self._wake_reader, _MOST_BYTES)
            if ready:
                rings = self._taken(listening)
        return rings

    def _taken(self, listening: psycopg.Connection[Any]) -> list[Ring]:
        notifies = listening.notifies(timeout=0)
        return [one for notify in notifies if (one := _read(notify.payload))]

    def wake(self) -> None:
        os.write(self._wake_writer, b"!")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        os.close(self._wake_reader)
        os.close(self._wake_writer)


class BellThread(ABC):
    """A thread at the bell of `topics`, for processes that run an event loop: a context, within which it runs."""

    def __init__(self, topics: Iterable[str], name: str) -> None:
        self._topics = tuple(topics)
        self._closing = threading.Event()
        self._bell: Bell | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._bell = listen(self._topics)
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._closing.set()
        if self._bell is not None:
            self._bell.wake()
            self._thread.join(timeout=5)
            self._bell.close()

    @abstractmethod
    def _run(self) -> None:
        """What the thread does, until `_closing` is set."""


class Listener(BellThread):
    """A thread that calls `heard` with every ring of `topics`."""

    def __init__(self, topics: Iterable[str], heard: Callable[[Ring], None]) -> None:
        super().__init__(topics, "doorbell")
        self._heard = heard

    def _run(self) -> None:
        assert self._bell is not None
        while not self._closing.is_set():
            for one in self._bell.wait(1.0):
                self._heard(one)
