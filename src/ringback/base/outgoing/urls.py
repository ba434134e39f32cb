"""URLs that strangers give us: what may be posted to, as far as can be said without asking the network (pure)."""

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from ringback.base.kit.errors import FieldError
from ringback.base.outgoing import addresses
from ringback.base.outgoing.addresses import Network

MOST_CHARACTERS = 1000
_MEND = "Give it as https://example.org/path: a public host, without user name and password."


def checked(text: str, chosen: Sequence[Network], field: str = "url") -> str:
    """The URL, if it may be posted to. Raises FieldError. Plain http is for the operator's `chosen` networks only."""
    url = text.strip()
    parts = _split(url, field)
    if parts.username is not None or parts.fragment:
        raise FieldError(field, "It may hold no user name, password or fragment.", _MEND)
    if parts.port is not None and not addresses.port_permitted(parts.port):
        raise FieldError(field, f"Port {parts.port} belongs to another service.", "Use 443, 80, or one above 1023.")
    if parts.scheme == "http" and not chosen:
        raise FieldError(field, "What is sent would travel unprotected.", "Give an address with https.")
    host = parts.hostname or ""
    if is_address(host) and not permits(parts.scheme, [host], chosen):
        raise FieldError(field, f"{host} is not an address we connect to.", _MEND)
    return url


def _split(url: str, field: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("https", "http") and bool(parts.hostname) and (parts.port or 1) > 0
        ascii_host(parts.hostname or "")
    except ValueError:
        known = False
    strange = any(character.isspace() or not character.isprintable() for character in url)
    if not known or strange or len(url) > MOST_CHARACTERS:
        raise FieldError(field, "This is not a web address.", _MEND)
    return parts


def permits(scheme: str, found: Sequence[str], chosen: Sequence[Network]) -> bool:
    """Whether every one of the addresses a host was `found` at may be connected to."""
    fine = bool(found) and all(addresses.permitted(one, chosen) for one in found)
    if scheme == "https":
        return fine
    return fine and all(addresses.in_one_of(ip_address(one.partition("%")[0]), chosen) for one in found)


def is_address(host: str) -> bool:
    """Whether the host is given as an IP address."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def ascii_host(host: str) -> str:
    """A name in other scripts in its ASCII form (IDNA). Raises ValueError."""
    return host if host.isascii() else host.encode("idna").decode()


def asked_for(url: str) -> str:
    """The URL as it is asked for: its host in ASCII, its path percent-encoded."""
    parts = urlsplit(url)
    host = ascii_host(parts.hostname or "")
    name = f"[{host}]" if ":" in host else host
    return parts._replace(netloc=f"{name}:{parts.port}" if parts.port else name).geturl()
