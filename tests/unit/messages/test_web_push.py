"""Web push by its RFCs: the example of RFC 8291, and signatures a push service would accept."""

import base64
from datetime import UTC, datetime

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from py_vapid import Vapid02

from ringback.base.kit.errors import FieldError
from ringback.channels.messages.notices import web_push
from ringback.project import keys, outgoing
from tests.servers.push_service import Browser

KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
AT = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_example_of_rfc_8291_is_read() -> None:
    """Its section 5: what we use to seal and to read in tests agrees with the standard's own vector."""
    message = (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    private = ec.derive_private_key(
        int.from_bytes(_bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big"), ec.SECP256R1()
    )
    read = http_ece.decrypt(_bytes(message), private_key=private, auth_secret=_bytes("BTBZMqHH6r4Tts7J_aSIgg"))
    assert read == b"When I grow up, I want to be a watermelon"


@given(st.text(max_size=500))
def test_what_is_sealed_is_read_by_that_browser_alone(text: str) -> None:
    browser, other = Browser(), Browser()
    body = web_push.sealed(f'"{text.encode().hex()}"'.encode(), browser.public_key, browser.auth)
    assert browser.read(body) == text.encode().hex()
    with pytest.raises(http_ece.ECEException):
        other.read(body)


def test_a_push_has_a_size() -> None:
    browser = Browser()
    with pytest.raises(ValueError, match="larger"):
        web_push.sealed(b"x" * 4000, browser.public_key, browser.auth)


def test_the_signature_names_the_service_and_us() -> None:
    sent = web_push.headers(
        "https://push.example:8443/x/y", AT, KEY, "mailto:ops@example.org", lasts_seconds=60, urgent=False
    )
    token, key = (part.split("=", 1)[1] for part in sent["Authorization"].removeprefix("vapid ").split(","))
    assert key == web_push.public_key(KEY)
    assert Vapid02.verify(sent["Authorization"])
    claims = base64.urlsafe_b64decode(token.split(".")[1] + "==")
    assert b'"aud":"https://push.example:8443"' in claims.replace(b" ", b"")
    assert (sent["TTL"], sent["Urgency"]) == ("60", "normal")


@pytest.mark.parametrize(("public", "auth"), [("", ""), ("x", "y"), ("B" * 87, "A" * 22), ("é" * 10, "A" * 22)])
def test_keys_that_no_browser_has_are_refused(public: str, auth: str) -> None:
    with pytest.raises(FieldError):
        web_push.check_keys(public, auth)


def test_the_installations_key_is_made_once(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    made = keys.push_key(folder)
    assert keys.push_key(folder) == made
    assert len(_bytes(web_push.public_key(made))) == 65


def test_push_services_may_write_to_somebody() -> None:
    assert outgoing.contact("https://desk.example", "x@y.example") == "https://desk.example"
    assert outgoing.contact("http://127.0.0.1:8000", "Ringback <ops@example.org>") == "mailto:ops@example.org"
