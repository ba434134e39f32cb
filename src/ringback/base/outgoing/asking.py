"""One request, bounded in time and size, that follows no redirect and uses no proxy."""

import ssl
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import httpcore

from ringback.base.kit import clock
from ringback.base.outgoing import urls
from ringback.base.outgoing.addresses import Network
from ringback.base.outgoing.errors import BarredError, SilentError, UnreachableError
from ringback.base.outgoing.pinned import PinnedBackend

SECONDS = 15.0
MOST_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `headers` with lower-case names, `body` cut to what was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def fine(self) -> bool:
        """Whether it was taken: any status from 200 to 299."""
        return 200 <= self.status < 300

    def pause_seconds(self, now: datetime, most: float) -> float:
        """For how long the other side asks to be left alone (Retry-After, RFC 9110), at most `most`; 0 where it
        does not."""
        said = self.headers.get("retry-after", "").strip()
        if said.isascii() and said.isdecimal():
            return min(float(said[:9]), most)
        try:
            until = parsedate_to_datetime(said)
        except ValueError:
            return 0.0
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()
        return max(0.0, min(seconds, most))

    def words(self, most: int = 300) -> str:
        """The status and the beginning of the body, for people who look for what went wrong."""
        body = " ".join(self.body.decode(errors="replace").split())
        return f"{self.status} {''.join(one for one in body if one.isprintable())}".strip()[:most]


@dataclass(frozen=True, slots=True)
class Call:
    """One request about to be made."""

    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


def ask(
    call: Call, chosen: Sequence[Network] | None, *, seconds: float = SECONDS, most_bytes: int = MOST_BYTES
) -> Answer:
    """Make the request once. Raises AskingError within `seconds` (and what the resolver takes); see its tree.

    The host may be on the public internet, or in a network the operator has `chosen`; `chosen` None: the operator
    gave the URL, and any address will do.
    """
    try:
        target = httpcore.URL(urls.asked_for(call.url))
        backend = PinnedBackend(target.scheme.decode(), chosen, clock.monotonic() + seconds)
        return _exchange(target, call, backend, most_bytes)
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        raise UnreachableError(_words(error)) from error
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.RemoteProtocolError) as error:
        raise SilentError(_words(error)) from error
    except (httpcore.UnsupportedProtocol, httpcore.LocalProtocolError, ValueError) as error:
        raise BarredError("This is not a web address.") from error


def _exchange(target: httpcore.URL, call: Call, backend: httpcore.NetworkBackend, most_bytes: int) -> Answer:
    """A connection of its own for each exchange, so that none is ever used under another name's certificate."""
    sent = {
        "Host": _host(target),
        "User-Agent": "Ringback",
        "Accept-Encoding": "identity",
        "Content-Length": str(len(call.body)),
        "Connection": "close",
        **call.headers,
    }
    with (
        httpcore.HTTPConnection(target.origin, _tls(), network_backend=backend) as connection,
        connection.stream(call.method, target, headers=list(sent.items()), content=call.body) as response,
    ):
        read = bytearray()
        for chunk in response.iter_stream():
            read += chunk
            if len(read) >= most_bytes:
                break
        return Answer(response.status, _plain(response.headers), bytes(read[:most_bytes]))


def _host(target: httpcore.URL) -> str:
    host = target.host.decode()
    name = f"[{host}]" if ":" in host else host
    return f"{name}:{target.port}" if target.port else name


def _plain(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
