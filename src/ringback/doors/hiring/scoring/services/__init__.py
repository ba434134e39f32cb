"""The verbs of scorecards: what the parts above enter by."""

from ringback.doors.hiring.scoring.services.bank import (
    bank,
    choose,
    drop_question,
    question_of,
    restore_shipped,
    save_question,
)
from ringback.doors.hiring.scoring.services.cards import Card, card_of, save_card
from ringback.doors.hiring.scoring.services.marking import give, look
from ringback.doors.hiring.scoring.services.seeing import Seen, seen, sheets_by_application
from ringback.doors.hiring.scoring.services.wishing import WishValues, save_wishes, wishes_of

__all__ = [
    "Card",
    "Seen",
    "WishValues",
    "bank",
    "card_of",
    "choose",
    "drop_question",
    "give",
    "look",
    "question_of",
    "restore_shipped",
    "save_card",
    "save_question",
    "save_wishes",
    "seen",
    "sheets_by_application",
    "wishes_of",
]
