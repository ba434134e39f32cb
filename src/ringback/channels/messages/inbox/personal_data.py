"""What came in from a person: handed out whole, gone with them, and gone when it is old."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.models import BouncedAddress, InboundMessage
from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, RetentionKind, Section, Subject

NAME = "inbox"
DAYS = 730
MODELS = (
    "correspondence.InboundMessage.person",
    "correspondence.InboundPart",
    "correspondence.CalendarAnswer",
    "correspondence.BouncedAddress.person",
)


def register() -> None:
    """Register what is held and what expires; doing so again changes nothing."""
    people.register(PersonalData(NAME, MODELS, export, erase))
    hint = _("Mails that came in, with their files. They stay in the mailbox itself, which is yours to empty.")
    people.register_retention(RetentionKind(NAME, _("Inbox"), hint, DAYS, expire))


def export(subject: Subject) -> Held:
    """Every mail from the person, and what is known of their addresses."""
    mails = [
        {
            "from": one.from_address or one.from_phone,
            "name": one.from_name,
            "subject": one.subject,
            "text": one.text,
            "kind": one.kind,
            "written_at": one.written_at,
            "arrived_at": one.arrived_at,
            "attachments": ", ".join(part.name for part in one.parts.all()),
            "invitation": one.calendar.partstat if hasattr(one, "calendar") else "",
        }
        for one in _mails_of(subject).select_related("calendar").prefetch_related("parts").order_by("id")
    ]
    back = _addresses_of(subject).order_by("id").values("address", "status", "why", "at")
    return Held([Section("Mails that came in", mails), Section("Addresses that mail came back from", list(back))])


def erase(subject: Subject) -> Erased:
    """The mails go, with their files and answers to invitations."""
    rows = _mails_of(subject)
    count = rows.count()
    rows.delete()
    return Erased({"mails that came in": count, "addresses that came back": _addresses_of(subject).delete()[0]})


def expire(organisation_id: int, before: datetime, most: int) -> int:
    """Take away mails from before that instant that nobody has to do anything about; how many."""
    old = InboundMessage.objects.filter(organisation_id=organisation_id, arrived_at__lt=before).exclude(done_at=None)
    ids = list(old.order_by("id").values_list("id", flat=True)[:most])
    InboundMessage.objects.filter(id__in=ids).delete()
    return len(ids)


def _mails_of(subject: Subject) -> QuerySet[InboundMessage]:
    """Those of the person, and those from one of their addresses that nobody could place."""
    theirs = Q(person_id__in=subject.person_ids) | Q(from_address__in=[one.lower() for one in subject.emails])
    theirs |= Q(from_phone__in=subject.numbers) & ~Q(from_phone="")
    return InboundMessage.objects.filter(theirs, organisation_id=subject.organisation_id)


def _addresses_of(subject: Subject) -> QuerySet[BouncedAddress]:
    theirs = Q(person_id__in=subject.person_ids) | Q(address__in=[one.lower() for one in subject.emails])
    return BouncedAddress.objects.filter(theirs, organisation_id=subject.organisation_id)
