"""What the house promises itself: to take away what is too old, and to finish deeds outside the database.

Both are promises like any other, kept by the keeper and tried again when they fail; they belong to no person and to
the door "house", which Today and the figures leave out.
"""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from ringback.base.accounts.services import organisation_ids, place_of, sweep_accounts, when_organisation_opened
from ringback.base.kit import clock
from ringback.base.presence import services as presence
from ringback.core.people import services as people
from ringback.core.promises.keeping import HandedOver, keeps
from ringback.core.promises.models import OPEN_STATES, Promise, State
from ringback.core.promises.nightly import every_night, sweep_once_a_night
from ringback.core.promises.rules import Outcome, Policy
from ringback.core.promises.services import Draft, make

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt

log = structlog.get_logger(__name__)

HOUSE = "house"
TIDYING = "house.tidying"
AFTERMATH = "house.after_erasure"
NIGHT = time(3, 0)
SPREAD_MINUTES = 60
TIDYING_SECONDS = 300.0
_AGAIN = Policy({"failed": (60, 600, 3600, 21600), "interrupted": (60, 600)})


def register() -> None:
    """Register who keeps them and when they are made; doing so again changes nothing."""
    keeps(TIDYING, Tidying())
    keeps(AFTERMATH, Aftermath())
    people.when_aftermath(plan_aftermath)
    when_organisation_opened(plan_tidying)
    every_night("accounts", sweep_accounts)
    every_night("presence", presence.sweep_epochs)


class Tidying:
    """Applies the retention periods of one organisation, and plans the next night first, so that none is left out."""

    outside = True
    seconds = 2 * TIDYING_SECONDS

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome | HandedOver:
        plan_tidying(promise.organisation_id)
        tidied = people.apply_retention(promise.organisation_id, TIDYING_SECONDS)
        people.remove_leftovers(promise.organisation_id)
        _write_ledger()
        people.fold_names(promise.organisation_id)
        sweep_once_a_night()
        if tidied.counts:
            log.info("what was too old is gone", organisation=promise.organisation_id, **tidied.counts)
        return Outcome.DONE if tidied.finished else Outcome.FAILED

    def told(self, promise: Promise) -> None:
        """Nobody waits for it."""


class Aftermath:
    """Removes the files an erasure left, and writes in the ledger what no backup may undo."""

    outside = True
    seconds = 120.0

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome | HandedOver:
        _write_ledger()
        return Outcome.FAILED if people.remove_leftovers(promise.organisation_id) else Outcome.DONE

    def told(self, promise: Promise) -> None:
        """Nobody waits for it."""


def _write_ledger() -> None:
    while people.write_ledger():
        pass


def plan_missing() -> None:
    """Plan the next night of every organisation that has none planned: at the start of a keeper."""
    planned = Promise.objects.filter(kind=TIDYING, state__in=OPEN_STATES).values_list("organisation_id", flat=True)
    for organisation_id in set(organisation_ids()) - set(planned):
        plan_tidying(organisation_id)


def plan_tidying(organisation_id: int) -> None:
    """Promise the organisation's next night, once; in the caller's transaction."""
    due_at = _next_night(organisation_id, clock.now())
    _make(organisation_id, TIDYING, due_at, f"{TIDYING}:{due_at:%Y-%m-%d}")


def plan_aftermath(organisation_id: int) -> None:
    """Promise to do what is left outside the database; one that waits already takes this one with it, and is held
    until the commit."""
    waiting = Promise.objects.filter(organisation_id=organisation_id, kind=AFTERMATH, state=State.PENDING)
    if waiting.select_for_update(of=("self",)).first() is None:
        _make(organisation_id, AFTERMATH, clock.now(), None)


def _next_night(organisation_id: int, now: datetime) -> datetime:
    """Three in the morning where the organisation is, a little later for each, so that not all come at once."""
    zone = ZoneInfo(place_of(organisation_id)[0])
    today = now.astimezone(zone).date()
    minutes = organisation_id % SPREAD_MINUTES
    for day in (today, today + timedelta(days=1)):
        at = datetime.combine(day, NIGHT, zone) + timedelta(minutes=minutes)
        if at > now:
            return at
    return now + timedelta(days=1)


def _make(organisation_id: int, kind: str, due_at: datetime, made_key: str | None) -> None:
    make(
        Draft(
            organisation_id=organisation_id,
            door=HOUSE,
            kind=kind,
            channel=HOUSE,
            due_at=due_at,
            policy=_AGAIN,
            grace_seconds=3600,
            at_most_once=False,
            made_key=made_key,
        )
    )
