"""Looking into members' own calendars: the chore that promises it again and again, and the promise for each account."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from ringback.base.accounts.services import when_member_removed
from ringback.base.kit import clock
from ringback.core.hours import services as hours
from ringback.core.promises.keeping import Ended, keeps
from ringback.core.promises.models import Promise
from ringback.core.promises.nightly import every_night
from ringback.core.promises.rules import Outcome, Policy
from ringback.core.promises.services.notices import notify
from ringback.core.promises.services.of_house import make_of_house
from ringback.core.promises.services.recurring import Chore, every, plan_next, recurs

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt

ROUND, READING = "house.calendars", "house.calendar"
PAGE = "/hours/you/calendar/"
_RECORD = timedelta(days=1)
_AGAIN = Policy({"interrupted": (10, 60)})


def register() -> None:
    """Register who looks, how often and for whom; doing so again changes nothing."""
    again, whose = every(hours.EVERY_SECONDS), hours.organisations_to_read
    recurs(Chore(ROUND, plan_round, again, 60, _AGAIN, grace_seconds=600, whose=whose, record=_RECORD))
    keeps(READING, ReadingHandler())
    hours.when_reading_wanted(read_from_now_on)
    every_night("busy times", hours.sweep_busy)
    when_member_removed(hours.forget_member)


def plan_round(organisation_id: int, _content: Mapping[str, Any]) -> Outcome:
    """Promise a look into each account of one organisation."""
    over = Promise.objects.filter(organisation_id=organisation_id, kind=READING)
    over.filter(closed_at__lt=clock.now() - _RECORD).delete()
    for account_id in hours.accounts_to_read(organisation_id):
        plan_reading(organisation_id, account_id)
    return Outcome.DONE


def read_from_now_on(organisation_id: int, account_id: int) -> None:
    """Promise to look into an account now, and the next round, which may be the first; in the caller's transaction."""
    plan_reading(organisation_id, account_id)
    plan_next(ROUND, organisation_id)


def plan_reading(organisation_id: int, account_id: int) -> None:
    """Promise to look into an account now; in the caller's transaction."""
    make_of_house(organisation_id, READING, clock.now(), _AGAIN, content={"account": account_id})


class ReadingHandler:
    """Looks into one account. A server that is away is asked again with the next round."""

    outside = True
    seconds = 240.0

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome | Ended:
        """Read it; what was found is written there. A password that is refused is told of once."""
        refused = hours.read_calendars(promise.content["account"])
        if refused is not None:
            tell = partial(notify, promise.organisation_id, [refused], "calendar_trouble", {}, url=PAGE)
            return Ended(Outcome.DONE, note=tell)
        return Outcome.DONE

    def told(self, promise: Promise) -> None:
        """Nobody waits for it."""
