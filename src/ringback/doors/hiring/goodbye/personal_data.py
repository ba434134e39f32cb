"""What goodbyes, blockers and reminders hold about a candidate: handed out, and emptied when they are erased."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, Section, Subject
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.goodbye.models import Blocker, Goodbye, Reminder
from ringback.doors.hiring.goodbye.services import awaiting

_MODELS = ("hiring.Goodbye", "hiring.Blocker", "hiring.Reminder")


def register() -> None:
    """Register what is held; doing so again changes nothing."""
    people.register(PersonalData("hiring goodbyes", _MODELS, export, erase))


def export(subject: Subject) -> Held:
    """What was promised, what was noted of it, and what they asked."""
    mine = _of(subject)
    said = Goodbye.objects.filter(application__in=mine).order_by("id")
    blockers = Blocker.objects.filter(application__in=mine).order_by("id")
    asked = Reminder.objects.filter(application__in=mine).order_by("id")
    return Held(
        [
            Section("Answers promised", _rows(said, "due_at", "direction", "channel", "contact", "leaning", "said_at")),
            Section(
                "Decisions awaited", _rows(blockers, "reason", "note", "asked_at", "decided_at", "decision", "why")
            ),
            Section("Reminders", _rows(asked, "at", "text")),
        ]
    )


def erase(subject: Subject) -> Erased:
    """The rows stay to be counted; what was said, leant to and asked does not."""
    return Erased({"goodbyes": _empty(_of(subject))})


def sweep() -> int:
    """Empty what hangs on applications that were emptied because they are old; how many rows."""
    with transaction.atomic():
        return _empty(Application.objects.filter(person=None))


def _empty(rows: QuerySet[Application]) -> int:
    ids = rows.values("pk")
    said = Goodbye.objects.filter(application__in=ids).exclude(contact="", leaning="").update(contact="", leaning="")
    awaiting.release(Blocker.objects.filter(application__in=ids, decided_at=None))
    noted = Blocker.objects.filter(application__in=ids).exclude(note="", why="").update(note="", why="")
    return said + noted + Reminder.objects.filter(application__in=ids).exclude(text="").update(text="")


def _of(subject: Subject) -> QuerySet[Application]:
    return Application.objects.filter(organisation_id=subject.organisation_id, person_id__in=subject.person_ids)


def _rows(rows: "QuerySet[Any]", *names: str) -> list[dict[str, Any]]:
    return list(rows.values(*names))
