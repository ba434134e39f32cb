"""What calls hold about a candidate: handed out, and emptied when they are erased or their application is old."""

from django.db import transaction
from django.db.models import F, QuerySet

from ringback.base.database import many_rows
from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, Section, Subject
from ringback.doors.hiring.calling.models import Asked, CandidateCall
from ringback.doors.hiring.candidates.models import Application

_MODELS = ("hiring.CandidateCall", "hiring.Asked")
_TOLD = ("way", "number", "began_at", "talked_at", "outcome", "interest", "note", "email", "email_confirmed_at")


def register() -> None:
    """Register what is held; doing so again changes nothing."""
    people.register(PersonalData("hiring calls", _MODELS, export, erase))


def export(subject: Subject) -> Held:
    """The calls with what came of them, and what was asked."""
    mine = CandidateCall.objects.filter(application__in=_of(subject)).order_by("id")
    asked = Asked.objects.filter(call__in=mine).order_by("id")
    rows = mine.annotate(opening_title=F("application__opening__title"))
    return Held(
        [
            Section("Calls about applications", list(rows.values("opening_title", *_TOLD))),
            Section("Questions in calls", list(asked.values("theirs", "question", "answer"))),
        ]
    )


def erase(subject: Subject) -> Erased:
    """The calls stay to be counted; numbers, addresses, notes and questions go."""
    return Erased({"calls": _empty(_of(subject))})


def sweep() -> int:
    """Empty what hangs on applications that were emptied because they are old; how many calls."""
    with transaction.atomic():
        return _empty(Application.objects.filter(person=None))


def _empty(applications: QuerySet[Application]) -> int:
    mine = CandidateCall.objects.filter(application__in=applications.values("pk"))
    Asked.objects.filter(call__in=mine.values("pk")).delete()
    rows = list(mine.exclude(number="", note="", email="", interest=None, outcome__gt=""))
    for row in rows:
        row.number = row.note = row.email = ""
        row.interest = None
        row.outcome = row.outcome or CandidateCall.Outcome.NO_ANSWER
    many_rows.update(rows, ("number", "note", "email", "interest", "outcome"))
    return len(rows)


def _of(subject: Subject) -> QuerySet[Application]:
    return Application.objects.filter(organisation_id=subject.organisation_id, person_id__in=subject.person_ids)
