"""What may be dialled: SIP addresses, hosts and identities, judged as plain text (pure)."""

import ipaddress
import re
from dataclasses import dataclass

from ringback.base.kit import phones
from ringback.base.kit.errors import FieldError

DEFAULT_PORT = 5060
# The stored address of an agent who takes calls in a page of the desk.
BROWSER = "browser"
_USER = re.compile(r"[A-Za-z0-9_.+-]{1,64}")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_IDENTITY = re.compile(r"\+?[A-Za-z0-9_.-]{1,20}")
_CALLABLE = frozenset({"fixed", "mobile", "fixed_or_mobile", "voip", "uan", "personal"})

HOST_MEND = (
    "Give a host name such as sip.example.com, or the address of a carrier or of a phone in your own network. "
    "Addresses of this machine itself, link-local, multicast and broadcast addresses are not permitted."
)
ADDRESS_MEND = "Write it as sip:user@host or sip:user@host:port, or give a phone number with its country code."


@dataclass(frozen=True, slots=True)
class SipAddress:
    """`user` at `host`:`port`, without parameters or headers."""

    user: str
    host: str
    port: int = DEFAULT_PORT

    @property
    def uri(self) -> str:
        return f"sip:{self.user}@{_bracketed(self.host)}:{self.port}"


def host(text: str, *, own_machine: bool, field: str = "host") -> str:
    """A host that signalling may be sent to, in lower case. Raises FieldError, saying what is permitted.

    `own_machine`: loopback addresses are permitted, as in a demo where phones and voice share one machine.
    """
    name = text.strip().lower().rstrip(".")
    if name.startswith("[") and name.endswith("]"):
        name = name[1:-1]
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return _host_name(name, own_machine, field)
    mapped = getattr(address, "ipv4_mapped", None) or address
    if mapped.is_loopback and own_machine:
        return str(address)
    barred = mapped.is_loopback or mapped.is_unspecified or mapped.is_multicast or mapped.is_link_local
    if barred or str(mapped) == "255.255.255.255" or mapped.is_reserved:
        raise FieldError(field, f"{name} cannot be a phone or a carrier.", HOST_MEND)
    return str(address)


def _host_name(name: str, own_machine: bool, field: str) -> str:
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise FieldError(field, "This is not a host.", HOST_MEND)
    if labels[-1] == "localhost" and not own_machine:
        raise FieldError(field, f"{name} cannot be a phone or a carrier.", HOST_MEND)
    return name


def port(value: int, field: str = "port") -> int:
    """A UDP port. Raises FieldError."""
    if not 1 <= value <= 65535:
        raise FieldError(field, "There is no such port.", "Give a number from 1 to 65535; carriers mostly use 5060.")
    return value


def sip(text: str, *, own_machine: bool, field: str = "address") -> SipAddress:
    """Read "sip:user@host:port" (or without the scheme). Raises FieldError, also for anything hidden in it."""
    bare = text.strip().removeprefix("sip:")
    user, at, place = bare.rpartition("@")
    if not at or not _USER.fullmatch(user):
        raise FieldError(field, "This is not a SIP address.", ADDRESS_MEND)
    if place.startswith("["):
        name, _, digits = place.partition("]")
        name, digits = name + "]", digits.removeprefix(":")
    else:
        name, _, digits = place.partition(":")
    if digits and not (digits.isascii() and digits.isdecimal() and len(digits) <= 5):
        raise FieldError(field, "This is not a SIP address.", ADDRESS_MEND)
    number = port(int(digits), field) if digits else DEFAULT_PORT
    return SipAddress(user, host(name, own_machine=own_machine, field=field), number)


def dialled(text: str, country: str, *, own_machine: bool, field: str = "address") -> str:
    """An agent's phone as it is stored: E.164 for a phone number, "sip:user@host:port" for a desk phone, "browser"."""
    if text.strip().lower() == BROWSER:
        return BROWSER
    if "@" in text or text.strip().lower().startswith("sip:"):
        return sip(text, own_machine=own_machine, field=field).uri
    return phones.parse(text, country, field).e164


def is_number(address: str) -> bool:
    """Whether a stored address is a phone number, to be dialled through a trunk."""
    return address.startswith("+")


def identity(text: str, field: str = "caller_id") -> str:
    """A caller id, or empty for none. Raises FieldError for what could break out of a SIP header."""
    value = text.strip().replace(" ", "")
    if value and not _IDENTITY.fullmatch(value):
        mend = "Give the number your carrier has assigned to you, with its country code."
        raise FieldError(field, "This cannot be shown as a caller.", mend)
    return value


def credential(text: str, field: str) -> str:
    """A user name or secret for digest authentication. Raises FieldError for control characters and quotes."""
    if any(ord(character) < 32 or character in '"\\' for character in text):
        raise FieldError(field, "This holds a character SIP cannot carry.", "Leave out quotes and backslashes.")
    return text


def uri_of(address: str, trunk_host: str, trunk_port: int) -> str:
    """The request-URI of a stored address: a number at the trunk, a desk phone as it is."""
    if is_number(address):
        return f"sip:{address}@{_bracketed(trunk_host)}:{trunk_port}"
    return address


def redirect_objection(planned: str, redirected: str) -> str | None:
    """Why a phone may not send its call on to `redirected`, or None (TELEPHONY trap 6; both are request-URIs).

    A phone may move the call within its own host, or to a number of an ordinary kind in the same country; anything
    else would let whoever answers dial premium lines and strangers at our cost.
    """
    here, there = _parts(planned), _parts(redirected)
    if here is None or there is None:
        return "the call was redirected to something that is no phone"
    if there[0] == here[0]:
        return None if there[1] == here[1] else "the call was redirected to another host"
    if not is_number(here[0]):
        return None if there[1] == here[1] and not _digits(there[0]) else "the call was redirected elsewhere"
    try:
        country = phones.parse(here[0], "ZZ").country
        target = phones.parse(there[0], country)
    except FieldError:
        return "the call was redirected to a number that cannot exist"
    if target.country != country or target.kind not in _CALLABLE:
        return "the call was redirected abroad or to a special number"
    return None


def _parts(uri: str) -> tuple[str, str] | None:
    user, at, place = uri.removeprefix("sip:").partition("@")
    return (user, place.partition(";")[0].removesuffix(f":{DEFAULT_PORT}")) if at and user else None


def _digits(user: str) -> bool:
    return len(user) > 6 and user.lstrip("+").isdecimal()


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name
