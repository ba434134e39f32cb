"""What the house promises itself: to take away what is too old, and to finish deeds outside the database."""

from collections.abc import Mapping
from datetime import time
from typing import TYPE_CHECKING, Any

import structlog

from ringback.base.accounts.services import sweep_accounts
from ringback.base.kit import clock
from ringback.base.presence import services as presence
from ringback.core.people import services as people
from ringback.core.promises.keeping import HandedOver, keeps
from ringback.core.promises.models import Promise, State
from ringback.core.promises.nightly import every_night, sweep_once_a_night
from ringback.core.promises.rules import Outcome, Policy
from ringback.core.promises.services.of_house import make_of_house
from ringback.core.promises.services.recurring import Chore, nightly, recurs

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt

log = structlog.get_logger(__name__)

TIDYING = "house.tidying"
AFTERMATH = "house.after_erasure"
NIGHT = time(3, 0)
TIDYING_SECONDS = 300.0
_AGAIN = Policy({"failed": (60, 600, 3600, 21600), "interrupted": (60, 600)})


def register() -> None:
    """Register who keeps them and when they are made; doing so again changes nothing."""
    recurs(Chore(TIDYING, tidy, nightly(NIGHT), 2 * TIDYING_SECONDS, _AGAIN))
    keeps(AFTERMATH, Aftermath())
    people.when_aftermath(plan_aftermath)
    every_night("accounts", sweep_accounts)
    every_night("presence", presence.sweep_epochs)


def tidy(organisation_id: int, _content: Mapping[str, Any]) -> Outcome:
    """Apply the retention periods of one organisation, and once a night take away what nobody's are."""
    tidied = people.apply_retention(organisation_id, TIDYING_SECONDS)
    people.remove_leftovers(organisation_id)
    _write_ledger()
    people.fold_names(organisation_id)
    sweep_once_a_night()
    if tidied.counts:
        log.info("what was too old is gone", organisation=organisation_id, **tidied.counts)
    return Outcome.DONE if tidied.finished else Outcome.FAILED


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


def plan_aftermath(organisation_id: int) -> None:
    """Promise to do what is left outside the database; one that waits already takes this one with it, and is held
    until the commit."""
    waiting = Promise.objects.filter(organisation_id=organisation_id, kind=AFTERMATH, state=State.PENDING)
    if waiting.select_for_update(of=("self",)).first() is None:
        make_of_house(organisation_id, AFTERMATH, clock.now(), _AGAIN)
