"""What applications hold about a candidate: handed out, emptied on erasure and when they are old."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ringback.base.database import many_rows
from ringback.base.kit import clock, ids
from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, HeldFile, PersonalData, RetentionKind, Section, Subject
from ringback.doors.hiring.candidates.models import Application, Document, StageMove, State

DAYS = 180
RESERVE_DAYS = 730
_TEXTS = ("message", "resume_text", "merits", "reserve_reason")
_EMPTIED = ("person", "key", "token", "name", "email", "phone", "city", "zone", "wanted_pay", "ended_at", *_TEXTS)
_TOLD = ("name", "email", "phone", "city", "zone", "language", "source", "wanted_pay", "message", "resume_text")
_SHOWN = (*_TOLD, "merits", "reserve_reason", "state", "applied_at", "answered_at", "ended_at")
_MODELS = ("hiring.Application.person", "hiring.Document", "hiring.StageMove")


def register() -> None:
    """Register what is held and what expires; doing so again changes nothing."""
    people.register(PersonalData("hiring", _MODELS, export, erase))
    hint = _("Candidates who were refused or withdrew, with their documents. The counts of the funnel stay.")
    people.register_retention(RetentionKind("applications", _("Applications"), hint, DAYS, expire))
    hint = _("Candidates kept for other posts. They count from the day they were put into the reserve.")
    people.register_retention(RetentionKind("reserve", _("Candidates in reserve"), hint, RESERVE_DAYS, expire_reserve))


def export(subject: Subject) -> Held:
    """The person's applications with their steps, and the documents as they were sent."""
    mine = _of(subject).order_by("id")
    documents = Document.objects.filter(application__in=mine).order_by("id")
    rows = mine.annotate(opening_title=F("opening__title"), stage_name=F("stage__name"))
    return Held(
        [
            Section("Applications", list(rows.values("opening_title", "stage_name", *_SHOWN))),
            Section("Steps of applications", _steps(mine)),
            Section("Documents of applications", list(documents.values("name", "kind", "media_type", "size"))),
        ],
        [HeldFile(str(one.file.name), f"documents/{one.pk}-{one.name}", sealed=True) for one in documents],
    )


def _steps(mine: QuerySet[Application]) -> list[dict[str, Any]]:
    moves = StageMove.objects.filter(application__in=mine).order_by("id")
    rows = moves.values("application_id", "from_stage__name", "to_stage__name", "to_state", "at", "why")
    return [dict(row) for row in rows]


def erase(subject: Subject) -> Erased:
    """The applications stay to be counted, without anything that says whose they were; documents go."""
    return _empty(_of(subject))


def expire(organisation_id: int, before: datetime, most: int) -> int:
    """Empty applications that ended before that instant and have their answer, at most so many; how many."""
    over = Q(state__in=(State.REFUSED, State.WITHDRAWN), ended_at__lt=before)
    return _expire(organisation_id, over, most)


def expire_reserve(organisation_id: int, before: datetime, most: int) -> int:
    """As `expire`, of those in reserve."""
    return _expire(organisation_id, Q(state=State.RESERVE, ended_at__lt=before), most)


def _expire(organisation_id: int, over: Q, most: int) -> int:
    answered = Q(answered_at__isnull=False) | Q(state=State.WITHDRAWN)
    old = Application.objects.filter(over & answered, organisation_id=organisation_id, person__isnull=False)
    with transaction.atomic():
        erased = _empty(old.order_by("id")[:most])
        people.leave_files(organisation_id, erased.files)
    return erased.counts["applications"]


def _of(subject: Subject) -> QuerySet[Application]:
    theirs = Q(person_id__in=subject.person_ids)
    return Application.objects.filter(theirs, organisation_id=subject.organisation_id)


def _empty(rows: Iterable[Application]) -> Erased:
    emptied = list(rows)
    documents = Document.objects.filter(application__in=emptied)
    files = list(documents.values_list("file", flat=True))
    gone = documents.delete()[0]
    StageMove.objects.filter(application__in=emptied).update(why="")
    for row in emptied:
        row.person, row.key, row.wanted_pay = None, None, None
        row.name = row.email = row.phone = row.city = row.zone = ""
        row.message = row.resume_text = row.merits = row.reserve_reason = ""
        row.token, row.ended_at = ids.secret_token(), row.ended_at or clock.now()
    many_rows.update(emptied, _EMPTIED)
    return Erased({"applications": len(emptied), "documents": gone}, files)
