"""What this door takes away by itself: proofs of work that are spent, and keys under which nobody asks again."""

from datetime import timedelta

from ringback.base.database.sweeping import sweep
from ringback.base.kit import clock
from ringback.doors.website.models import CallbackRequest, UsedChallenge
from ringback.doors.website.writing.models import WrittenMessage

# Who did not hear the answer asks again within moments, not days.
KEY_LASTS = timedelta(days=2)
# Requests are taken up again so long back: a night may have been missed.
LOOKED_BACK = timedelta(days=60)


def sweep_requests() -> int:
    """Delete spent proofs that have expired, and forget old keys of requests and messages; how many rows."""
    now = clock.now()
    old = CallbackRequest.objects.filter(created_at__lt=now - KEY_LASTS, created_at__gte=now - LOOKED_BACK)
    forgotten = old.exclude(idempotency_key=None).update(idempotency_key=None)
    written = WrittenMessage.objects.filter(created_at__lt=now - KEY_LASTS, created_at__gte=now - LOOKED_BACK)
    forgotten += written.exclude(idempotency_key=None).update(idempotency_key=None)
    return sweep(UsedChallenge.objects.filter(expires_at__lt=now)) + forgotten
