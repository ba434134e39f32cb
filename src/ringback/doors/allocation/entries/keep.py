"""Keeping the promise to tell whoever applied that we have it: for a while, then promised anew, until all are told."""

from functools import partial
from typing import TYPE_CHECKING

from ringback.base.kit import spells
from ringback.core.promises.services import Outcome, Promise
from ringback.doors.allocation.entries.services import confirm_some, confirm_soon

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt


class ConfirmingHandler:
    """Makes the mails of one organisation's applicants, in portions of a short transaction each."""

    outside = True
    seconds = 120.0

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome:
        """Go on for a while."""
        if spells.work(partial(confirm_some, promise.organisation_id)):
            confirm_soon(promise.organisation_id)
        return Outcome.DONE

    def told(self, promise: Promise) -> None:
        """Nobody waits for it."""
