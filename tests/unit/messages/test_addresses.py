"""Which addresses can be written to, and how a mail server is told of them."""

import pytest

from ringback.base.kit.errors import FieldError
from ringback.base.outgoing.smtp.wire import on_the_wire
from ringback.channels.messages.mail.addresses import checked, mail_domain


@pytest.mark.parametrize(
    ("written", "address", "wire"),
    [
        (" Anna@Example.ORG ", "Anna@example.org", "Anna@example.org"),
        ("o'neil+news@example.org", "o'neil+news@example.org", "o'neil+news@example.org"),
        ("info@bücher.example", "info@bücher.example", "info@xn--bcher-kva.example"),
        ("иван@пример.example", "иван@пример.example", "иван@xn--e1afmkfd.example"),
    ],
)
def test_addresses_of_all_scripts_are_taken(written: str, address: str, wire: str) -> None:
    assert checked(written) == address
    assert on_the_wire(address) == wire


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "@example.org",
        "anna@",
        "anna@example",
        "a b@example.org",
        "anna@example.org\r\nBcc: x@example.org",
        "anna@example.org, eva@example.org",
        "<anna@example.org>",
        "иван\n@пример.example",
        "ив,ан@example.org",
        f"{'a' * 65}@example.org",
        f"a@{'b' * 250}.org",
        "anna@-example-.org",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(FieldError):
        checked(address)


def test_message_ids_end_in_the_senders_domain() -> None:
    assert mail_domain("Ringback <post@bücher.example>") == "xn--bcher-kva.example"
    assert mail_domain("") == "localhost"
