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
from ringback.doors.jobsearch.calling.services.ending import EndValues, end_call
from ringback.doors.jobsearch.calling.services.hours import best_of, deadlines_of, next_good_hour

__all__ = [
    "EndValues",
    "answered",
    "begin_call",
    "best_of",
    "calls_of",
    "deadlines_of",
    "due_call",
    "end_call",
    "keep_notes",
    "next_good_hour",
    "notes_of",
    "open_call",
    "verdict_of",
]
