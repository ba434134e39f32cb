"""Web push: a payload sealed for one browser (RFC 8291), and who sends it (VAPID, RFC 8292)."""

import base64
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from ringback.base.kit.errors import FieldError

# What every push service must take (RFC 8030); the header and padding of a sealed record come on top.
MOST_PAYLOAD_BYTES = 3000
_SIGNED_FOR = timedelta(hours=12)
_POINT_BYTES, _AUTH_BYTES = 65, 16


def sealed(payload: bytes, public_key: str, auth: str) -> bytes:
    """`payload` so that only the browser with these keys can read it."""
    if len(payload) > MOST_PAYLOAD_BYTES:
        raise ValueError(f"A push is larger than {MOST_PAYLOAD_BYTES} bytes.")
    once = ec.generate_private_key(ec.SECP256R1())
    whole: bytes = http_ece.encrypt(payload, private_key=once, dh=_bytes(public_key), auth_secret=_bytes(auth))
    return whole


def headers(address: str, at: datetime, key: str, contact: str, *, lasts_seconds: int, urgent: bool) -> dict[str, str]:
    """What goes with a sealed payload to `address`: encoding, how long it is worth keeping, and our signature."""
    parts = urlsplit(address)
    claims = {"sub": contact, "aud": f"{parts.scheme}://{parts.netloc}", "exp": int((at + _SIGNED_FOR).timestamp())}
    signed: dict[str, str] = _vapid(key).sign(claims)
    return {
        "Authorization": signed["Authorization"],
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(lasts_seconds),
        "Urgency": "high" if urgent else "normal",
    }


def public_key(key: str) -> str:
    """What browsers subscribe with: the public half of our `key`, as they want it."""
    point = _vapid(key).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def check_keys(public: str, auth: str) -> None:
    """Raise FieldError for keys that no browser has."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(public))
        fine = len(_bytes(public)) == _POINT_BYTES and len(_bytes(auth)) == _AUTH_BYTES
    except ValueError:
        fine = False
    if not fine:
        raise FieldError("keys", "These are no keys of a browser.", "Switch notices on in the browser itself.")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@lru_cache(maxsize=2)
def _vapid(key: str) -> Vapid02:
    vapid = Vapid02.from_raw(key.encode())
    vapid.conf = {"no-strict": True}  # an installation without a public address has none that a stranger could write to
    return vapid
