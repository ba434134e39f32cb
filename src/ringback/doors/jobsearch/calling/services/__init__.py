"""The verbs of calls: begin one, note what is said, say what came of it."""

from ringback.doors.jobsearch.calling.services.calling import (
    answered,
    begin_call,
    calls_of,
    due_call,
    keep_notes,
    notes_of,
    open_call,
    verdict_of,
)
from ringback.doors.jobsearch.calling.services.dialling import dial, hang_up, number_of, progress, window_of
from ringback.doors.jobsearch.calling.services.ending import EndValues, end_call
from ringback.doors.jobsearch.calling.services.hours import best_of, deadlines_of, next_good_hour
from ringback.doors.jobsearch.calling.services.phone import forget_phone, phone_of, save_phone

__all__ = [
    "EndValues",
    "answered",
    "begin_call",
    "best_of",
    "calls_of",
    "deadlines_of",
    "dial",
    "due_call",
    "end_call",
    "forget_phone",
    "hang_up",
    "keep_notes",
    "next_good_hour",
    "notes_of",
    "number_of",
    "open_call",
    "phone_of",
    "progress",
    "save_phone",
    "verdict_of",
    "window_of",
]
