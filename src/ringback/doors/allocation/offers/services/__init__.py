"""The verbs of offers: accept, decline, sign, buy; and what passes on by itself."""

from ringback.doors.allocation.offers.services.buying import confirm_purchase
from ringback.doors.allocation.offers.services.finding import agreement_file, offer_of, offer_to
from ringback.doors.allocation.offers.services.offering import (
    follow_answer,
    offer_free_places,
    pass_on_unanswered,
)
from ringback.doors.allocation.offers.services.signing import BrokenFileError, Signature, sign
from ringback.doors.allocation.offers.services.taking import accept, decline, expire

__all__ = [
    "BrokenFileError",
    "Signature",
    "accept",
    "agreement_file",
    "confirm_purchase",
    "decline",
    "expire",
    "follow_answer",
    "offer_free_places",
    "offer_of",
    "offer_to",
    "pass_on_unanswered",
    "sign",
]
