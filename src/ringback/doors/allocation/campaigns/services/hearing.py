"""Whoever must follow when a campaign changes: later parts of the door, which campaigns do not know."""

from collections.abc import Callable
from enum import StrEnum

from ringback.base.accounts.services import Actor
from ringback.doors.allocation.campaigns.models import Campaign


class Change(StrEnum):
    """What has changed. MADE and CAMPAIGN: its own values; SIGNING: the agreement's text or terms."""

    MADE = "made"
    CAMPAIGN = "campaign"
    PLACES = "places"
    REGIONS = "regions"
    QUESTIONS = "questions"
    OPTIONS = "options"
    SIGNING = "signing"
    OPENED = "opened"
    CLOSED = "closed"
    PUBLISHED = "published"
    ENDED = "ended"


# Called within the transaction of the change; an error refuses it. The actor is None where the clock did it.
Hearer = Callable[[Actor | None, Campaign, Change], None]

_hearers: dict[str, Hearer] = {}


def hears(part: str, hearer: Hearer) -> None:
    """Let `hearer` follow every change of a campaign; the same name again takes its place."""
    _hearers[part] = hearer


def tell(actor: Actor | None, campaign: Campaign, change: Change) -> None:
    """Say that `campaign` has changed, to whoever hears of it."""
    for hearer in _hearers.values():
        hearer(actor, campaign, change)
