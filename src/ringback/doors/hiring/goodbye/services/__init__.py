"""The verbs of goodbyes: what the parts above enter by."""

from ringback.doors.hiring.goodbye.services.awaiting import APPROVAL, when_over
from ringback.doors.hiring.goodbye.services.blocking import BlockerValues, ask_all, block, hold_up, unblock
from ringback.doors.hiring.goodbye.services.handing import hand_over_candidates
from ringback.doors.hiring.goodbye.services.linking import link_of, offer_link, withdraw_link
from ringback.doors.hiring.goodbye.services.manners import manners_of, save_manners
from ringback.doors.hiring.goodbye.services.promising import (
    CALL_FIRST,
    KIND,
    REASONS,
    GoodbyeValues,
    call_first,
    calls_with_answer,
    last_goodbye,
    open_promises,
    promise_reasons,
    say_goodbye,
    usual_goodbye,
)
from ringback.doors.hiring.goodbye.services.reminding import note_reminder, remind
from ringback.doors.hiring.goodbye.services.requisition import (
    Approval,
    approvals_of,
    approver_ids,
    ask_approval,
    save_approvers,
)

__all__ = [
    "APPROVAL",
    "CALL_FIRST",
    "KIND",
    "REASONS",
    "Approval",
    "BlockerValues",
    "GoodbyeValues",
    "approvals_of",
    "approver_ids",
    "ask_all",
    "ask_approval",
    "block",
    "call_first",
    "calls_with_answer",
    "hand_over_candidates",
    "hold_up",
    "last_goodbye",
    "link_of",
    "manners_of",
    "note_reminder",
    "offer_link",
    "open_promises",
    "promise_reasons",
    "remind",
    "save_approvers",
    "save_manners",
    "say_goodbye",
    "unblock",
    "usual_goodbye",
    "when_over",
    "withdraw_link",
]
