"""What candidates said of their treatment: handed out to themselves alone, and emptied when they are erased."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, RetentionKind, Section, Subject
from ringback.doors.hiring.asking.models import Treatment
from ringback.doors.hiring.asking.services import keys_of
from ringback.doors.hiring.candidates.models import Application

DAYS = 365


def register() -> None:
    """Register what is held and what expires; doing so again changes nothing."""
    people.register(PersonalData("hiring treatment", ("hiring.Treatment",), export, erase))
    hint = _("What candidates wrote of how they were treated. Their marks stay, to be counted.")
    people.register_retention(RetentionKind("treatment", _("Words on treatment"), hint, DAYS, expire))


def export(subject: Subject) -> Held:
    """What the person said themselves."""
    return Held([Section("How they were treated", list(_of(subject).values("mark", "text", "month")))])


def erase(subject: Subject) -> Erased:
    """The marks stay to be counted; what was written goes, and whose it was cannot be found any more."""
    return Erased({"words on treatment": _of(subject).update(text="", key=None)})


def expire(organisation_id: int, before: datetime, most: int) -> int:
    """Empty words of months that ended before that instant; how many."""
    old = Treatment.objects.filter(opening__organisation_id=organisation_id, month__lt=before.date().replace(day=1))
    rows = old.exclude(key=None).order_by("id").values_list("id", flat=True)[:most]
    return Treatment.objects.filter(id__in=list(rows)).update(text="", key=None)


def _of(subject: Subject) -> QuerySet[Treatment]:
    theirs = Application.objects.filter(organisation_id=subject.organisation_id, person_id__in=subject.person_ids)
    return Treatment.objects.filter(key__in=keys_of(list(theirs.values_list("pk", flat=True)))).order_by()
