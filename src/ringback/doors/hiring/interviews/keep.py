"""Keeping an interview's promises: reminders, the question how it went, and what a call the day before settled."""

from datetime import timedelta
from typing import TYPE_CHECKING

from ringback.core.promises.services import Outcome, State
from ringback.doors.hiring.interviews import services
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services import STANDING, telling
from ringback.doors.hiring.interviews.services.finding import answers_for, locked

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt, Promise


def _live(promise: "Promise") -> Interview | None:
    """The interview as the promise meant it; None where it has moved or is over since."""
    found = Interview.objects.filter(pk=promise.subject_id or 0, state__in=STANDING).first()
    if found is None or found.sequence != promise.content.get("sequence"):
        return None
    return locked(found.pk)


class RemindingHandler:
    """Reminds the candidate of the interview as it was planned; what has moved since has reminders of its own."""

    outside = False

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome:
        """Order the message; rows only."""
        interview = _live(promise)
        if interview is None:
            return Outcome.CANCELLED
        telling.remind(interview, timedelta(seconds=promise.content["before"]))
        return Outcome.DONE

    def told(self, promise: "Promise") -> None:
        """Nobody waits for it."""


class AskingHandler:
    """Asks, five minutes after the start, whether the candidate came (MISSION H24)."""

    outside = False

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome:
        """Tell whoever answers for the candidate; rows only."""
        interview = _live(promise)
        if interview is None:
            return Outcome.CANCELLED
        telling.notify(interview, "interview_asked", answers_for(interview.application))
        return Outcome.DONE

    def told(self, promise: "Promise") -> None:
        """Nobody waits for it."""


class ConfirmingHandler:
    """A call that a person makes the day before: kept, the candidate has confirmed (MISSION H36)."""

    outside = False

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome:
        """It is a person's to keep."""
        return Outcome.CANCELLED

    def told(self, promise: "Promise") -> None:
        """Note in the interview what the call settled."""
        found = Interview.objects.filter(pk=promise.subject_id or 0, state=Interview.State.BOOKED).first()
        as_meant = found is not None and found.sequence == promise.content.get("sequence")
        if found is not None and as_meant and promise.state == State.KEPT:
            services.confirm(found.pk, found.sequence, "call")
