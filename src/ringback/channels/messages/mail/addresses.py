"""E-mail addresses: which can be written to, and how a mail server is told of them."""

import re
from email.utils import parseaddr

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ringback.base.kit.errors import FieldError
from ringback.base.outgoing.smtp.wire import wire_domain

MOST_CHARACTERS = 254
_UNUSABLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u2066-\u2069<>()\[\],;:\\\"@]")


def checked(address: str) -> str:
    """`address` without spaces around it, its domain in lower case. Raises FieldError for what is no address.

    Letters of every script may stand on both sides of the @.
    """
    local, _at, domain = address.strip().rpartition("@")
    try:
        if len(local.encode()) > 64 or len(address) > MOST_CHARACTERS:
            raise ValidationError("too long")
        if local.isascii():
            validate_email(f"{local}@{domain}")
        elif _UNUSABLE.search(local) or local.startswith(".") or local.endswith("."):
            raise ValidationError("unusable")
        else:
            validate_email(f"x@{domain}")
        wire_domain(domain)
    except (ValidationError, idna.IDNAError):
        problem = _("This is not an e-mail address.")
        raise FieldError("to_address", problem, _("Type it as name@example.org.")) from None
    return f"{local}@{domain.lower()}"


def mail_domain(sender: str) -> str:
    """The domain in "Name <name@example.org>", in ASCII: what Message-IDs end in."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return wire_domain(domain) if domain else "localhost"


def hidden(address: str) -> str:
    """An address for a page that anybody with the link may open: "m•••@example.org"."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}•••{at}{domain}" if at else f"•••{address[-3:]}"
