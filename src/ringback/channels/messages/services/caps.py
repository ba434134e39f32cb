"""How many optional messages a person has had lately, by whatever channel (MISSION W23)."""

from collections.abc import Callable, Collection
from datetime import timedelta

from django.db.models import Count

from ringback.base.kit import clock
from ringback.channels.messages.kinds import SERVICE
from ringback.channels.messages.models import MailSender, Message

DAYS = 30


def most_offers(organisation_id: int) -> int:
    """How many optional messages the organisation sends a person within thirty days."""
    sender = MailSender.objects.filter(organisation_id=organisation_id).first() or MailSender()
    return sender.most_offers_month


def had_enough(organisation_id: int, person_ids: Collection[int] | None = None) -> Callable[[int], bool]:
    """Tells of each person, or of these, whether they had as many lately as the organisation sends. Two queries.

    Mails and text messages count together: it is one person whom they reach.
    """
    most = most_offers(organisation_id)
    if not most:
        return lambda _person_id: True
    had = Message.objects.filter(
        organisation_id=organisation_id, person__isnull=False, sent_at__gte=clock.now() - timedelta(days=DAYS)
    ).exclude(purpose=SERVICE)
    if person_ids is not None:
        had = had.filter(person_id__in=person_ids)
    counts = had.order_by().values("person_id").annotate(count=Count("id")).filter(count__gte=most)
    return set(counts.values_list("person_id", flat=True)).__contains__
