"""What sheets hold about a candidate: handed out, and emptied when they are erased or old; the marks stay as counts."""

from django.db import transaction
from django.db.models import F, QuerySet

from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, Section, Subject
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.scoring.models import CompetenceMark, Sheet

_MODELS = ("hiring.Sheet", "hiring.CompetenceMark")


def register() -> None:
    """Register what is held; doing so again changes nothing."""
    people.register(PersonalData("hiring marks", _MODELS, export, erase))


def export(subject: Subject) -> Held:
    """Every mark with its evidence, and every remark."""
    mine = _of(subject)
    marks = CompetenceMark.objects.filter(sheet__application__in=mine).order_by("sheet_id", "position")
    rows = marks.annotate(most=F("sheet__most"), given_at=F("sheet__given_at"))
    remarks = Sheet.objects.filter(application__in=mine, looked=False).exclude(remark="").order_by("id")
    return Held(
        [
            Section("Marks", list(rows.values("title", "mark", "most", "evidence", "given_at"))),
            Section("Remarks on interviews", list(remarks.values("remark", "given_at"))),
        ]
    )


def erase(subject: Subject) -> Erased:
    """What was said of them goes."""
    return Erased({"marks": _empty(_of(subject))})


def sweep() -> int:
    """Empty what hangs on applications that were emptied because they are old; how many rows."""
    with transaction.atomic():
        return _empty(Application.objects.filter(person=None))


def _empty(rows: QuerySet[Application]) -> int:
    ids = rows.values("pk")
    lines = CompetenceMark.objects.filter(sheet__application__in=ids).exclude(evidence="").update(evidence="")
    return lines + Sheet.objects.filter(application__in=ids).exclude(remark="").update(remark="")


def _of(subject: Subject) -> QuerySet[Application]:
    return Application.objects.filter(organisation_id=subject.organisation_id, person_id__in=subject.person_ids)
