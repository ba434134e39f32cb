"""What messages hold about a person: handed out whole, emptied on erasure and when they are old."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock
from ringback.channels.messages.models import Message, Part, State
from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, RetentionKind, Section, Subject

MESSAGES_DAYS = 730
NAME = "messages"


def register() -> None:
    """Register what is held and what expires; doing so again changes nothing."""
    models = ("correspondence.Message.person", "correspondence.Part")
    people.register(PersonalData(NAME, models, export, erase))
    people.register_retention(
        RetentionKind(
            NAME,
            _("Messages"),
            _("Addresses and texts of mails and text messages. That something was sent stays, to be counted."),
            MESSAGES_DAYS,
            expire,
        )
    )


def export(subject: Subject) -> Held:
    """Every message to the person, as it was sent."""
    rows = [
        {
            "channel": one.channel,
            "to": one.to_address,
            "subject": one.subject,
            "text": one.text,
            "state": one.state,
            "created_at": one.created_at,
            "sent_at": one.sent_at,
            "attachments": ", ".join(part.name for part in one.parts.all()),
        }
        for one in _messages_of(subject).prefetch_related("parts").order_by("id")
    ]
    return Held([Section("Messages", rows)])


def erase(subject: Subject) -> Erased:
    """Empty the messages; what was still to go out finds nothing to send, and its promise ends there."""
    with transaction.atomic():
        ids = list(_messages_of(subject).values_list("id", flat=True))
        _empty(ids)
    return Erased({"messages": len(ids)})


def expire(organisation_id: int, before: datetime, most: int) -> int:
    """Empty messages from before that instant that are not waiting any more, at most so many; how many."""
    old = Message.objects.filter(organisation_id=organisation_id, created_at__lt=before).exclude(to_address="")
    with transaction.atomic():
        ids = list(old.exclude(state=State.WAITING).order_by("id").values_list("id", flat=True)[:most])
        _empty(ids)
    return len(ids)


def _messages_of(subject: Subject) -> QuerySet[Message]:
    """Those to the person, and those to one of their addresses that were sent without knowing whose it is."""
    theirs = Q(person_id__in=subject.person_ids) | Q(to_address__in=[*subject.numbers])
    for address in subject.emails:
        theirs |= Q(to_address__iexact=address)
    return Message.objects.filter(theirs, organisation_id=subject.organisation_id)


def _empty(ids: Sequence[int]) -> None:
    now = clock.now()
    Part.objects.filter(message_id__in=ids).delete()
    rows = Message.objects.filter(id__in=ids)
    rows.filter(state__in=(State.WAITING, State.DOUBT)).update(state=State.CANCELLED)
    rows.update(
        person=None,
        to_address="",
        reply_to="",
        subject="",
        text="",
        html="",
        trouble="",
        provider_id="",
        in_reply_to="",
        delivery_words="",
        wiped_at=now,
    )
