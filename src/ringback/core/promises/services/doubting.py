"""What a restored house cannot know: promises that were open in the backup may have been kept since."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from ringback.base.kit import clock
from ringback.core.promises.models import INWARD_CHANNELS, Attempt, Promise, State
from ringback.core.promises.rules import Outcome
from ringback.core.promises.services.attempts import begin_all
from ringback.core.promises.services.reporting import Report, report_all

AT_ONCE = 500
WHY = "Restored from a backup: nobody knows whether this was done since."


def doubt_since(since: datetime) -> int:
    """Make uncertain, for people to clear, all that a lost house may have done after `since`; how many promises.

    What was under way is in doubt, and what could have been claimed until now and must not happen twice. To be run
    before any role is started; again, it changes nothing.
    """
    return _each(_under_way(), _take) + _each(_due(since, clock.now()), _claim)


def _due(since: datetime, now: datetime) -> QuerySet[Promise]:
    waiting = Promise.objects.filter(state=State.PENDING, automatic=True, at_most_once=True, due_at__lte=now)
    ready = waiting.filter(Q(not_before_at=None) | Q(not_before_at__lte=now))
    return ready.filter(Q(expires_at=None) | Q(expires_at__gt=since)).exclude(channel__in=INWARD_CHANNELS)


def _under_way() -> QuerySet[Promise]:
    """Held by keepers that are gone, or with a channel that has not reported."""
    begun = Attempt.objects.filter(finished_at=None).values("promise_id")
    return Promise.objects.filter(state=State.KEEPING, automatic=True, at_most_once=True, id__in=begun)


def _each(rows: QuerySet[Promise], begin: Callable[[list[Promise], datetime], None]) -> int:
    """Some at a time, each lot in a transaction; what is in doubt is no longer among the rows."""
    count = 0
    while True:
        with transaction.atomic():
            promises = list(rows.select_for_update(of=("self",)).order_by("id")[:AT_ONCE])
            if not promises:
                return count
            at = clock.now()
            begin(promises, at)
            attempts = Attempt.objects.filter(promise__in=promises, finished_at=None)
            report_all(Report(attempt.pk, Outcome.UNCERTAIN, attempt.evidence, at, WHY) for attempt in attempts)
            count += len(promises)


def _claim(promises: list[Promise], at: datetime) -> None:
    """As a keeper does, but to doubt it: an attempt for a person to say how it ended."""
    for promise in promises:
        promise.state, promise.attempts_made = State.KEEPING, promise.attempts_made + 1
        promise.save(update_fields=["state", "attempts_made"])
    begin_all(promises, at)


def _take(promises: list[Promise], at: datetime) -> None:
    """What is under way has its attempt; an older one that never ended is in doubt with it."""
