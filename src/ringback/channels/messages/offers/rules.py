"""What an offer to many decides from plain values: when each is due, in which language, how it stands (pure)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

HOUR_SECONDS = 3600
MOST_RATE_HOUR = 100_000


class By(StrEnum):
    """How an offer goes out: by mail, by text message, or by mail to whom it can and by text message to the others."""

    MAIL = "mail"
    SMS = "sms"
    EITHER = "either"

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels, in the order in which they are tried."""
        return ("mail", "sms") if self is By.EITHER else (self.value,)


class LeftOut(StrEnum):
    """Why somebody who is among the chosen gets nothing."""

    NOT_AGREED = "not_agreed"
    NO_ADDRESS = "no_address"
    NO_NUMBER = "no_number"
    ASKED_NOT_TO = "asked_not_to"
    OPTED_OUT = "opted_out"
    CAME_BACK = "came_back"
    ENOUGH = "enough"
    NOTHING_SAID = "nothing_said"


class Standing(StrEnum):
    """How an offer stands, as people see it."""

    DRAFT = "draft"
    MAKING = "making"
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    STOPPING = "stopping"
    STOPPED = "stopped"


def due_at(begins_at: datetime, number: int, rate_hour: int) -> datetime:
    """When the `number`th message (0 first) is due, at `rate_hour` an hour; 0: all at once."""
    if rate_hour <= 0:
        return begins_at
    return begins_at + timedelta(seconds=number * HOUR_SECONDS / rate_hour)


def lasts(count: int, rate_hour: int) -> timedelta:
    """From the first message to the last."""
    return due_at(datetime.min, max(0, count - 1), rate_hour) - datetime.min


def language_for(spoken: str, written: Collection[str], otherwise: str) -> str:
    """The language in which somebody who speaks `spoken` ("de-AT", "") gets it: one that is `written`."""
    code = spoken.lower().partition("-")[0].partition("_")[0]
    return code if code in written else otherwise


def standing(state: str, waiting: int, begins_at: datetime | None, now: datetime) -> Standing:
    """How an offer in `state` stands of which `waiting` messages are still to go."""
    if state == "sending":
        if not waiting:
            return Standing.SENT
        return Standing.WAITING if begins_at is not None and begins_at > now else Standing.SENDING
    return Standing(state)
