"""Nobody waits beyond the hours they were asked within: then the promise's policy says what follows."""

from ringback.base.kit import clock
from ringback.channels.voice.models import Call, Stage
from ringback.channels.voice.queueing import line
from ringback.core.promises import services as promises


class Closing:
    """Ends waits with the hours; asked now and then, away from whatever must not be held up by calendars."""

    def __init__(self) -> None:
        self._known: set[int] = set()

    def look(self) -> None:
        """Bound every wait that is new to this process."""
        rows = line.waiting()
        for row in rows:
            if row.pk not in self._known and row.promise_id is not None:
                self._bound(row, row.promise_id)
        self._known = {row.pk for row in rows}

    def _bound(self, row: Call, promise_id: int) -> None:
        closes_at = promises.hours_end(promise_id, clock.now())
        if closes_at is not None and closes_at < row.expires_at:
            Call.objects.filter(pk=row.pk, stage=Stage.PLANNED).update(expires_at=closes_at)
