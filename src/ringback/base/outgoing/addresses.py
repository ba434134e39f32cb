"""Which addresses of the network strangers may have us connect to (pure)."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Addresses that carry an IPv4 address inside: RFC 6052, RFC 8215 (NAT64), RFC 3056 (6to4), RFC 4380 (Teredo).
_CARRYING = tuple(IPv6Network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
# Kept for special uses by IANA, and not told apart by every release of the standard library.
_SPECIAL = tuple(IPv4Network(text) for text in ("192.88.99.0/24", "100.64.0.0/10", "198.18.0.0/15", "192.0.0.0/24"))
_LEAST_PORT = 1024
_LOW_PORTS = frozenset({80, 443})


def permitted(text: str, chosen: Sequence[Network]) -> bool:
    """Whether `text`, an address that a name resolved to, is on the public internet or in a `chosen` network."""
    try:
        address: Address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return in_one_of(address, chosen) or _public(address)


def in_one_of(address: Address, chosen: Sequence[Network]) -> bool:
    """Whether `address` lies in one of the networks."""
    return any(address.version == network.version and address in network for network in chosen)


def _public(address: Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if isinstance(address, IPv6Address):
        return not (address.is_site_local or in_one_of(address, _CARRYING))
    return not in_one_of(address, _SPECIAL)


def port_permitted(port: int) -> bool:
    """Whether a stranger may choose `port`: the web's, or one that is nobody's well-known service."""
    return port in _LOW_PORTS or _LEAST_PORT <= port <= 65535
