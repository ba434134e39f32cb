"""What applications hold about a candidate: handed out, and emptied on erasure and when they are old."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet

from ringback.base.database import many_rows
from ringback.base.kit import clock, ids
from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, HeldFile, PersonalData, Section, Subject
from ringback.doors.hiring.candidates.models import Application, Document, StageMove, State

_TEXTS = ("message", "resume_text", "merits", "reserve_reason")
_WHO = ("person", "key", "token", "name", "email", "phone", "city", "zone", "wanted_pay")
_EMPTIED = (*_WHO, "state", "ended_at", *_TEXTS)
_TOLD = ("name", "email", "phone", "city", "zone", "language", "source", "wanted_pay", "message", "resume_text")
_SHOWN = (*_TOLD, "merits", "reserve_reason", "state", "applied_at", "answered_at", "ended_at")
_MODELS = ("hiring.Application.person", "hiring.Document", "hiring.StageMove")


def register() -> None:
    """Register what is held; doing so again changes nothing."""
    people.register(PersonalData("hiring", _MODELS, export, erase))


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
    return empty(_of(subject))


def _of(subject: Subject) -> QuerySet[Application]:
    theirs = Q(person_id__in=subject.person_ids)
    return Application.objects.filter(theirs, organisation_id=subject.organisation_id)


def empty(rows: Iterable[Application]) -> Erased:
    """Take away of these applications whatever says whose they were, in the caller's transaction."""
    emptied = list(rows)
    documents = Document.objects.filter(application__in=emptied)
    files = list(documents.values_list("file", flat=True))
    gone = documents.delete()[0]
    StageMove.objects.filter(application__in=emptied).update(why="")
    for row in emptied:
        if row.state == State.ACTIVE:  # whoever is gone stands nowhere any more
            row.state = State.WITHDRAWN
        row.person, row.key, row.wanted_pay = None, None, None
        row.name = row.email = row.phone = row.city = row.zone = ""
        row.message = row.resume_text = row.merits = row.reserve_reason = ""
        row.token, row.ended_at = ids.secret_token(), row.ended_at or clock.now()
    many_rows.update(emptied, _EMPTIED)
    return Erased({"applications": len(emptied), "documents": gone}, files)
