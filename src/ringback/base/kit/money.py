"""Amounts of money as people type them, and the currencies they may be in."""

import re
from decimal import Decimal

from ringback.base.kit.errors import FieldError

CURRENCIES = (
    "AED", "ARS", "AUD", "BRL", "BYN", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EUR", "GBP", "GEL", "HKD",
    "HUF", "ILS", "INR", "JPY", "KZT", "MXN", "NOK", "NZD", "PEN", "PLN", "RON", "RSD", "RUB", "SEK", "SGD", "TRY",
    "TWD", "UAH", "USD", "UZS", "ZAR",
)  # fmt: skip
USUAL = "EUR"
MOST = Decimal(10) ** 10
_AMOUNT = re.compile(r"(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,2}))?", re.ASCII)


def amount(text: str, field: str = "amount") -> Decimal | None:
    """ "1 250,50", "1,250.50" or "1250" as an amount; None for nothing. Raises FieldError."""
    plain = "".join(text.split()).replace("'", "")
    if not plain:
        return None
    read = _AMOUNT.fullmatch(plain)
    value = Decimal(f"{re.sub('[.,]', '', read[1])}.{read[2] or '00':0<2}") if read else MOST
    if value >= MOST:
        raise FieldError(field, "This is no amount of money.", "Type digits, as 250 or 1250.50.")
    return value


def currency(code: str, field: str = "currency") -> str:
    """The code as it may be stored. Raises FieldError for one we do not know."""
    if code not in CURRENCIES:
        raise FieldError(field, "This currency is not known here.", f"Use one of {', '.join(CURRENCIES)}.")
    return code
