"""The verbs of calls to candidates: what the other parts of the door enter by."""

from ringback.doors.hiring.calling.services.calling import (
    CALL,
    INVITE,
    Permission,
    answered,
    call_candidate,
    due_promise,
    open_call,
    permission,
    progress,
)
from ringback.doors.hiring.calling.services.planning import PlanValues, plan_of, save_plan, way_for
from ringback.doors.hiring.calling.services.settling import (
    OutcomeValues,
    confirm_email,
    end_call,
    moved,
    note_interest,
    written,
)

__all__ = [
    "CALL",
    "INVITE",
    "OutcomeValues",
    "Permission",
    "PlanValues",
    "answered",
    "call_candidate",
    "confirm_email",
    "due_promise",
    "end_call",
    "moved",
    "note_interest",
    "open_call",
    "permission",
    "plan_of",
    "progress",
    "save_plan",
    "way_for",
    "written",
]
