"""Closing a campaign when its last region has closed."""

from typing import TYPE_CHECKING

from ringback.base.kit import clock
from ringback.core.promises.services import Outcome, Promise
from ringback.doors.allocation.campaigns.services.ending import ran_out

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt


class ClosingHandler:
    """Promises of the kind "allocation.closing"."""

    outside = False

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome:
        """Close it; where that is done already, or its last day moved, there is nothing to keep."""
        return Outcome.DONE if ran_out(promise.subject_id or 0, clock.now()) else Outcome.CANCELLED

    def told(self, promise: Promise) -> None:
        """Nobody waits for it."""
