"""From the settings of what leaves the house, beside mail, to Django's settings."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import unquote, urlsplit

from ringback.base.kit import money
from ringback.base.kit.errors import FieldError
from ringback.project.environment import SettingError

FORMS = ("kannel", "twilio")
MOST_PRICE = Decimal(100)


def sms(form: str, url: str) -> tuple[str, str, str]:
    """The gateway's URL without its credentials, the user and the password; all empty without a form.

    Raises SettingError.
    """
    if not form:
        return "", "", ""
    if form not in FORMS:
        raise SettingError(f"RINGBACK_SMS_GATEWAY is {form!r}: say kannel or twilio, or leave it empty.")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or not parts.username:
        raise SettingError("RINGBACK_SMS_URL cannot be read: give it as https://user:password@host/path.")
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return bare, unquote(parts.username), unquote(parts.password or "")


def price(text: str) -> tuple[Decimal, str] | None:
    """ "0.075 EUR" as an amount and a currency; None for nothing. Raises SettingError."""
    if not text:
        return None
    amount, _space, currency = text.partition(" ")
    try:
        value, known = Decimal(amount), money.currency(currency.strip())
        fits = 0 <= value < MOST_PRICE
    except (InvalidOperation, FieldError):
        fits = False
    if not fits:
        raise SettingError(f"RINGBACK_SMS_PRICE is {text!r}: give it as 0.075 EUR.")
    return value, known


def contact(public_url: str, sender: str) -> str:
    """Whom push services may write to about what we send: the desk where it is public, else the mail's sender."""
    return public_url if public_url.startswith("https://") else f"mailto:{parseaddr(sender)[1]}"


def networks(texts: Sequence[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks as the operator writes them: "10.0.0.0/8", "::1". Raises SettingError for anything else."""
    try:
        return tuple(ip_network(text, strict=False) for text in texts)
    except ValueError as error:
        wrong = f"RINGBACK_OUTGOING_NETWORKS is {','.join(texts)!r}: give networks, as 10.0.0.0/8."
        raise SettingError(wrong) from error
