"""What answers hold about an applicant. Rows stay, to be counted; messages are emptied by their own holder."""

from django.db.models import QuerySet

from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, Section, Subject
from ringback.doors.allocation.answers.models import Answer
from ringback.doors.allocation.entries.models import Entry


def register() -> None:
    """Register what is held; doing so again changes nothing."""
    people.register(PersonalData("allocation answers", ("allocation.Answer",), export, erase))


def export(subject: Subject) -> Held:
    """What they were told, once it was published: an answer that nobody has is nobody's to export (MISSION A10)."""
    rows = Answer.objects.filter(entry__in=_of(subject), campaign__published_at__isnull=False).order_by("id")
    return Held([Section("Answers", list(rows.values("kind", "rank", "given_at", "campaign__published_at")))])


def erase(subject: Subject) -> Erased:
    """What is not published yet is not said any more."""
    waiting = Answer.objects.filter(entry__in=_of(subject), campaign__published_at=None)
    return Erased({"answers": waiting.delete()[0]})


def _of(subject: Subject) -> QuerySet[Entry]:
    return Entry.objects.filter(organisation_id=subject.organisation_id, person_id__in=subject.person_ids)
