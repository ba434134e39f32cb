"""What may be done with an offer, what is signed, and when somebody is reminded: from plain values."""

from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

# Before the end, as long as the offer stands.
REMINDED_BEFORE = (timedelta(days=3), timedelta(days=1))
MOST_NAME = 120


class Step(StrEnum):
    """What an applicant's page shows."""

    PLACE = "place"
    SIGN = "sign"
    BUY = "buy"
    BOUGHT = "bought"
    DECLINED = "declined"
    EXPIRED = "expired"


def step(state: str, expires_at: datetime, now: datetime, *, bought: bool) -> Step:
    """Where an offer stands by the clock, even before the keeper has noted that it is over."""
    if state == "signed":
        return Step.BOUGHT if bought else Step.BUY
    if state == "declined":
        return Step.DECLINED
    if state == "expired" or now >= expires_at:
        return Step.EXPIRED
    return Step.SIGN if state == "accepted" else Step.PLACE


def stands(state: str, expires_at: datetime, now: datetime) -> bool:
    """Whether it can still be accepted, signed or declined."""
    return state in ("open", "accepted") and now < expires_at


def reminders(made_at: datetime, expires_at: datetime) -> list[datetime]:
    """When to remind; not within a day of the offer itself."""
    return [at for before in REMINDED_BEFORE if (at := expires_at - before) >= made_at + timedelta(days=1)]


def sum_of(content: bytes) -> str:
    """SHA-256, in hex digits."""
    return sha256(content).hexdigest()


def is_name(text: str) -> bool:
    """Whether somebody typed what can be a name: a letter at least, of any writing."""
    return len(text) <= MOST_NAME and any(character.isalpha() for character in text)
