"""Host names to addresses, looked up off the engine's thread, since a slow name server must not stop the calls."""

import ipaddress
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache

FRESH_SECONDS = 60.0
Found = Callable[[str | None], None]


@lru_cache(4096)
def is_address(host: str) -> bool:
    """True for an IPv4 or IPv6 literal."""
    with suppress(ValueError):
        ipaddress.ip_address(host.strip("[]"))
        return True
    return False


@lru_cache(4096)
def is_private(host: str) -> bool:
    """True for an address that means nothing outside its own network."""
    return is_address(host) and ipaddress.ip_address(host.strip("[]")).is_private


def _look_up(host: str) -> str | None:
    try:
        found = socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_DGRAM)
    except OSError:
        return None
    return str(found[0][4][0]) if found else None


class Names:
    """A cache in front of the resolver; what was found once is used on while the name server is away."""

    def __init__(self, call_soon: Callable[..., None]) -> None:
        self._call_soon = call_soon
        self._known: dict[str, tuple[str, float]] = {}
        self._asking: dict[str, list[Found]] = {}
        self._pool = ThreadPoolExecutor(2, "names")

    def known(self, host: str) -> str | None:
        """The address if it is known already, however old."""
        if is_address(host):
            return host
        entry = self._known.get(host)
        return entry[0] if entry else None

    def find(self, host: str, found: Found) -> None:
        """Call `found(address or None)`: at once when it is known, else later. Loop's thread only."""
        if is_address(host):
            found(host)
            return
        entry = self._known.get(host)
        if entry and time.monotonic() - entry[1] < FRESH_SECONDS:
            found(entry[0])
            return
        waiting = self._asking.setdefault(host, [])
        waiting.append(found)
        if len(waiting) == 1:
            self._pool.submit(self._ask, host)

    def _ask(self, host: str) -> None:
        self._call_soon(self._answered, host, _look_up(host))

    def _answered(self, host: str, address: str | None) -> None:
        if address is not None:
            self._known[host] = (address, time.monotonic())
        for found in self._asking.pop(host, []):
            found(self.known(host))

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
