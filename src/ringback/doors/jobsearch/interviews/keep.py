"""Keeping what was promised about an interview to come, and what ends it."""

from django.utils.translation import gettext as _

from ringback.core.promises.services import Promise, State
from ringback.doors.jobsearch.employers.models import Candidacy, Stage
from ringback.doors.jobsearch.employers.services import Moved
from ringback.doors.jobsearch.interviews.kinds import INTERVIEW, TO_MEETING
from ringback.doors.jobsearch.interviews.services import asked_to_meet, close_planned, interview_is_over
from ringback.doors.jobsearch.touches.keep import StepHandler


class PlannedHandler(StepHandler):
    """As every step; who says on Today that they have asked, asks again in time."""

    def told(self, promise: Promise) -> None:
        """A touch is noted, and what follows is promised."""
        super().told(promise)
        if promise.state != State.KEPT or "touch" in promise.evidence or promise.closed_at is None:
            return
        rows = Candidacy.objects.select_related("workspace__organisation")
        row = rows.filter(workspace__organisation_id=promise.organisation_id, pk=promise.subject_id or 0).first()
        if row is None:
            return
        if promise.kind == TO_MEETING:
            asked_to_meet(row, promise.closed_at)
        elif promise.kind == INTERVIEW:
            interview_is_over(row, promise)


def moved(step: Moved) -> None:
    """What has ended, or is put aside, has no interview to come."""
    if step.candidacy.ended_at is not None:
        close_planned(step.candidacy, why=_("It has ended."))
    elif step.to_stage == Stage.ASLEEP:
        close_planned(step.candidacy, why=_("You have moved it."))
