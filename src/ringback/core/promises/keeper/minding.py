"""Minding the clock: seeing promises missed and expired, and knowing when the next one wakes."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from ringback.base.database import queries
from ringback.base.kit import clock
from ringback.core.promises import services
from ringback.core.promises.keeper.claiming import DUE
from ringback.core.promises.models import OPEN_STATES, Promise, State

LOOKED_AT_ONCE = 1000
MINDED_AT_ONCE = 100
STUCK_SECONDS = 300.0

_TABLE = Promise._meta.db_table
_FIRST: tuple[Any, int] = ("0001-01-01 00:00:00", 0)
_AWAKE = f"""
    SELECT * FROM (
        SELECT id, wake_at, 1 AS waits, CASE WHEN {DUE} THEN 1 ELSE 0 END AS due,
               CASE WHEN deadline_at <= %s AND (minded_at IS NULL OR minded_at <= %s) THEN 1 ELSE 0 END AS late
          FROM {_TABLE} WHERE state = 'pending' AND wake_at <= %s AND (wake_at, id) > (%s, %s)
         ORDER BY wake_at, id LIMIT {LOOKED_AT_ONCE}) AS pending
     UNION ALL
    SELECT * FROM (
        SELECT id, wake_at, 0, 0, 1 FROM {_TABLE} WHERE state = 'keeping' AND wake_at <= %s
         LIMIT {MINDED_AT_ONCE}) AS keeping
"""
_WAKING = f"SELECT 1 FROM {_TABLE} WHERE state = 'pending' AND wake_at > %s AND wake_at <= %s LIMIT 1"


class Minding:
    """Goes through the promises that are awake, some at a time, so that a long queue of them hides none."""

    def __init__(self) -> None:
        self._after = _FIRST

    def mind(self, at: datetime, *, claiming: bool) -> bool:
        """See what is missed or expired, and give alarms; True when there may be more.

        What can be claimed is left to the claim while there is `claiming`. What stays, because its kind has no room,
        is seen late where it lies, and looked at again now and then.
        """
        now, before = queries.instant(at), queries.instant(at - timedelta(seconds=STUCK_SECONDS))
        rows = queries.fetch(_AWAKE, [now] * 5 + [before, now, *self._after, now])
        pending = [row for row in rows if row[2]]
        self._after = pending[-1][1::-1] if len(pending) == LOOKED_AT_ONCE else _FIRST
        awake = [row[0] for row in rows if not row[3]]
        stuck = [] if claiming else [row[0] for row in rows if row[3] and row[4]]
        if ids := [*awake, *stuck][:MINDED_AT_ONCE]:
            _mind(ids, at)
        return len(awake) >= MINDED_AT_ONCE


def _mind(ids: list[int], at: datetime) -> None:
    late = Promise.objects.filter(id__in=ids, state__in=OPEN_STATES, wake_at__lte=at).order_by("id")
    with transaction.atomic():
        skips = connection.features.has_select_for_update_skip_locked
        promises = list(late.select_for_update(skip_locked=skips))
        for promise in promises:
            services.mind(promise, at)


def seconds_until_one_wakes(after: datetime, most: float) -> float:
    """How long nothing happens, at most `most`: what woke up to `after` has been seen to."""
    soon = clock.now() + timedelta(seconds=most)
    if not queries.fetch(_WAKING, [queries.instant(after), queries.instant(soon)]):
        return most
    waking = Promise.objects.filter(state=State.PENDING, wake_at__gt=after)
    soonest = waking.order_by("wake_at").values_list("wake_at", flat=True).first()
    return most if soonest is None else min(most, max(0.0, (soonest - clock.now()).total_seconds()))
