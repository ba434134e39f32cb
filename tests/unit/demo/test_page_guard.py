"""Who may use the phones page."""

import argparse

import pytest
from starlette.datastructures import Headers

from ringback.project.demo.page_guard import known_host, policy, same_origin
from ringback.project.demo.phones import _origin

SHOP = ("https://shop.example",)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8090", "localhost:1", "[::1]:80", "[::1]", "shop.example"])
def test_hosts_that_are_us(host: str) -> None:
    assert known_host(host, SHOP)


@pytest.mark.parametrize("host", ["", "evil.example", "127.0.0.1.evil.example:80", "shop.example:81", "127.0.0.1@x"])
def test_hosts_that_are_not(host: str) -> None:
    assert not known_host(host, SHOP)


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"origin": "http://127.0.0.1:1"}, True),
        ({"origin": "https://127.0.0.1:1"}, False),
        ({"origin": "http://127.0.0.1:2"}, False),
        ({"origin": "null"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "https://behind.a.proxy"}, True),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:1"}, False),
    ],
)
def test_buttons_are_pressed_on_the_page_only(headers: dict[str, str], allowed: bool) -> None:
    assert same_origin(Headers({"host": "127.0.0.1:1", **headers}), "http") is allowed


def test_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert "unsafe" not in policy(SHOP)
    assert policy(SHOP).endswith("frame-ancestors 'self' https://shop.example")


@pytest.mark.parametrize("text", ["shop", "ftp://x", "https://x; script-src *", "https://x, y", "https://"])
def test_what_is_no_origin_never_reaches_the_header(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        _origin(text)


def test_an_origin_loses_its_path() -> None:
    assert _origin("https://shop.example:8000/path?x") == "https://shop.example:8000"
