"""Who is owed an answer, and noting that one was given (MISSION H6)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from ringback.base.kit import clock
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.openings.models import Opening


def waiting(opening_id: int) -> QuerySet[Application]:
    """Everybody who is owed an answer for this opening: not answered, not withdrawn, not erased. The longest first."""
    owed = Application.objects.filter(opening_id=opening_id, answered_at=None, person__isnull=False)
    return owed.exclude(state=State.WITHDRAWN).order_by("applied_at", "id")


def mark_answered(application_ids: Iterable[int], at: datetime | None = None) -> int:
    """Note that these have their answer; how many had none before. In the caller's transaction: what gives the answer
    and this stand or fall together, so that no answer is given twice."""
    owed = Application.objects.filter(id__in=list(application_ids), answered_at=None)
    return owed.update(answered_at=at or clock.now())


def unanswered_words(opening: Opening) -> str:
    """Why the opening cannot be closed, "" once everybody has an answer."""
    count = waiting(opening.pk).count()
    if not count:
        return ""
    return ngettext(
        "%(count)d candidate has no answer yet. Nobody leaves an opening without one.",
        "%(count)d candidates have no answer yet. Nobody leaves an opening without one.",
        count,
    ) % {"count": count}
