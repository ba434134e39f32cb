"""The promise to answer a message: a person keeps it, and the inbox follows what becomes of it."""

from typing import TYPE_CHECKING

from ringback.channels.messages import services as messages
from ringback.channels.messages.inbox import services as inbox
from ringback.core.promises.services import HandedOver, Outcome

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt, Promise


class MessageHandler:
    """Follows promises of the kind "website.message": rows only."""

    outside = False

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome | HandedOver:
        """Never asked, since the promise is a person's to keep."""
        return Outcome.FAILED

    def told(self, promise: "Promise") -> None:
        """Tell programs, and put the message away once its promise is over."""
        messages.emit_promise(promise)
        if promise.closed_at is not None:
            inbox.close_written(promise.pk, promise.closed_at)
