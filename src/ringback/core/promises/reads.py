"""What the desk and the reports ask across promises. Read-only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from ringback.base.accounts.services import Actor, require
from ringback.core.promises.housekeeping import HOUSE
from ringback.core.promises.models import OPEN_STATES, Attempt, Promise, State
from ringback.core.promises.rules import Outcome

MOST_ROWS = 200
# What the house tells its own members and programs: nobody out there waits for it, and it has pages of its own.
INWARD = ("notice", "push", "webhook")


@dataclass(frozen=True, slots=True)
class TodayList:
    """What to do next (MISSION C7): overdue first, then what is due within the day, and what a person must clear."""

    uncertain: list[Attempt]
    overdue: list[Promise]
    due: list[Promise]


def today(actor: Actor, now: datetime) -> TodayList:
    """The organisation's open promises that need attention now or within a day, at most 200 of each."""
    require(actor, "calls.see")
    open_rows = _of(actor).filter(state__in=OPEN_STATES).select_related("person", "owner__user")
    uncertain = Attempt.objects.filter(
        promise__organisation_id=actor.organisation_id, outcome=Outcome.UNCERTAIN, promise__state=State.KEEPING
    ).select_related("promise__person")
    return TodayList(
        uncertain=list(uncertain.order_by("started_at")[:MOST_ROWS]),
        overdue=list(open_rows.filter(deadline_at__lte=now).order_by("due_at")[:MOST_ROWS]),
        due=list(
            open_rows.filter(deadline_at__gt=now, due_at__lte=now + timedelta(days=1)).order_by("due_at")[:MOST_ROWS]
        ),
    )


@dataclass(frozen=True, slots=True)
class KeptOnTime:
    """The headline figure (MISSION C6): of `closed` promises, how many were kept, and how many of those on time."""

    closed: int
    kept: int
    on_time: int

    @property
    def share(self) -> float | None:
        """On time of closed, 0 to 1; None while nothing has closed."""
        return self.on_time / self.closed if self.closed else None


def kept_on_time(actor: Actor, since: datetime, until: datetime) -> KeptOnTime:
    """Promises that closed between two instants; cancelled ones count neither way."""
    require(actor, "calls.see")
    closed = _of(actor).filter(closed_at__gte=since, closed_at__lt=until).exclude(state=State.CANCELLED)
    kept = Q(state=State.KEPT)
    counts = closed.aggregate(
        closed=Count("id"),
        kept=Count("id", filter=kept),
        on_time=Count("id", filter=kept & Q(closed_at__lte=F("deadline_at"))),
    )
    return KeptOnTime(**counts)


def of_persons(actor: Actor, person_ids: Collection[int], most: int) -> list[Promise]:
    """The newest promises to these persons."""
    require(actor, "calls.see")
    return list(_of(actor).filter(person_id__in=person_ids).order_by("-id")[:most])


def _of(actor: Actor) -> QuerySet[Promise]:
    """The organisation's promises to people: not what the house promises itself, its members and its programs."""
    own = Q(door=HOUSE) | Q(channel__in=INWARD)
    return Promise.objects.filter(organisation_id=actor.organisation_id).exclude(own)
