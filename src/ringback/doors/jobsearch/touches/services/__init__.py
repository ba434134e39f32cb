"""The verbs of touches: what the other parts of the door enter by."""

from ringback.doors.jobsearch.touches.services.following import (
    look_on,
    plan_second_contact,
    remember_second_best,
)
from ringback.doors.jobsearch.touches.services.guarding import contacts_with, may_touch, there_of, waiting_of
from ringback.doors.jobsearch.touches.services.norms import norms_of, reset_norm, say_norm
from ringback.doors.jobsearch.touches.services.noting import note_touch, touches_of
from ringback.doors.jobsearch.touches.services.promising import (
    Because,
    cancel_step,
    cancel_steps,
    keep_steps,
    move_step,
    open_steps,
    promise_step,
)

__all__ = [
    "Because",
    "cancel_step",
    "cancel_steps",
    "contacts_with",
    "keep_steps",
    "look_on",
    "may_touch",
    "move_step",
    "norms_of",
    "note_touch",
    "open_steps",
    "plan_second_contact",
    "promise_step",
    "remember_second_best",
    "reset_norm",
    "say_norm",
    "there_of",
    "touches_of",
    "waiting_of",
]
