"""Phone numbers as people type them."""

import pytest

from ringback.base.kit import phones
from ringback.base.kit.errors import FieldError


@pytest.mark.parametrize(
    ("raw", "country", "e164", "kind"),
    [
        ("030 123456", "DE", "+4930123456", "fixed"),
        ("0151 23456789", "DE", "+4915123456789", "mobile"),
        ("+7 (912) 345-67-89", "DE", "+79123456789", "mobile"),
        ("8 912 345 67 89", "RU", "+79123456789", "mobile"),
        ("0900 1234567", "DE", "+499001234567", "premium"),
        ("+1 800 234 5678", "DE", "+18002345678", "toll_free"),
    ],
)
def test_reads_what_a_person_in_that_country_would_type(raw: str, country: str, e164: str, kind: str) -> None:
    phone = phones.parse(raw, country)
    assert (phone.e164, phone.kind, phone.raw) == (e164, kind, raw)


@pytest.mark.parametrize("raw", ["", "hello", "123", "+49", "0" * 41, "030 123456 ext. 7", "+999 1234567"])
def test_refuses_what_is_no_number_and_names_the_field(raw: str) -> None:
    with pytest.raises(FieldError) as caught:
        phones.parse(raw, "DE")
    assert caught.value.field == "phone"
    assert caught.value.mend


def test_masks_all_but_the_country_code_and_two_digits() -> None:
    masked = phones.masked("+4915123456789")
    assert masked.startswith("+49 ")
    assert masked.endswith("89")
    assert "1512345" not in "".join(c for c in masked if c.isdigit())
    assert sum(c.isdigit() for c in masked) == 4
