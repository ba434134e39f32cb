"""What callback requests hold about a visitor: handed out, emptied on erasure and when they are old."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ringback.base.database import many_rows
from ringback.base.kit import clock, ids
from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, RetentionKind, Section, Subject
from ringback.doors.website.models import CallbackRequest

REQUESTS_DAYS = 730
_EMPTIED = (
    "person",
    "phone",
    "open_phone",
    "name",
    "page",
    "referrer",
    "token",
    "idempotency_key",
    "address_hash",
    "view",
    "city",
    "closed_at",
)
_TOLD = ("site__name", "phone", "name", "page", "referrer", "city", "zone", "language")
_SHOWN = (*_TOLD, "created_at", "closed_at", "result")


def register() -> None:
    """Register what is held and what expires; doing so again changes nothing."""
    people.register(PersonalData("website", ("website.CallbackRequest.person",), export, erase))
    people.register_retention(
        RetentionKind(
            "requests",
            _("Callback requests"),
            _("Numbers and names of requests, and what led to them. The requests stay, to be counted."),
            REQUESTS_DAYS,
            expire_requests,
        )
    )


def export(subject: Subject) -> Held:
    """The person's requests as they came in."""
    return Held([Section("Callback requests", list(_requests_of(subject).order_by("id").values(*_SHOWN)))])


def erase(subject: Subject) -> Erased:
    """The requests stay to be counted, without number, name and what led there; their tokens open nothing any more."""
    return Erased({"requests": _empty(_requests_of(subject))})


def expire_requests(organisation_id: int, before: datetime, most: int) -> int:
    """Empty requests that were made before that instant and are closed, at most so many; how many."""
    old = CallbackRequest.objects.filter(organisation_id=organisation_id, created_at__lt=before, open_phone=None)
    with transaction.atomic():
        return _empty(old.exclude(phone="").order_by("id")[:most])


def _requests_of(subject: Subject) -> QuerySet[CallbackRequest]:
    theirs = Q(person_id__in=subject.person_ids) | Q(phone__in=subject.numbers)
    return CallbackRequest.objects.filter(theirs, organisation_id=subject.organisation_id)


def _empty(rows: Iterable[CallbackRequest]) -> int:
    emptied = list(rows)
    for row in emptied:
        row.person, row.open_phone, row.idempotency_key = None, None, None
        row.view = None
        row.phone = row.name = row.address_hash = row.city = ""
        row.page, row.referrer = without_query(row.page), without_query(row.referrer)
        row.token, row.closed_at = ids.secret_token(), row.closed_at or clock.now()
    many_rows.update(emptied, _EMPTIED)
    return len(emptied)


def without_query(address: str) -> str:
    """A page's address without what may name somebody in it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}{parts.path}" if parts.netloc else ""
