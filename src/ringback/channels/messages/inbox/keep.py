"""The promise to look into the mailbox: kept every minute, and each time the next one is made first."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from ringback.base.accounts.services import first_organisation_id, when_organisation_opened
from ringback.base.kit import clock
from ringback.channels.messages.inbox import reading
from ringback.channels.messages.inbox.mailbox import MailboxError, configured
from ringback.core.promises.services import Draft, Outcome, Policy, Promise, keeps, make

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt

log = structlog.get_logger(__name__)

KIND = "messages.reading"
HOUSE = "house"
EVERY_SECONDS = 60
RECORD = timedelta(days=1)
_AGAIN = Policy({"interrupted": (10, 60)})


def register() -> None:
    """Register who keeps it and when it is made; doing so again changes nothing."""
    keeps(KIND, ReadingHandler())
    when_organisation_opened(_opened)


class ReadingHandler:
    """Reads the mailbox. It is never tried again by itself: the next look is promised already."""

    outside = True
    seconds = 180.0

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome:
        account = configured()
        if account is None:
            return Outcome.CANCELLED
        plan(promise.organisation_id, EVERY_SECONDS)
        _forget(promise.organisation_id)
        try:
            progress = reading.read(account)
        except MailboxError as error:
            log.warning("the mailbox cannot be read", why=str(error))
            reading.failed(account, error)
            return Outcome.FAILED
        if progress.more:
            plan(promise.organisation_id, 1)
        return Outcome.DONE

    def told(self, promise: Promise) -> None:
        """Nobody waits for it."""


def plan_missing() -> None:
    """Promise the first look where there is a mailbox and none is promised: at the start of a keeper."""
    organisation_id = first_organisation_id()
    if organisation_id is None or configured() is None:
        return
    if not Promise.objects.filter(organisation_id=organisation_id, kind=KIND, closed_at=None).exists():
        plan(organisation_id, 1)


def plan(organisation_id: int, step_seconds: int) -> None:
    """Promise a look at the clock's next whole step of so many seconds: however many promise it, it is one."""
    due_at = datetime.fromtimestamp((int(clock.now().timestamp()) // step_seconds + 1) * step_seconds, UTC)
    make(
        Draft(
            organisation_id=organisation_id,
            door=HOUSE,
            kind=KIND,
            channel=HOUSE,
            due_at=due_at,
            policy=_AGAIN,
            grace_seconds=600,
            at_most_once=False,
            made_key=f"{KIND}:{due_at:%Y%m%dT%H%M%S}",
        )
    )


def _opened(_organisation_id: int) -> None:
    plan_missing()


def _forget(organisation_id: int) -> None:
    """Looks of more than a day ago are of no interest to anybody."""
    old = Promise.objects.filter(organisation_id=organisation_id, kind=KIND, closed_at__lt=clock.now() - RECORD)
    old.delete()
