"""The house's promise to count its days: every night, and whenever somebody looks at figures that are not of now."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from ringback.base.database import doorbell
from ringback.base.kit import clock
from ringback.core.promises.services import Chore, Outcome, Policy, nightly, plan_chore, recurs
from ringback.insight.statistics.counting import MOST_DAYS, count_open, count_today
from ringback.insight.statistics.models import Counted
from ringback.insight.statistics.months import MOST_MONTHS, add_up

KIND = "house.counting"
NIGHT = time(2, 0)
FRESH = timedelta(minutes=2)
_AGAIN = Policy({"failed": (1, 60, 600, 3600), "interrupted": (5, 60)})
_TODAY = {"today": True}


def register() -> None:
    """Register when it is done; doing so again changes nothing."""
    recurs(Chore(KIND, count, nightly(NIGHT), 300, _AGAIN, step_seconds=int(FRESH.total_seconds())))


def count(organisation_id: int, content: Mapping[str, Any]) -> Outcome:
    """Count one organisation's days: today, or all that may still change, and the months that are over."""
    if content.get("today"):
        count_today(organisation_id)
    elif count_open(organisation_id) == MOST_DAYS or add_up(organisation_id) == MOST_MONTHS:
        plan_chore(KIND, organisation_id, clock.now() + FRESH)
    with transaction.atomic():
        doorbell.ring("desk", organisation=organisation_id, what="figures")
    return Outcome.DONE


def counted_at(organisation_id: int) -> datetime | None:
    """When the organisation's figures were last counted. Where that is not of now, they are soon."""
    counted = Counted.objects.filter(organisation_id=organisation_id).first()
    now = clock.now()
    if counted is None or now - counted.at > FRESH:
        with transaction.atomic():
            plan_chore(KIND, organisation_id, now, _TODAY if counted is not None else None)
    return counted.at if counted is not None else None
