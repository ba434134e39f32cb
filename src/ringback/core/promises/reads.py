"""What the desk and the reports ask across promises. Read-only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncWeek

from ringback.base.accounts.services import Actor
from ringback.core.promises import missing
from ringback.core.promises.listing import PromiseFilters as PromiseFilters
from ringback.core.promises.listing import PromisePage, promise_page, within
from ringback.core.promises.listing import chosen as chosen
from ringback.core.promises.listing import open_ones as open_ones
from ringback.core.promises.listing import span_of as span_of
from ringback.core.promises.models import OPEN_STATES, UNASKED_DOORS, Attempt, Direction, Promise, State
from ringback.core.promises.rules import Outcome

MOST_ROWS = 200
# What goes out by itself at its time is nobody's work, until that has failed.
WRITTEN_CHANNELS = ("mail", "sms")
DUE_WITHIN = timedelta(days=1)
WAITING_WITHIN = timedelta(days=7)

Missed = missing.Missed
missed, missed_count, open_calls_of = missing.missed, missing.missed_count, missing.open_of

By = Literal["door", "kind", "owner", "week"]


@dataclass(frozen=True, slots=True)
class TodayList:
    """What to do next (MISSION C7): what a person must clear, overdue first, then due, then what somebody else does.

    `waiting` is what others of the house have to do within a day, and who was asked to contact us within a week.
    """

    uncertain: list[Attempt]
    overdue: list[Promise]
    due: list[Promise]
    waiting: list[Promise]


def today(actor: Actor, now: datetime) -> TodayList:
    """The open promises within the actor's reach that need attention, at most 200 of each."""
    awaited_rows = _awaited(actor)
    open_rows = awaited_rows.filter(state__in=OPEN_STATES, closed_at=None).select_related("person", "owner__user")
    uncertain = Attempt.objects.filter(
        promise__in=awaited_rows.filter(state=State.KEEPING), outcome=Outcome.UNCERTAIN
    ).select_related("promise__person", "promise__owner__user")
    ahead = open_rows.filter(deadline_at__gt=now)
    others = Q(owner__isnull=False) & ~Q(owner_id=actor.member_id)
    awaited = Q(direction=Direction.THEY_CONTACT)
    soon = Q(due_at__lte=now + DUE_WITHIN)
    by_itself = Q(automatic=True, channel__in=WRITTEN_CHANNELS, attempts_made=0)
    return TodayList(
        uncertain=list(uncertain.order_by("started_at")[:MOST_ROWS]),
        overdue=_soonest(open_rows.filter(deadline_at__lte=now)),
        due=_soonest(ahead.filter(soon).exclude(others | awaited | by_itself)),
        waiting=_soonest(ahead.filter((others & soon) | (awaited & Q(due_at__lte=now + WAITING_WITHIN)))),
    )


def _awaited(actor: Actor) -> QuerySet[Promise]:
    """What somebody waits for."""
    return within(actor).exclude(door__in=UNASKED_DOORS)


def _soonest(rows: QuerySet[Promise]) -> list[Promise]:
    return list(rows.order_by("due_at", "id")[:MOST_ROWS])


def one(actor: Actor, promise_id: int) -> PromisePage:
    """One promise with all that was tried and done. Raises NotFoundError when it is not within the actor's reach."""
    return promise_page(actor, promise_id)


@dataclass(frozen=True, slots=True)
class KeptOnTime:
    """The headline figure (MISSION C6): what was kept, and what of that on time; `open_late` is still not kept.

    A promise that is late and open counts against the figure as much as one that was given up: not closing it
    must not look better than breaking it.
    """

    closed: int
    kept: int
    on_time: int
    open_late: int

    @property
    def counted(self) -> int:
        """Promises that were to be kept by now."""
        return self.closed + self.open_late

    @property
    def late(self) -> int:
        """Kept, but not when it was promised."""
        return self.kept - self.on_time

    @property
    def broken(self) -> int:
        """Given up, or expired."""
        return self.closed - self.kept

    @property
    def share(self) -> float | None:
        """On time of counted, 0 to 1; None while there is nothing to count."""
        return self.on_time / self.counted if self.counted else None


_KEPT = Q(state=State.KEPT)
_COUNTS = {
    "closed": Count("id", filter=Q(closed_at__isnull=False)),
    "kept": Count("id", filter=_KEPT),
    "on_time": Count("id", filter=_KEPT & Q(closed_at__lte=F("deadline_at"))),
    "open_late": Count("id", filter=Q(closed_at=None)),
}


def kept_on_time(actor: Actor, since: datetime, until: datetime) -> KeptOnTime:
    """Promises closed, or missed and still open, between two instants; cancelled ones count neither way."""
    return KeptOnTime(**_judged(actor, since, until).aggregate(**_COUNTS))


def kept_by(actor: Actor, since: datetime, until: datetime, by: By, zone: ZoneInfo) -> dict[object, KeptOnTime]:
    """`kept_on_time` apart for each door, kind, owner (a member's id, or None) or week (its Monday, in `zone`).

    The largest comes first; weeks come in their order. One query.
    """
    rows = _judged(actor, since, until)
    if by == "week":
        rows = rows.annotate(week=TruncWeek("judged_at", tzinfo=zone))
    groups = rows.values(by).annotate(**_COUNTS).order_by(by)
    found = [(one[by], KeptOnTime(**{name: one[name] for name in _COUNTS})) for one in groups]
    return dict(found if by == "week" else sorted(found, key=lambda pair: -pair[1].counted))


def _judged(actor: Actor, since: datetime, until: datetime) -> QuerySet[Promise]:
    """What was to be kept between two instants, each with `judged_at`: when it closed, or was missed and is open."""
    rows = _awaited(actor).exclude(state=State.CANCELLED).annotate(judged_at=Coalesce("closed_at", "deadline_at"))
    closed = Q(closed_at__gte=since, closed_at__lt=until)
    late = Q(closed_at=None, deadline_at__gte=since, deadline_at__lt=until)
    return rows.filter(closed | late)


def of_persons(actor: Actor, person_ids: Collection[int], most: int) -> list[Promise]:
    """The newest promises to these persons within the actor's reach."""
    return list(within(actor).filter(person_id__in=person_ids).order_by("-id")[:most])


def contents(organisation_id: int, promise_ids: Iterable[int], kind: str) -> dict[int, dict[str, Any]]:
    """What those of the promises that are of `kind` hold for their handler."""
    rows = Promise.objects.filter(organisation_id=organisation_id, id__in=list(promise_ids), kind=kind)
    return dict(rows.values_list("id", "content"))
