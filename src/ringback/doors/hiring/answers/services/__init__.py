"""The verbs of answers: decide, look before it goes out, take it back, and say that somebody was told."""

from ringback.doors.hiring.answers.services.deciding import cancel_decision, decide
from ringback.doors.hiring.answers.services.keeping import ask_to_keep
from ringback.doors.hiring.answers.services.preparing import MOST_MERITS, Plan, Prepared, prepare, undecided
from ringback.doors.hiring.answers.services.telling import answer_by_hand

__all__ = [
    "MOST_MERITS",
    "Plan",
    "Prepared",
    "answer_by_hand",
    "ask_to_keep",
    "cancel_decision",
    "decide",
    "prepare",
    "undecided",
]
