"""Amounts as people type them."""

from decimal import Decimal

import pytest

from ringback.base.kit import money
from ringback.base.kit.errors import FieldError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("250", "250.00"),
        ("1250.5", "1250.50"),
        ("1250,50", "1250.50"),
        ("1 250,50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("1.250", "1250.00"),
        ("12'000'000", "12000000.00"),
        ("0", "0.00"),
    ],
)
def test_an_amount_is_read_as_it_was_meant(text: str, value: str | None) -> None:
    assert money.amount(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("text", ["-1", "many", "1.2.3", "1e5", "NaN", "12.5055", "1" * 12, "٣"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(FieldError):
        money.amount(text)


def test_only_known_currencies() -> None:
    assert money.currency("EUR") == "EUR"
    with pytest.raises(FieldError):
        money.currency("eur")
