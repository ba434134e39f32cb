"""What interviewers did with our entries in their own calendars: moved ones move, removed ones are told of.

Whoever may move interviews on the desk moves one by moving its entry, by the same service and with the same checks. Who
may not, or moves it to a time that cannot be, has it put back, and the recruiter is told what they wished.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from ringback.base.accounts.services import actor_of_member
from ringback.base.database.sweeping import sweep
from ringback.base.kit import clock
from ringback.base.kit.errors import RingbackError
from ringback.core.hours import services as hours
from ringback.core.hours.services import Appointment, Reading
from ringback.doors.hiring.interviews import services
from ringback.doors.hiring.interviews.caldav import planning
from ringback.doors.hiring.interviews.caldav.models import CalendarCopy
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services import STANDING, calendar_uid
from ringback.doors.hiring.interviews.services.finding import answers_for, locked
from ringback.doors.hiring.interviews.services.telling import notify

KEPT = timedelta(days=30)


class Interviews:
    """The entries of interviews, for whoever reads members' calendars."""

    def own(self, account_id: int) -> Collection[str]:
        """The names of what we wrote, or are about to."""
        rows = CalendarCopy.objects.filter(account_id=account_id).values_list("uid", flat=True)
        into = hours.receiving(account_id)
        ahead = _ahead(into.member_id).values_list("uid", flat=True) if into is not None else ()
        return {*rows, *(calendar_uid(uid) for uid in ahead)}

    def read(self, reading: Reading) -> None:
        """Hold what we wrote against what is there now. What was written meanwhile is judged the next time."""
        there: dict[str, Appointment] = {one.uid: one for one in reading.appointments}
        for copy in _settled(reading):
            found = there.get(copy.uid)
            if found is None and _is_elsewhere(copy):
                continue
            if found is None or found.off:
                _removed(copy)
            elif found.starts_at != copy.starts_at:
                _moved(copy, found.starts_at)

    def checked(self, account_id: int) -> None:
        """Promise what is missing there or is of an earlier time: nothing stays behind for good."""
        into = hours.receiving(account_id)
        if into is None:
            return
        written = {copy.interview_id: copy for copy in CalendarCopy.objects.filter(account_id=account_id)}
        ahead = list(_ahead(into.member_id))
        for interview in ahead if into.url else []:
            copy = written.get(interview.pk)
            if copy is None or copy.sequence != interview.sequence or not copy.url.startswith(into.url):
                planning.plan_missing(interview, [account_id])


def sweep_copies() -> int:
    """Forget where interviews were written that are long over; how many rows."""
    return sweep(CalendarCopy.objects.filter(starts_at__lt=clock.now() - KEPT))


def _ahead(member_id: int) -> QuerySet[Interview]:
    return Interview.objects.filter(interviewers=member_id, state__in=STANDING, starts_at__gt=clock.now())


def _settled(reading: Reading) -> list[CalendarCopy]:
    """What we wrote before the reading began and nobody has changed here since."""
    rows = CalendarCopy.objects.filter(
        account_id=reading.account_id,
        gone_at=None,
        written_at__lt=reading.begun_at,
        sequence=F("interview__sequence"),
        interview__state__in=STANDING,
        starts_at__gt=reading.begun_at,
        starts_at__lt=reading.until,
    )
    return list(rows.select_related("account__member__user", "interview__application__opening"))


def _is_elsewhere(copy: CalendarCopy) -> bool:
    """Whether the entry is still there, at a time far away: it is put back then."""
    into = hours.receiving(copy.account_id)
    if into is None or into.server.entry(copy.url) is None:
        return False
    planning.plan_missing(copy.interview, [copy.account_id])
    return True


def _removed(copy: CalendarCopy) -> None:
    """Whoever answers for the candidate hears that the interviewer took it out; it stays booked."""
    with transaction.atomic():
        if CalendarCopy.objects.filter(pk=copy.pk, gone_at=None).update(gone_at=clock.now()):
            live = locked(copy.interview_id)
            notify(live, "interview_removed", answers_for(live.application), member=str(copy.account.member.user))


def _moved(copy: CalendarCopy, at: datetime) -> None:
    """Move the interview as its leader would on the desk; what cannot be is put back, and told."""
    member = copy.account.member
    try:
        services.move(actor_of_member(member), copy.interview_id, copy.sequence, at)
    except RingbackError:
        with transaction.atomic():
            live = locked(copy.interview_id)
            planning.plan_missing(live, [copy.account_id])
            told = sorted({*answers_for(live.application), member.pk})
            notify(live, "interview_wished", told, member=str(member.user), wished_at=at.isoformat())
