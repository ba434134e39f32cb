"""What messages of visitors hold beside the inbox: handed out, emptied on erasure and when they are old."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ringback.base.database import many_rows
from ringback.base.kit import ids
from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, RetentionKind, Section, Subject
from ringback.doors.website.personal_data import without_query
from ringback.doors.website.writing.models import WrittenMessage

DAYS = 730
_EMPTIED = ("person", "contact", "name", "page", "referrer", "token", "idempotency_key", "address_hash", "view")
_SHOWN = ("site__name", "contact", "name", "page", "referrer", "department", "zone", "language", "created_at")


def register() -> None:
    """Register what is held and what expires; doing so again changes nothing."""
    people.register(PersonalData("website-messages", ("website.WrittenMessage.person",), export, erase))
    hint = _("Contacts of messages, and the pages they were written on. What they say lies in the inbox.")
    people.register_retention(RetentionKind("website-messages", _("Messages from the website"), hint, DAYS, expire))


def export(subject: Subject) -> Held:
    """The person's messages as they came in; their words come with the inbox."""
    rows = _messages_of(subject).order_by("id").values(*_SHOWN)
    return Held([Section("Messages from the website", list(rows))])


def erase(subject: Subject) -> Erased:
    """The messages stay to be counted, without contact, name and what led there."""
    return Erased({"messages": _empty(_messages_of(subject))})


def expire(organisation_id: int, before: datetime, most: int) -> int:
    """Empty messages that were written before that instant and whose promise is over; how many."""
    old = WrittenMessage.objects.filter(organisation_id=organisation_id, created_at__lt=before)
    over = Q(promise=None) | Q(promise__closed_at__isnull=False)
    with transaction.atomic():
        return _empty(old.filter(over).exclude(contact="").order_by("id")[:most])


def _messages_of(subject: Subject) -> QuerySet[WrittenMessage]:
    contacts = [*subject.numbers, *(one.lower() for one in subject.emails)]
    theirs = Q(person_id__in=subject.person_ids) | Q(contact__in=contacts)
    return WrittenMessage.objects.filter(theirs, organisation_id=subject.organisation_id)


def _empty(rows: Iterable[WrittenMessage]) -> int:
    emptied = list(rows)
    for row in emptied:
        row.person, row.idempotency_key, row.view = None, None, None
        row.contact = row.name = row.address_hash = ""
        row.page, row.referrer, row.token = without_query(row.page), without_query(row.referrer), ids.secret_token()
    many_rows.update(emptied, _EMPTIED)
    return len(emptied)
