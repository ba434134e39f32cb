"""What may be dialled, and what a hostile setting or redirect may not reach."""

import pytest

from ringback.base.kit.errors import FieldError
from ringback.channels.voice import addresses


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("sip:anna@192.168.1.20", "sip:anna@192.168.1.20:5060"),
        ("anna@pbx.example.com:5070", "sip:anna@pbx.example.com:5070"),
        ("sip:anna@[2001:db8:0:0::1]:5062", "sip:anna@[2001:db8::1]:5062"),
    ],
)
def test_a_desk_phone_is_stored_in_one_form(text: str, uri: str) -> None:
    assert addresses.dialled(text, "DE", own_machine=False) == uri


@pytest.mark.parametrize(
    "text",
    [
        "sip:anna@127.0.0.1",
        "sip:anna@[::1]",
        "sip:anna@[::ffff:127.0.0.1]",
        "sip:anna@localhost",
        "sip:anna@sub.localhost.",
        "sip:anna@169.254.169.254",
        "sip:anna@[fe80::1]",
        "sip:anna@0.0.0.0",
        "sip:anna@224.0.0.5",
        "sip:anna@255.255.255.255",
        "sip:anna@240.0.0.1",
        "sip:anna@2130706433",
        "sip:anna@127.1",
        "sip:anna@host:0",
        "sip:anna@host:99999",
        "sip:anna@host;transport=tcp",
        "sip:anna@host?Route=x",
        "sip:anna@host\r\nVia: x",
        "sip:anna@ho st",
        "sip:an na@host",
        "sip:a@b@host",
        "sip:@host",
        "sip:anna@",
        "sips:anna@host",
        "sip:" + "a" * 65 + "@host",
    ],
)
def test_a_hostile_address_is_refused_and_says_what_is_permitted(text: str) -> None:
    with pytest.raises(FieldError) as refused:
        addresses.dialled(text, "DE", own_machine=False)
    assert refused.value.field == "address"
    assert refused.value.mend


def test_phones_on_this_machine_are_for_a_demo_only() -> None:
    assert addresses.host("127.0.0.1", own_machine=True) == "127.0.0.1"
    with pytest.raises(FieldError, match="not permitted"):
        addresses.host("127.0.0.1", own_machine=False)


def test_an_agents_number_is_stored_as_e164() -> None:
    assert addresses.dialled("030 12345678", "DE", own_machine=False) == "+493012345678"


@pytest.mark.parametrize("text", ['"quoted"', "back\\slash", "new\nline"])
def test_a_secret_that_breaks_a_header_is_refused(text: str) -> None:
    with pytest.raises(FieldError):
        addresses.credential(text, "secret")


@pytest.mark.parametrize("text", ["+49 30 <sip:x>", "a b;c", "x" * 30])
def test_a_caller_id_that_breaks_a_header_is_refused(text: str) -> None:
    with pytest.raises(FieldError):
        addresses.identity(text)


PLANNED = "sip:+493012345678@trunk.example:5060"


@pytest.mark.parametrize(
    ("target", "permitted"),
    [
        (PLANNED, True),
        ("sip:+493087654321@trunk.example", True),
        ("sip:030987654@trunk.example", True),
        ("sip:+499001234567@trunk.example", False),
        ("sip:+12025550123@trunk.example", False),
        ("sip:+4930@trunk.example", False),
        ("sip:+493012345678@elsewhere.example", False),
        ("tel:+493012345678", False),
        ("", False),
    ],
)
def test_a_number_is_redirected_within_its_country_only(target: str, permitted: bool) -> None:
    assert (addresses.redirect_objection(PLANNED, target) is None) is permitted


@pytest.mark.parametrize(
    ("target", "permitted"),
    [
        ("sip:anna.mobile@pbx.example:5060", True),
        ("sip:anna@elsewhere.example", False),
        ("sip:+12025550123@pbx.example", False),
        ("sip:0012025550123@pbx.example", False),
    ],
)
def test_a_desk_phone_is_redirected_within_its_host_only(target: str, permitted: bool) -> None:
    assert (addresses.redirect_objection("sip:anna@pbx.example:5060", target) is None) is permitted
