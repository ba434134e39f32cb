"""What interviews hold about a candidate: handed out with their applications, emptied on erasure."""

from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ringback.base.database import many_rows
from ringback.base.database.sweeping import sweep
from ringback.base.kit import clock, ids
from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, Section, Subject
from ringback.doors.hiring.interviews.models import Interview, Taken
from ringback.doors.hiring.interviews.services import OPEN, changes, planning

_TOLD = ("state", "starts_at", "minutes", "address", "online_url", "reason", "why", "booked_at", "confirmed_at")


def register() -> None:
    """Register what is held; doing so again changes nothing."""
    people.register(PersonalData("hiring-interviews", ("hiring.Interview",), export, erase))


def export(subject: Subject) -> Held:
    """The person's interviews."""
    rows = _of(subject).order_by("id").annotate(opening_title=F("application__opening__title"))
    return Held([Section(str(_("Interviews")), list(rows.values("opening_title", *_TOLD)))])


def erase(subject: Subject) -> Erased:
    """They stay to be counted; links die, what was said goes, and those ahead are off, with their time free."""
    rows = list(_of(subject).select_related("application__opening"))
    for row in rows:
        if row.state in OPEN:
            planning.unplan(row, "The candidate was erased.")
            row.state, row.ended_at = Interview.State.CANCELLED, clock.now()
        row.why, row.token, row.uid = "", ids.secret_token(), ids.secret_token()
        row.address = row.route = row.online_url = ""
    many_rows.update(rows, ("state", "ended_at", "why", "token", "uid", "address", "route", "online_url"))
    Taken.objects.filter(interview__in=rows).delete()
    for row in rows:
        changes.changed(row)
    return Erased({"interviews": len(rows)})


def sweep_said() -> int:
    """Empty what was said in interviews of applications that were emptied because they are old; how many rows."""
    return Interview.objects.filter(application__person=None).exclude(why="").update(why="")


def sweep_taken() -> int:
    """Forget whose time past interviews took: nobody can be in two of them any more; how many rows."""
    long_ago = int((clock.now() - timedelta(days=2)).timestamp()) // 300
    return sweep(Taken.objects.filter(cell__lt=long_ago))


def _of(subject: Subject) -> QuerySet[Interview]:
    theirs = Q(application__person_id__in=subject.person_ids)
    return Interview.objects.filter(theirs, organisation_id=subject.organisation_id)
