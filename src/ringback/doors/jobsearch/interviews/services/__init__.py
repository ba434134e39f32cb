"""The verbs of interviews: noting one, and what it promises."""

from ringback.doors.jobsearch.interviews.services.agreeing import Agreement, agree
from ringback.doors.jobsearch.interviews.services.noting import (
    AfterValues,
    after_interview,
    interviews_of,
    last_interview,
)

__all__ = ["AfterValues", "Agreement", "after_interview", "agree", "interviews_of", "last_interview"]
