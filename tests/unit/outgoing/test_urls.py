"""Which URLs and addresses strangers may have us connect to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.base.kit.errors import FieldError
from ringback.base.outgoing import addresses, urls
from ringback.project.outgoing import networks

OWN = networks(["10.1.0.0/16", "fd00:1::/32"])


@pytest.mark.parametrize("text", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_the_public_internet_is_permitted(text: str) -> None:
    assert addresses.permitted(text, ())


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "192.88.99.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2001:0:53aa::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "",
        "localhost",
    ],
)
def test_everything_else_is_not(text: str) -> None:
    assert not addresses.permitted(text, ())


def test_the_operator_may_choose_networks_and_nothing_beside_them() -> None:
    assert addresses.permitted("10.1.2.3", OWN)
    assert addresses.permitted("::ffff:10.1.2.3", OWN)
    assert addresses.permitted("fd00:1::5", OWN)
    assert not addresses.permitted("10.2.0.1", OWN)
    assert not addresses.permitted("127.0.0.1", OWN)


@given(st.ip_addresses())
def test_no_address_that_is_not_global_gets_through(address: object) -> None:
    if addresses.permitted(str(address), ()):
        assert getattr(address, "is_global")  # noqa: B009 - both versions have it
        assert not getattr(address, "is_private")  # noqa: B009


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/hook?x=1",
        "https://example.org:8443/",
        "https://müller.example/hook",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
    ],
)
def test_ordinary_urls_are_taken(url: str) -> None:
    assert urls.checked(f" {url} ", ()) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org/#part",
        "https://example.org:22/",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://exa mple.org/",
        "https://example.org/\r\nHost: other",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/" if urls.is_address("2130706433") else "https://169.254.169.254/latest/",
        "http://example.org/",
        "https://" + "a" * 1000 + ".org/",
        "https://.." + "ü" * 300 + "/",
    ],
)
def test_other_urls_are_refused_by_name(url: str) -> None:
    with pytest.raises(FieldError) as refused:
        urls.checked(url, ())
    assert refused.value.field == "url"


def test_plain_http_is_for_the_operators_networks() -> None:
    assert urls.checked("http://10.1.0.9:8080/hook", OWN)
    with pytest.raises(FieldError):
        urls.checked("http://93.184.215.14/hook", OWN)
    assert not urls.permits("http", ["93.184.215.14"], OWN)
    assert not urls.permits("https", ["93.184.215.14", "127.0.0.1"], ())
    assert not urls.permits("https", [], ())


def test_what_is_asked_for_is_ascii() -> None:
    assert urls.asked_for("https://müller.example:8443/a?b=c") == "https://xn--mller-kva.example:8443/a?b=c"
