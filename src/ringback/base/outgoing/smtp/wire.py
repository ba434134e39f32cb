"""How a mail server is told of addresses, and how they stand in a mail's head."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, EmailPolicy

import idna

_ASCII = SMTP.clone(cte_type="7bit")
_UTF8 = SMTPUTF8.clone(cte_type="7bit")


def on_the_wire(address: str) -> str:
    """The address with its domain in the letters that DNS knows; its first part as it is. Raises idna.IDNAError."""
    local, _at, domain = address.rpartition("@")
    return f"{local}@{wire_domain(domain)}"


def wire_domain(domain: str) -> str:
    """A domain in ASCII. Raises idna.IDNAError."""
    return domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode()


def needs_utf8(*addresses: str) -> bool:
    """Whether only a mail server that speaks SMTPUTF8 can take mail between these."""
    return not all(address.rpartition("@")[0].isascii() for address in addresses)


def policy(*addresses: str) -> "EmailPolicy[EmailMessage]":
    """How a mail between these is written down: lines end in CRLF, bodies are ASCII."""
    return _UTF8 if needs_utf8(*addresses) else _ASCII


def header_address(address: str, name: str = "") -> Address:
    """An address for From, To or Reply-To, with a name beside it."""
    local, _at, domain = on_the_wire(address).rpartition("@")
    return Address(display_name=" ".join(name.split()), username=local, domain=domain)
