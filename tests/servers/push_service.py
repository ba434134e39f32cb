"""A stand-in for a push service, with the browser behind it: it checks who sends, and reads what only it can read."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from tests.servers.receiver import Posted, Receiver, Reply


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Browser:
    """One subscription: its private key stays here, as in a real browser."""

    auth_secret: bytes = b"sixteen bytes ok"
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def public_key(self) -> str:
        return _text(self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def auth(self) -> str:
        return _text(self.auth_secret)

    def read(self, body: bytes) -> Any:
        """What was pushed, decrypted by RFC 8291."""
        return json.loads(http_ece.decrypt(body, private_key=self.private, auth_secret=self.auth_secret))


class PushService(Receiver):
    """Answers 201 to what is signed by the key that browsers were given; `refuse` makes it answer otherwise."""

    def __init__(self, application_key: str) -> None:
        super().__init__(self._judge)
        self.refuse: int | None = None
        self._key = application_key

    def _judge(self, posted: Posted) -> Reply:
        if self.refuse is not None:
            return Reply(self.refuse, b"as told")
        said = posted.headers["authorization"]
        fine = said.endswith(f"k={self._key}") and Vapid02.verify(said)
        return Reply(201 if fine and posted.headers["content-encoding"] == "aes128gcm" else 403, b"")
