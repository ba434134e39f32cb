"""Promises that voice itself keeps: a person calls again, as they said at the end of a call."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ringback.channels.voice.services.afterwards import CALL_AGAIN
from ringback.channels.voice.services.own_line import sweep
from ringback.core.promises.services import Outcome, every_night, keeps

if TYPE_CHECKING:
    from ringback.core.promises.services import Attempt, Promise


class AgainHandler:
    """Nothing happens by itself: whoever said so calls, from their own phone."""

    outside = False

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome:
        """Only a promise that somebody made automatic comes here."""
        return Outcome.FAILED

    def told(self, promise: "Promise") -> None:
        """Nobody waits to be told."""


def register() -> None:
    """Register the kind; doing so again changes nothing."""
    keeps(CALL_AGAIN, AgainHandler(), _("Calls promised at the end of a call"))
    every_night("own lines", sweep)
