"""The stamp on a form that we gave out: good for a day and one application, and for no other opening's form."""

import hashlib

from django.core.signing import BadSignature, Signer

from ringback.base.kit import clock, ids

VALID_SECONDS = 86_400


def new(opening_token: str) -> str:
    """A stamp for a form of that opening."""
    return _signer(opening_token).sign(f"{ids.public_id()}.{int(clock.now().timestamp()) + VALID_SECONDS}")


def key_of(stamp: str, opening_token: str) -> str | None:
    """What names the form, the same for the same stamp; None where we did not give it out, or it is too old."""
    try:
        nonce, until = _signer(opening_token).unsign(stamp[:200]).split(".")
    except (BadSignature, ValueError):
        return None
    if clock.now().timestamp() > int(until):
        return None
    return hashlib.sha256(nonce.encode()).hexdigest()[:40]


def _signer(opening_token: str) -> Signer:
    return Signer(salt=f"hiring form {opening_token}", sep="~")
