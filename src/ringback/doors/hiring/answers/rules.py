"""What a decision does to whom, decided from plain values."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

# So long after a decision the runner-up is called first if the winner leaves (MISSION H17).
STANDS_IN_FOR = timedelta(days=61)
CALL_WITHIN = timedelta(days=1)
MOST_ANSWERS = 5000


class Way(StrEnum):
    """How an answer gets there."""

    MAIL = "mail"
    SMS = "sms"
    CALL = "call"


def way_to(email: str, phone: str, *, texts: bool) -> Way:
    """By mail where there is an address, by text message where such get out; otherwise somebody calls."""
    if email:
        return Way.MAIL
    return Way.SMS if phone and texts else Way.CALL


def steps_in(decided_at: datetime, now: datetime) -> bool:
    """Whether the runner-up is still called first."""
    return now < decided_at + STANDS_IN_FOR


def kind_for(application_id: int, runner_up_id: int | None, chosen: dict[int, str], usual: str) -> str:
    """What an application is told."""
    return "runner_up" if application_id == runner_up_id else chosen.get(application_id, usual)


def state_after(kind: str, states: Collection[str] = ("active", "reserve")) -> str:
    """Where an application stands once it has that answer."""
    return "reserve" if kind in ("kept", "runner_up") and "reserve" in states else "refused"
