"""Claiming what is due: a share of each kind, so that no kind waits behind another's backlog."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from ringback.base.database import queries
from ringback.base.database.claims import claim_shares
from ringback.base.kit import clock
from ringback.core.promises.keeping import outside_kinds, registered_kinds
from ringback.core.promises.models import Promise

BATCH = 100
LARGEST_BATCH = 400
SMALLEST_SHARE = 10
# Beside SQLite everybody else waits while a batch is kept.
HELD_SECONDS = 0.03
STRANGERS_SECONDS = 1.0

# The instant is given four times.
DUE = (
    "state = 'pending' AND wake_at <= %s AND automatic AND due_at <= %s "
    "AND (not_before_at IS NULL OR not_before_at <= %s) AND (expires_at IS NULL OR expires_at > %s)"
)
_TABLE = Promise._meta.db_table
_CLAIMED = {
    "state": "'keeping'",
    "attempts_made": "attempts_made + 1",
    "wake_at": "CASE WHEN missed_at IS NULL THEN deadline_at END",
}
# From each kind to the next one in the index, whatever the number of rows.
_KINDS = f"""
    WITH RECURSIVE pending (kind) AS (
        SELECT min(kind) FROM {_TABLE} WHERE state = 'pending'
         UNION ALL
        SELECT (SELECT min(kind) FROM {_TABLE} WHERE state = 'pending' AND kind > pending.kind)
          FROM pending WHERE pending.kind IS NOT NULL
    )
    SELECT kind FROM pending WHERE kind IS NOT NULL
"""


class Claims:
    """Claims batches of due promises. `more`: there may be others that could have been claimed."""

    def __init__(self) -> None:
        self.more = False
        self._batch = self._share = BATCH
        self._strangers: list[str] = []
        self._looked_at: float | None = None

    def take(self, at: datetime, epoch: str, room: Callable[[str], int]) -> list[Promise]:
        """Due promises, earliest first, now being kept; `room` says how many of an outside kind, which are leased.

        About a batch at once (see `took`): the kinds that have a backlog share it. Inside a transaction.
        """
        outside = outside_kinds()
        limits = dict.fromkeys([*registered_kinds(), *self._unkept()], self._share)
        limits |= {kind: min(self._share, room(kind)) for kind in outside}
        if not limits:
            return []
        leased = f"CASE WHEN kind IN ({queries.marks(len(outside))}) THEN %s ELSE '' END" if outside else "''"
        now = queries.instant(at)
        claimed = claim_shares(
            Promise,
            where=f"kind = %s AND {DUE}",
            shares=[((kind, now, now, now, now), limit) for kind, limit in limits.items()],
            changes={**_CLAIMED, "lease": leased},
            values=[*outside, epoch] if outside else [],
            order="wake_at, id",
        )
        self._weigh(Counter(promise.kind for promise in claimed))
        return sorted(claimed, key=lambda promise: (promise.due_at, promise.id))

    def took(self, seconds: float, count: int) -> None:
        """The last batch took so long to keep: what is cheap is kept in larger ones, what is dear in smaller ones."""
        if seconds > 0 and count >= SMALLEST_SHARE:
            self._batch = max(SMALLEST_SHARE, min(LARGEST_BATCH, int(count * HELD_SECONDS / seconds)))

    def _weigh(self, taken: Counter[str]) -> None:
        full = [kind for kind, count in taken.items() if count >= self._share]
        self.more = bool(full)
        self._share = max(SMALLEST_SHARE, self._batch // max(1, len(full)))

    def _unkept(self) -> list[str]:
        """The kinds of pending promises that nobody has registered to keep: they are to fail in the open."""
        at = clock.monotonic()
        if self._looked_at is None or at - self._looked_at >= STRANGERS_SECONDS:
            self._looked_at = at
            known = set(registered_kinds())
            self._strangers = [kind for (kind,) in queries.fetch(_KINDS) if kind not in known]
        return self._strangers
