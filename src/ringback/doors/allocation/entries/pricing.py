"""A price as applicants read it: its parts, then tax and what it comes to (MISSION A4)."""

from decimal import Decimal

import msgspec
from babel.numbers import format_currency, format_decimal

from ringback.doors.allocation.campaigns.rules import Price
from ringback.doors.allocation.entries.saying import VOCABULARY, locale_of


class PriceShown(msgspec.Struct, frozen=True):
    """`lines` as (name, amount) without tax, then the tax; `total` with everything, "" where nothing is known."""

    lines: tuple[tuple[str, str], ...]
    total: str


def shown(price: Price, language: str) -> PriceShown:
    """The price in words of that language."""
    words = VOCABULARY.words(language)
    names = {"base": words["base"], "delivery": words["delivery"]}
    lines = [
        (names.get(one.kind, one.name), amount(one.amount, price.currency, language))
        for one in price.lines
        if one.amount or one.kind == "base"
    ]
    if price.tax_percent:
        share = format_decimal(price.tax_percent.normalize(), locale=locale_of(language))
        lines.append((f"{price.tax_name or words['tax']} {share} %", amount(price.tax, price.currency, language)))
    return PriceShown(tuple(lines), amount(price.gross, price.currency, language))


def amount(value: Decimal, currency: str, language: str) -> str:
    """An amount as "€98,000.00"."""
    return str(format_currency(value, currency, locale=locale_of(language)))
