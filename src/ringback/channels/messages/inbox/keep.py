"""The promise to look into the mailbox, every minute."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog

from ringback.base.accounts.services import first_organisation_id
from ringback.base.kit import clock
from ringback.channels.messages.inbox import reading
from ringback.channels.messages.inbox.mailbox import MailboxError, configured
from ringback.core.promises.services import Chore, Outcome, Policy, every, plan_chore, recurs

log = structlog.get_logger(__name__)

KIND = "messages.reading"
EVERY_SECONDS = 60


def register() -> None:
    """Register how often it is done, and for whom; doing so again changes nothing."""
    recurs(
        Chore(
            KIND,
            look,
            every(EVERY_SECONDS),
            seconds=180,
            again=Policy({"interrupted": (10, 60)}),
            step_seconds=1,
            grace_seconds=600,
            whose=_whose,
            record=timedelta(days=1),
        )
    )


def look(organisation_id: int, _content: Mapping[str, Any]) -> Outcome:
    """Read the mailbox. It is never tried again by itself: the next look is promised already."""
    account = configured()
    if account is None:
        return Outcome.CANCELLED
    try:
        progress = reading.read(account)
    except MailboxError as error:
        log.warning("the mailbox cannot be read", why=str(error))
        reading.failed(account, error)
        return Outcome.FAILED
    if progress.more:
        plan_chore(KIND, organisation_id, every(1)(organisation_id, clock.now()))
    return Outcome.DONE


def _whose() -> tuple[int, ...]:
    """The mailbox is the installation's: the first organisation reads it, where there is one."""
    first = first_organisation_id() if configured() is not None else None
    return (first,) if first is not None else ()
