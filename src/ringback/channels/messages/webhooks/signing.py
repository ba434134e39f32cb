"""Signatures by the Standard Webhooks specification, with one secret or, while it is being changed, two."""

import base64
import os
from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook

_SECRET_BYTES = 32
_PREFIX = "whsec_"


def new_secret() -> str:
    """A secret as endpoints are given it: whsec_ and 32 random bytes in base64."""
    return _PREFIX + base64.b64encode(os.urandom(_SECRET_BYTES)).decode()


def headers(event_id: str, at: datetime, body: str, secrets: Sequence[str]) -> dict[str, str]:
    """What goes with `body`: its id, the instant of this attempt, and a signature by each secret."""
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(event_id, at, body) for secret in secrets),
        "content-type": "application/json",
    }
