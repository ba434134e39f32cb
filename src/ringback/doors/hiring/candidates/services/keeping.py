"""Whether candidates agreed to be kept for other posts: a consent of its own, taken back as easily as it was given."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Max, QuerySet

from ringback.core.people import services as people
from ringback.doors.hiring.candidates.models import Application

KEPT_FOR_OTHERS = "reserve"
_IN_FORCE = {"person__consents__purpose": KEPT_FOR_OTHERS, "person__consents__withdrawn_at": None}


def agreed_to_be_kept(organisation_id: int) -> QuerySet[Application, int]:
    """The applications, by id, of whoever has agreed to be kept for other posts."""
    mine = Application.objects.filter(organisation_id=organisation_id, **_IN_FORCE)
    return mine.values_list("pk", flat=True)


def kept_since(applications: Collection[Application]) -> dict[int, datetime]:
    """When they agreed to it, by the application's id, of those who did."""
    mine = Application.objects.filter(pk__in=[one.pk for one in applications], **_IN_FORCE)
    return dict(mine.values_list("pk").annotate(at=Max("person__consents__given_at")))


def agree_to_be_kept(application: Application, text: str, *, address: str = "", page: str = "") -> None:
    """Put on record that they agreed to `text`, which they were shown. Twice is once. Whoever was erased agrees to
    nothing."""
    with transaction.atomic():
        locked = Application.objects.select_for_update(of=("self",)).select_related("person").get(pk=application.pk)
        if locked.person is None or people.has_consent(locked.person.pk, KEPT_FOR_OTHERS):
            return
        version = sha256(text.encode()).hexdigest()[:12]
        people.record_consent(
            locked.person, purpose=KEPT_FOR_OTHERS, text=text, version=version, address=address, page=page
        )


def stop_keeping(application: Application) -> None:
    """They take it back: nobody considers them for another post any more."""
    if application.person_id is not None:
        people.withdraw_own(application.organisation_id, application.person_id, KEPT_FOR_OTHERS)
