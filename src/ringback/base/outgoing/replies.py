"""A conversation by lines with a server that somebody gave us: to an address we have judged, and bounded."""

import socket
from collections.abc import Callable, Sequence

from ringback.base.kit import clock
from ringback.base.outgoing import urls
from ringback.base.outgoing.errors import BarredError
from ringback.base.outgoing.pinned import resolved

_MOST_BYTES = 100_000
_MOST_TRIED = 3


def connected(host: str, port: int, permits: Callable[[Sequence[str]], bool], timeout: float) -> socket.socket:
    """A connection to an address of the host that was judged: the very one, whatever the name means a moment later.

    Raises AskingError, OSError.
    """
    found = resolved(urls.ascii_host(host), port)
    if not permits(found):
        raise BarredError(f"{host} is not an address we connect to.")
    failed: OSError = OSError("no address")
    for one in found[:_MOST_TRIED]:
        try:
            return socket.create_connection((one, port), timeout)
        except OSError as error:
            failed = error
    raise failed


class Replies:
    """What a server says, as smtplib and imaplib read it; one that never ends is cut off at `ends`, monotonic."""

    def __init__(self, sock: socket.socket, ends: float) -> None:
        self._sock = sock
        self._ends = ends
        self._held = b""
        self._left = _MOST_BYTES

    def readline(self, most: int) -> bytes:
        """One line; empty at the end. Raises OSError."""
        while b"\n" not in self._held and len(self._held) < most and self._more():
            pass
        cut = self._held.find(b"\n") + 1 or len(self._held)
        return self._taken(min(cut, most))

    def read(self, size: int) -> bytes:
        """So many bytes, fewer at the end. Raises OSError."""
        while len(self._held) < size and self._more():
            pass
        return self._taken(size)

    def close(self) -> None:
        """The socket is closed by who owns it."""

    def _more(self) -> bool:
        patience = self._ends - clock.monotonic()
        if patience <= 0 or self._left <= 0:
            raise TimeoutError("the server took too long, or said too much")
        self._sock.settimeout(min(patience, self._sock.gettimeout() or patience))
        read = self._sock.recv(4096)
        self._held, self._left = self._held + read, self._left - len(read)
        return bool(read)

    def _taken(self, size: int) -> bytes:
        taken, self._held = self._held[:size], self._held[size:]
        return taken
