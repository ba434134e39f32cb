"""Connections that are pinned to an address we have judged, and that end when the exchange must."""

import socket
import ssl
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore

from ringback.base.kit import clock
from ringback.base.outgoing import urls
from ringback.base.outgoing.addresses import Network
from ringback.base.outgoing.errors import BarredError, UnreachableError

_MOST_TRIED = 3
_LEAST_SECONDS = 0.05


class PinnedBackend(httpcore.NetworkBackend):
    """Resolves the host once for each connection, judges every address, and connects to one of those very addresses.

    `ends` on the monotonic clock is when the whole exchange is over. `chosen` None: every address will do.
    """

    def __init__(self, scheme: str, chosen: Sequence[Network] | None, ends: float) -> None:
        self._scheme = scheme
        self._chosen = chosen
        self._ends = ends
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        found = resolved(host, port)
        if self._chosen is not None and not urls.permits(self._scheme, found, self._chosen):
            raise BarredError(f"{host} is not an address we connect to.")
        failed: Exception = httpcore.ConnectError("no address")
        for one in found[:_MOST_TRIED]:
            left = max(_LEAST_SECONDS, self._ends - clock.monotonic())
            try:
                return _Bounded(self._plain.connect_tcp(one, port, left, local_address, socket_options), self._ends)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed


class _Bounded(httpcore.NetworkStream):
    """A stream whose every wait ends with the exchange: an answer that trickles in does not prolong it."""

    def __init__(self, stream: httpcore.NetworkStream, ends: float) -> None:
        self._stream = stream
        self._ends = ends

    def _left(self) -> float:
        left = self._ends - clock.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the answer took too long")
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Bounded(self._stream.start_tls(ssl_context, server_hostname, self._left()), self._ends)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def resolved(host: str, port: int) -> list[str]:
    """Every address of the host. Raises UnreachableError. The resolver has time limits of its own."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(f"The name {host} cannot be resolved.") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
