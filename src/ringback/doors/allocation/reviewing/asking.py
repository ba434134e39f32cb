"""What a request asks of the reviewers' list: read from whatever was sent, and never refused."""

from decimal import Decimal, InvalidOperation

from django.http import QueryDict

from ringback.doors.allocation.reviewing.reads import ORDERS, Wanted
from ringback.doors.allocation.reviewing.saying import STATE_WORDS


def asked_of(said: QueryDict) -> Wanted:
    """The list by `state`, `region`, `least`, `order` and `page`; what cannot be is left out."""
    state, order = said.get("state", ""), said.get("order", "")
    return Wanted(
        number_of(said.get("region", "")),
        state if state in STATE_WORDS else "",
        _points(said.get("least", "")),
        order if order in ORDERS else "best",
        number_of(said.get("page", "")) or 1,
    )


def number_of(text: str) -> int | None:
    """A number of ours, as an id or a page; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _points(text: str) -> Decimal | None:
    try:
        found = Decimal(text.strip().replace(",", ".")) if len(text) < 12 else Decimal("NaN")
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 10**7 else None
