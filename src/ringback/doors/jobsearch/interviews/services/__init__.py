"""The verbs of interviews: noting one, and what it promises; planning the next, and making a meeting of a call."""

from ringback.doors.jobsearch.interviews.services.agreeing import Agreement, agree
from ringback.doors.jobsearch.interviews.services.noting import (
    AfterValues,
    after_interview,
    felt_good,
    interviews_of,
    last_interview,
)
from ringback.doors.jobsearch.interviews.services.planning import (
    NO_ANSWER,
    AnswerValues,
    answer_planned,
    asked_to_meet,
    close_planned,
    interview_is_over,
    planned_of,
)

__all__ = [
    "NO_ANSWER",
    "AfterValues",
    "Agreement",
    "AnswerValues",
    "after_interview",
    "agree",
    "answer_planned",
    "asked_to_meet",
    "close_planned",
    "felt_good",
    "interview_is_over",
    "interviews_of",
    "last_interview",
    "planned_of",
]
