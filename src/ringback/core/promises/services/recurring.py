"""What the house does again and again, as promises to itself: each time the next one is promised first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ringback.base.accounts.services import organisation_ids, place_of, when_organisation_opened
from ringback.base.kit import clock
from ringback.core.promises.keeping import keeps
from ringback.core.promises.models import OPEN_STATES, Promise
from ringback.core.promises.rules import Outcome, Policy
from ringback.core.promises.services.of_house import make_of_house

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt

SPREAD_MINUTES = 60

NextAt = Callable[[int, datetime], datetime]


@dataclass(frozen=True, slots=True)
class Chore:
    """Something done for one organisation after the other: `do(organisation_id, content)`, outside the database's
    lock, within `seconds`.

    `next_at(organisation_id, now)` is when it is due again; what is planned within the same `step_seconds` is one.
    `whose()` says for which organisations it is done at all. What was done is on record for `record`.
    """

    kind: str
    do: Callable[[int, Mapping[str, Any]], Outcome]
    next_at: NextAt
    seconds: float
    again: Policy
    step_seconds: int = 60
    grace_seconds: int = 3600
    whose: Callable[[], Iterable[int]] = organisation_ids
    record: timedelta = timedelta(days=30)


_chores: dict[str, Chore] = {}


def recurs(chore: Chore) -> None:
    """Have it done from now on; the same kind again takes its place."""
    _chores[chore.kind] = chore
    keeps(chore.kind, _Doing(chore))
    when_organisation_opened(_opened)


def _opened(organisation_id: int) -> None:
    for chore in _chores.values():
        if organisation_id in chore.whose():
            plan_next(chore.kind, organisation_id)


class _Doing:
    """Does one chore of one organisation, and plans the next first, so that none is left out."""

    outside = True

    def __init__(self, chore: Chore) -> None:
        self.chore, self.seconds = chore, chore.seconds

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome:
        if promise.organisation_id not in self.chore.whose():
            return Outcome.CANCELLED
        plan_next(self.chore.kind, promise.organisation_id)
        over = Promise.objects.filter(organisation_id=promise.organisation_id, kind=self.chore.kind)
        over.filter(closed_at__lt=clock.now() - self.chore.record).delete()
        return self.chore.do(promise.organisation_id, promise.content)

    def told(self, promise: Promise) -> None:
        """Nobody waits for it."""


def plan_missing() -> None:
    """Plan every chore for each organisation that has none planned: at the start of a keeper."""
    for chore in _chores.values():
        planned = Promise.objects.filter(kind=chore.kind, state__in=OPEN_STATES)
        for organisation_id in set(chore.whose()) - set(planned.values_list("organisation_id", flat=True)):
            plan_next(chore.kind, organisation_id)


def plan_next(kind: str, organisation_id: int) -> None:
    """Promise the next one; in the caller's transaction."""
    plan_chore(kind, organisation_id, _chores[kind].next_at(organisation_id, clock.now()))


def plan_chore(kind: str, organisation_id: int, due_at: datetime, content: Mapping[str, Any] | None = None) -> None:
    """Promise one at `due_at`; in the caller's transaction. However many promise it within a step, it is one."""
    chore = _chores[kind]
    slot = int(due_at.timestamp() // chore.step_seconds)
    make_of_house(
        organisation_id,
        kind,
        due_at,
        chore.again,
        grace_seconds=chore.grace_seconds,
        content=content or {},
        made_key=":".join((kind, *sorted(content or {}), str(slot))),
    )


def nightly(at: time) -> NextAt:
    """At that hour where the organisation is, a little later for each, so that not all come at once."""

    def next_at(organisation_id: int, now: datetime) -> datetime:
        zone = ZoneInfo(place_of(organisation_id)[0])
        today = now.astimezone(zone).date()
        later = timedelta(minutes=organisation_id % SPREAD_MINUTES)
        nights = (datetime.combine(today + timedelta(days=days), at, zone) + later for days in range(3))
        return next(night for night in nights if night > now)

    return next_at


def every(seconds: int) -> NextAt:
    """At each whole step of so many seconds."""

    def next_at(_organisation_id: int, now: datetime) -> datetime:
        return datetime.fromtimestamp((int(now.timestamp()) // seconds + 1) * seconds, UTC)

    return next_at
