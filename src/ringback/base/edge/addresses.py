"""Whose request it is: the client's address behind proxies we trust, and its shorter forms."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from starlette.requests import HTTPConnection

UNKNOWN = "0.0.0.0"


@lru_cache(maxsize=20_000)
def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


class Proxies:
    """The networks whose X-Forwarded-For is believed. "unix" stands for a proxy on a local socket."""

    def __init__(self, networks: Iterable[str] = ()) -> None:
        named = list(networks)
        self._local_socket = "unix" in named
        self._networks = [ip_network(name, strict=False) for name in named if name != "unix"]

    def trusts(self, text: str) -> bool:
        """Whether a hop of that address (empty: on a local socket) is a proxy of ours."""
        address = _read(text)
        if address is None:
            return self._local_socket and text == ""
        return any(address in network for network in self._networks)

    def client(self, peer: str, forwarded: Sequence[str]) -> str:
        """The nearest hop that is not ours: from the socket's `peer` back through the X-Forwarded-For lines."""
        hops = [hop.strip() for line in forwarded for hop in line.split(",")]
        nearest = peer
        while hops and self.trusts(nearest):
            nearest = hops.pop()
        address = _read(nearest)
        return UNKNOWN if address is None else str(address)

    def client_of(self, connection: HTTPConnection) -> str:
        """The client's address of a request or stream."""
        peer = connection.client.host if connection.client else ""
        return self.client(peer, connection.headers.getlist("x-forwarded-for"))


def client_of_page(request: HttpRequest) -> str:
    """The client's address of a page's request, behind the proxies that the operator trusts."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR")
    return Proxies(settings.TRUSTED_PROXIES).client(
        request.META.get("REMOTE_ADDR", ""), [forwarded] if forwarded else []
    )


def household(address: str) -> str:
    """What counts as one sender: an IPv4 address, or the /64 that one subscriber is given in IPv6."""
    read = _read(address)
    if isinstance(read, IPv6Address):
        return str(IPv6Network((read, 64), strict=False))
    return address


def shortened(address: str) -> str:
    """The address without its last part (/24, /48), to keep beside a consent without naming a household."""
    read = _read(address)
    if read is None:
        return ""
    return str(ip_network(f"{read}/{24 if read.version == 4 else 48}", strict=False).network_address)


def hashed(address: str, secret: str) -> str:
    """A keyed hash of the household: two requests can be compared, and the address not read back."""
    return hmac.new(secret.encode(), household(address).encode(), hashlib.sha256).hexdigest()[:32]
