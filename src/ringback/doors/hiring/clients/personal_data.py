"""What is held about clients' contacts, found by address or number: handed out, emptied on erasure and when old."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, RetentionKind, Section, Subject
from ringback.doors.hiring.clients.models import Client

DAYS = 730
_EMPTY = {"contact_name": "", "email": "", "phone": ""}


def register() -> None:
    """Register what is held and what expires; doing so again changes nothing."""
    people.register(PersonalData("hiring clients", ("hiring.Client",), export, erase))
    hint = _("Contacts of clients that were removed. The companies and their figures stay.")
    people.register_retention(RetentionKind("clients", _("Clients' contacts"), hint, DAYS, expire))


def export(subject: Subject) -> Held:
    """Where they stand as the contact of a client."""
    rows = _of(subject).order_by("id").values("company", "contact_name", "email", "phone", "language", "created_at")
    return Held([Section("Contact of a client", list(rows))])


def erase(subject: Subject) -> Erased:
    """The company stays, its contact goes."""
    return Erased({"clients": _of(subject).update(**_EMPTY)})


def expire(organisation_id: int, before: datetime, most: int) -> int:
    """Empty the contacts of clients that were removed before that instant, at most so many; how many."""
    old = Client.objects.filter(organisation_id=organisation_id, gone_at__lt=before)
    old = old.exclude(**_EMPTY)
    with transaction.atomic():
        return Client.objects.filter(pk__in=list(old.order_by("id").values_list("pk", flat=True)[:most])).update(
            **_EMPTY
        )


def _of(subject: Subject) -> QuerySet[Client]:
    theirs = Q(phone__in=subject.numbers)
    for email in subject.emails:
        theirs |= Q(email__iexact=email)
    return Client.objects.filter(theirs, organisation_id=subject.organisation_id)
