"""How long what was sent to programs is kept."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.models import WebhookDelivery
from ringback.channels.messages.webhooks import rules
from ringback.core.people.services import RetentionKind, register_retention


def register() -> None:
    """Let deliveries expire; doing so again changes nothing."""
    words = _("What was sent to your programs, and what they answered.")
    register_retention(RetentionKind("webhooks", _("Webhook deliveries"), words, rules.KEPT_FOR.days, expire))


def expire(organisation_id: int, before: datetime, most: int) -> int:
    """Delete up to so many from before that instant; how many."""
    old = WebhookDelivery.objects.filter(organisation_id=organisation_id, created_at__lt=before).order_by("id")
    with transaction.atomic():
        ids = list(old.values_list("id", flat=True)[:most])
        WebhookDelivery.objects.filter(id__in=ids).delete()
    return len(ids)
