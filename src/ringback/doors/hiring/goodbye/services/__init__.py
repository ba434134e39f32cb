"""The verbs of goodbyes: what the parts above enter by."""

from ringback.doors.hiring.goodbye.services.blocking import BlockerValues, block, unblock
from ringback.doors.hiring.goodbye.services.handing import hand_over_candidates
from ringback.doors.hiring.goodbye.services.manners import manners_of, save_manners
from ringback.doors.hiring.goodbye.services.promising import (
    CALL_FIRST,
    KIND,
    REASONS,
    GoodbyeValues,
    acting_for,
    call_first,
    calls_with_answer,
    last_goodbye,
    open_promises,
    promise_reasons,
    say_goodbye,
    usual_goodbye,
)
from ringback.doors.hiring.goodbye.services.reminding import note_reminder, remind

__all__ = [
    "CALL_FIRST",
    "KIND",
    "REASONS",
    "BlockerValues",
    "GoodbyeValues",
    "acting_for",
    "block",
    "call_first",
    "calls_with_answer",
    "hand_over_candidates",
    "last_goodbye",
    "manners_of",
    "note_reminder",
    "open_promises",
    "promise_reasons",
    "remind",
    "save_manners",
    "say_goodbye",
    "unblock",
    "usual_goodbye",
]
