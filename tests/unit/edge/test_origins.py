"""Origins: read as browsers send them, answered only by name."""

import pytest

from ringback.base.edge import origins
from ringback.base.kit.origins import origin_of


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://Shop.Example/path?x=1", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://shop.example:8080/", "http://shop.example:8080"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://user@shop.example", None),
        ("ftp://shop.example", None),
        ("javascript:alert(1)", None),
        ("null", None),
        ("", None),
        ("https://", None),
        ("https://shop.example:99999", None),
    ],
)
def test_the_origin_in_a_text(text: str, origin: str | None) -> None:
    assert origin_of(text) == origin


@pytest.mark.parametrize("forged", ["https://shop.example.evil.example", "http://shop.example", "null", ""])
def test_other_origins_get_nothing_back(forged: str) -> None:
    allowed = {"https://shop.example"}
    assert "Access-Control-Allow-Origin" not in origins.headers(forged, allowed)
    assert "access-control-allow-origin" not in origins.preflight(forged, allowed).headers
    assert origins.preflight("https://shop.example", allowed).headers["access-control-max-age"] == "3600"
