"""What promises hold about a person, and how long a person is kept of whom nothing is open any more."""

from datetime import datetime
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock
from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, RetentionKind, Section, Subject
from ringback.core.promises.models import OPEN_STATES, Attempt, Promise
from ringback.core.promises.rules import Decision, Verdict
from ringback.core.promises.services import settle
from ringback.core.promises.services.linking import forget_links

PERSONS_DAYS = 1095

_OF_PROMISE = (
    "id",
    "door",
    "kind",
    "direction",
    "channel",
    "state",
    "first_due_at",
    "due_at",
    "created_at",
    "closed_at",
    "content",
    "evidence",
)
_OF_ATTEMPT = ("promise_id", "number", "started_at", "finished_at", "outcome", "evidence", "error")


def register() -> None:
    """Register both; doing so again changes nothing."""
    people.register(PersonalData("promises", ("promises.Promise.person", "promises.Attempt"), export, erase))
    people.register_retention(
        RetentionKind(
            "persons",
            _("People"),
            _("Erased with everything about them, once nothing is open and nothing has happened for so long."),
            PERSONS_DAYS,
            expire_persons,
        )
    )


def export(subject: Subject) -> Held:
    """The promises made to the person, and each try at keeping them."""
    promises = Promise.objects.filter(person_id__in=subject.person_ids).order_by("id")
    attempts = Attempt.objects.filter(promise__person_id__in=subject.person_ids).order_by("id")
    return Held(
        [
            Section("Promises", list(promises.values(*_OF_PROMISE))),
            Section("Attempts", list(attempts.values(*_OF_ATTEMPT))),
        ]
    )


def erase(subject: Subject) -> Erased:
    """Open promises are taken back; all of them stay to be counted, without a name and without what they said."""
    at = clock.now()
    mine = Promise.objects.filter(person_id__in=subject.person_ids)
    forget_links(list(mine.values_list("pk", flat=True)))
    for promise in mine.select_for_update(of=("self",)).filter(state__in=OPEN_STATES).order_by("id"):
        promise.generation += 1
        promise.save(update_fields=["generation"])
        settle(promise, Decision(Verdict.CANCELLED), at)
    attempts = Attempt.objects.filter(promise__person_id__in=subject.person_ids).update(evidence={}, error="")
    promises = mine.update(person=None, content={}, evidence={}, made_key=None)
    return Erased({"promises": promises, "attempts": attempts})


def expire_persons(organisation_id: int, before: datetime, most: int) -> int:
    """Erase persons with whom nothing has been since then and to whom nothing is promised; how many."""
    return people.expire_persons(organisation_id, before, most, partial(_with_promises, before))


def _with_promises(before: datetime, person_ids: list[int]) -> set[int]:
    """Those to whom something is promised, or was until after that instant."""
    recent = Promise.objects.filter(Q(closed_at=None) | Q(closed_at__gte=before), person_id__in=person_ids)
    return {person_id for person_id in recent.values_list("person_id", flat=True) if person_id is not None}
