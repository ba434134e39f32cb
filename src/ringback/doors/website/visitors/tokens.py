"""The token a browser keeps: signed, so that nobody makes one up, and naming nobody before somebody agreed to it.

`website.prompts` adds to the fields what it wants remembered (an arm, what was dismissed). `visitor` is set by
`services.recognise` alone, and only after consent.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from hashlib import sha256

import msgspec
from django.conf import settings

MOST_CHARACTERS = 1000
_SIGNATURE_BYTES = 16


class Token(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a browser keeps of a site. `site` is its key, `issued` a day, `visitor` the number of who is recognised."""

    site: str
    issued: date
    visitor: int | None = None


_encode = msgspec.json.Encoder().encode
_decoder = msgspec.json.Decoder(Token)


def signed(token: Token) -> str:
    """`token` as the text a browser keeps."""
    body = _encode(token)
    return f"{_text(body)}.{_text(_signature(body))}"


def read(text: str, site_key: str) -> Token | None:
    """The token in `text`; None for one that is empty, made up, or another site's."""
    body, _dot, signature = text.partition(".")
    if not signature or len(text) > MOST_CHARACTERS:
        return None
    try:
        raw = _bytes(body)
        if not hmac.compare_digest(_bytes(signature), _signature(raw)):
            return None
        token = _decoder.decode(raw)
    except (ValueError, msgspec.DecodeError):
        return None
    return token if token.site == site_key else None


def _signature(body: bytes) -> bytes:
    key = b"visitor token, " + settings.SECRET_KEY.encode()
    return hmac.digest(key, body, sha256)[:_SIGNATURE_BYTES]


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
