"""What answers to polls hold of somebody: handed out, emptied on erasure and when they are old."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ringback.base.database import many_rows
from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, RetentionKind, Section, Subject
from ringback.doors.website.polls.models import PollAnswer

DAYS = 730


def register() -> None:
    """Register what is held and what expires; doing so again changes nothing."""
    people.register(PersonalData("polls", ("website.PollAnswer.person",), export, erase))
    hint = _("What visitors wrote in polls. Their choices stay, to be counted.")
    people.register_retention(RetentionKind("polls", _("Answers to polls"), hint, DAYS, expire))


def export(subject: Subject) -> Held:
    """The person's answers, as far as they left an address with them."""
    answers = [
        {"poll": one.poll.name, "choice": one.choice, "text": one.text, "page": one.page, "answered_at": one.created_at}
        for one in _answers_of(subject).select_related("poll").order_by("id")
    ]
    return Held([Section("Answers to polls", answers)])


def erase(subject: Subject) -> Erased:
    """The choices stay to be counted, without words, person and what the page's address said of them."""
    return Erased({"answers to polls": _empty(_answers_of(subject))})


def expire(organisation_id: int, before: datetime, most: int) -> int:
    """Empty answers from before that instant; how many."""
    old = PollAnswer.objects.filter(poll__site__organisation_id=organisation_id, created_at__lt=before)
    with transaction.atomic():
        return _empty(old.exclude(page="", text="", person=None).order_by("id")[:most])


def _answers_of(subject: Subject) -> QuerySet[PollAnswer]:
    ours = PollAnswer.objects.filter(poll__site__organisation_id=subject.organisation_id)
    return ours.filter(person_id__in=subject.person_ids)


def _empty(rows: Iterable[PollAnswer]) -> int:
    emptied = list(rows)
    for row in emptied:
        row.person, row.message, row.key, row.text, row.page = None, None, None, "", ""
    many_rows.update(emptied, ("person", "message", "key", "text", "page"))
    return len(emptied)
