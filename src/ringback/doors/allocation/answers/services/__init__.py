"""The verbs of answers: prepare, look, publish, and say that somebody has theirs."""

from ringback.doors.allocation.answers.services.preparing import (
    MOST_NOTE,
    Plan,
    Prepared,
    Sample,
    prepare,
    preview,
    unseen,
)
from ringback.doors.allocation.answers.services.publishing import publish, when_all_given, when_given
from ringback.doors.allocation.answers.services.telling import answer_by_hand

__all__ = [
    "MOST_NOTE",
    "Plan",
    "Prepared",
    "Sample",
    "answer_by_hand",
    "prepare",
    "preview",
    "publish",
    "unseen",
    "when_all_given",
    "when_given",
]
