"""Promises of calls and of messages after them: people keep them."""

from typing import TYPE_CHECKING

from ringback.core.promises.services import Outcome

if TYPE_CHECKING:
    from ringback.core.promises.services import Attempt, Promise


class ByHandHandler:
    """Nothing happens by itself; what came of a call is said on its card."""

    outside = False

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome:
        """Only a promise that somebody made automatic comes here."""
        return Outcome.NOBODY

    def told(self, promise: "Promise") -> None:
        """Nobody waits to be told."""
