"""The date of the decision follows the last interview, and moves when that moves (MISSION H2)."""

from zoneinfo import ZoneInfo

from django.db.models import Max

from ringback.doors.hiring.interviews import rules
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services.finding import STANDING
from ringback.doors.hiring.openings.models import Opening


def follow(opening: Opening) -> None:
    """Set when the decision about the opening falls, in the caller's transaction; no interview ahead: as it was."""
    over = (Interview.State.HELD, Interview.State.LATE)
    mine = Interview.objects.filter(application__opening=opening, state__in=(*STANDING, *over))
    last = mine.aggregate(last=Max("starts_at"))["last"]
    if last is None:
        return
    opening.decide_at = rules.decided_at(last, ZoneInfo(opening.zone))
    Opening.objects.filter(pk=opening.pk).update(decide_at=opening.decide_at)
