"""How long notices are kept."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.models import Notice
from ringback.core.people.services import RetentionKind, register_retention

DAYS = 90


def register() -> None:
    """Let notices expire; doing so again changes nothing."""
    words = _("What members were told on the desk.")
    register_retention(RetentionKind("notices", _("Notices"), words, DAYS, expire))


def expire(organisation_id: int, before: datetime, most: int) -> int:
    """Delete up to so many from before that instant; how many."""
    old = Notice.objects.filter(organisation_id=organisation_id, created_at__lt=before).order_by("id")
    with transaction.atomic():
        ids = list(old.values_list("id", flat=True)[:most])
        Notice.objects.filter(id__in=ids).delete()
    return len(ids)
