"""The link in an interview's messages: good for that interview alone, for a while, by its own secret."""

from datetime import datetime

from django.core.signing import BadSignature, Signer

MOST = 120


def write(interview_id: int, token: str, expires_at: datetime) -> str:
    """The last part of the link's address. Whoever was erased has a new token, so that old links are dead."""
    return _signer(token).sign(f"{interview_id}-{int(expires_at.timestamp())}")


def number_in(text: str) -> int | None:
    """The interview that `text` speaks of, not believed yet; None for what has not the shape of a link."""
    number = text.partition("-")[0]
    return int(number) if len(text) <= MOST and number.isascii() and number.isdecimal() and len(number) < 19 else None


def is_good(text: str, token: str, now: datetime) -> bool:
    """Whether we wrote it for the interview with this `token`, and it has not expired."""
    try:
        expires = _signer(token).unsign(text).partition("-")[2]
    except BadSignature:
        return False
    return now.timestamp() < int(expires)


def _signer(token: str) -> Signer:
    return Signer(salt=f"interview {token}", sep="~")
