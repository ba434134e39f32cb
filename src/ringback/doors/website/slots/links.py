"""The link in a confirmation: good for moving or calling off one callback, for a while, and for nothing else.

It knows neither number nor name, and opens nothing that the token to follow a request with does. Whose request was
emptied has a new token, so that its links are dead.
"""

import base64
import binascii
import hmac
import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

# Request and expiry in 6 and 4 bytes, then 14 of the signature: 32 characters, because text messages are short.
_HEAD = struct.Struct(">HIL")
_SIGNED = 14
_TEXT = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True, slots=True)
class Link:
    """What stands in a link, not believed yet; `signature` is checked against the request's own token."""

    request_id: int
    expires_at: datetime
    signature: bytes


def write(request_id: int, token: str, expires_at: datetime, secret: str) -> str:
    """The last part of the link's address."""
    head = _HEAD.pack(request_id >> 32, request_id & 0xFFFFFFFF, int(expires_at.timestamp()))
    return base64.urlsafe_b64encode(head + _signature(head, token, secret)).decode()


def read(text: str) -> Link | None:
    """What stands in `text`, or None for what has not the shape of a link."""
    if not _TEXT.fullmatch(text):
        return None
    try:
        raw = base64.urlsafe_b64decode(text)
    except (binascii.Error, ValueError):
        return None
    high, low, expires = _HEAD.unpack(raw[: _HEAD.size])
    return Link((high << 32) + low, datetime.fromtimestamp(expires, UTC), raw[_HEAD.size :])


def is_good(link: Link, token: str, now: datetime, secret: str) -> bool:
    """Whether we wrote it for the request with this `token`, and it has not expired."""
    head = _HEAD.pack(link.request_id >> 32, link.request_id & 0xFFFFFFFF, int(link.expires_at.timestamp()))
    return hmac.compare_digest(link.signature, _signature(head, token, secret)) and now < link.expires_at


def _signature(head: bytes, token: str, secret: str) -> bytes:
    key = hmac.new(secret.encode(), b"change a callback", sha256).digest()
    return hmac.new(key, head + token.encode(), sha256).digest()[:_SIGNED]
