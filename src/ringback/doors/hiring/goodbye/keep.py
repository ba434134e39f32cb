"""Keeping the promise of an answer: a member does, and the door hears of it."""

from typing import TYPE_CHECKING

from ringback.core.promises.services import Outcome, Promise, State
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.models import State as Stands
from ringback.doors.hiring.candidates.services import mark_answered
from ringback.doors.hiring.goodbye.services import KIND

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt

_DECIDED = (Stands.HIRED, Stands.REFUSED, Stands.RESERVE)


class AnswerHandler:
    """Promises of the kind "hiring.answer": only people keep them."""

    outside = False

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome:
        """Nobody does this by itself."""
        return Outcome.NOBODY

    def told(self, promise: Promise) -> None:
        """Whoever was reached after the decision has their answer (MISSION H6); before it they only heard from us."""
        if promise.state != State.KEPT or promise.kind != KIND:
            return
        decided = Application.objects.filter(pk=promise.subject_id or 0, state__in=_DECIDED)
        mark_answered(decided.values_list("pk", flat=True), promise.closed_at)
