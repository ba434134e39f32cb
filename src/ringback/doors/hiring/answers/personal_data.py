"""What decisions hold about a candidate: handed out, and emptied when they are erased. The counts stay."""

from django.db.models import QuerySet

from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, Section, Subject
from ringback.doors.hiring.answers.models import Answer, Decision
from ringback.doors.hiring.candidates.models import Application


def register() -> None:
    """Register what is held; doing so again changes nothing."""
    people.register(PersonalData("hiring answers", ("hiring.Answer", "hiring.Decision"), export, erase))


def export(subject: Subject) -> Held:
    """What they were told, and when."""
    rows = Answer.objects.filter(application__in=_of(subject)).order_by("id")
    return Held([Section("Answers", list(rows.values("kind", "made_at", "given_at", "cancelled_at")))])


def erase(subject: Subject) -> Erased:
    """What was said of the one who was chosen goes with them."""
    return Erased({"decisions": Decision.objects.filter(hired__in=_of(subject)).update(merits="")})


def _of(subject: Subject) -> QuerySet[Application]:
    return Application.objects.filter(organisation_id=subject.organisation_id, person_id__in=subject.person_ids)
