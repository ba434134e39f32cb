"""The house's promise to count its days: every night, and whenever somebody looks at figures that are not of now."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from ringback.base.accounts.services import organisation_ids, place_of, when_organisation_opened
from ringback.base.database import doorbell
from ringback.base.kit import clock
from ringback.core.promises.services import Draft, HandedOver, Outcome, Policy, keeps, make
from ringback.insight.statistics.counting import MOST_DAYS, count_open, count_today
from ringback.insight.statistics.models import Counted

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt, Promise

KIND = "house.counting"
HOUSE = "house"
NIGHT = time(2, 0)
SPREAD_MINUTES = 60
FRESH = timedelta(minutes=2)
_AGAIN = Policy({"failed": (1, 60, 600, 3600), "interrupted": (5, 60)})


def register() -> None:
    """Register who keeps it and when it is made; doing so again changes nothing."""
    keeps(KIND, Counting())
    when_organisation_opened(plan_night)


class Counting:
    """Counts one organisation's days, beside the keeper's round: today, or all that may change and the next night."""

    outside = True
    seconds = 300.0

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome | HandedOver:
        if promise.content.get("today"):
            count_today(promise.organisation_id)
        else:
            plan_night(promise.organisation_id)
            if count_open(promise.organisation_id) == MOST_DAYS:
                plan(promise.organisation_id, clock.now())
        with transaction.atomic():
            doorbell.ring("desk", organisation=promise.organisation_id, what="figures")
        return Outcome.DONE

    def told(self, promise: "Promise") -> None:
        """Nobody waits for it."""


def counted_at(organisation_id: int) -> datetime | None:
    """When the organisation's figures were last counted. Where that is not of now, they are soon."""
    counted = Counted.objects.filter(organisation_id=organisation_id).first()
    now = clock.now()
    if counted is None or now - counted.at > FRESH:
        plan(organisation_id, now, today=counted is not None)
    return counted.at if counted is not None else None


def plan_missing() -> None:
    """Plan the next night of every organisation: at the start of a keeper. What is planned already stays."""
    for organisation_id in organisation_ids():
        plan_night(organisation_id)


def plan_night(organisation_id: int) -> None:
    """Promise to count at the organisation's next night."""
    zone = ZoneInfo(place_of(organisation_id)[0])
    now = clock.now()
    later = timedelta(minutes=organisation_id % SPREAD_MINUTES)
    at = datetime.combine(now.astimezone(zone).date(), NIGHT, zone) + later
    plan(organisation_id, at if at > now else at + timedelta(days=1))


def plan(organisation_id: int, due_at: datetime, *, today: bool = False) -> None:
    """Promise to count at `due_at`; however many promise it within the same minutes, it is one."""
    slot = int(due_at.timestamp() // FRESH.total_seconds())
    with transaction.atomic():
        make(
            Draft(
                organisation_id=organisation_id,
                door=HOUSE,
                kind=KIND,
                channel=HOUSE,
                due_at=due_at,
                policy=_AGAIN,
                grace_seconds=3600,
                at_most_once=False,
                content={"today": True} if today else {},
                made_key=f"{KIND}:{'today' if today else 'open'}:{slot}",
            )
        )
