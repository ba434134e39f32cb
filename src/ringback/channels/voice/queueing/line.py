"""The queue's rows: calls with `queued_at` that nobody has claimed since, in the order of their ids.

A planned one is anybody's. One that is hunted for has its visitor on the line of the process whose epoch it bears.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ringback.base.database import doorbell, queries
from ringback.base.database.claims import claim
from ringback.base.database.collisions import alone
from ringback.base.database.doorbell import Ring
from ringback.base.database.queries import instant
from ringback.channels.voice.models import Call, CallEvent, Stage
from ringback.core.promises import services as promises

# How many are looked at at once; those behind them move up.
MOST_WAITING = 500
# In the words of the partial index on calls under way; `{q}` is the table's alias with a dot, or nothing.
WAITING = "{q}ended_at IS NULL AND {q}queued_at IS NOT NULL AND {q}claimed_at IS NULL"
IS_WAITING = WAITING.format(q="")
_CALL = Call._meta.db_table
_WAITING = f"SELECT {queries.columns(Call)} FROM {_CALL} WHERE {IS_WAITING} ORDER BY id LIMIT {MOST_WAITING}"
QUEUED = "CallQueued"


def waiting() -> list[Call]:
    """The calls that wait, longest first."""
    return queries.rows(Call, _WAITING)


def is_mine() -> bool:
    """Whether this transaction may move the line: one at a time, so that nobody is served before those ahead of them.

    Whoever comes second does not wait, and looks again later.
    """
    return bool(queries.fetch(f"SELECT 1 WHERE {alone()}", ["the queue"]))


def take(row_ids: Iterable[int], epoch: str, at: datetime) -> set[int]:
    """Take these out of the queue for a process to call; those that are still in it."""
    wanted = sorted(row_ids)
    if not wanted:
        return set()
    rows = claim(
        Call,
        where=f"{IS_WAITING} AND stage = 'planned' AND id IN ({queries.marks(len(wanted))})",
        params=wanted,
        changes={"stage": "%s", "epoch": "%s", "claimed_at": "%s"},
        values=[Stage.HUNTING, epoch, instant(at)],
        order="id",
        limit=len(wanted),
    )
    return {row.pk for row in rows}


def take_held(row_ids: Iterable[int], epoch: str, at: datetime) -> set[int]:
    """Take these out of the queue whose visitors are on the line of the process `epoch`; those still in it."""
    rows = Call.objects.filter(pk__in=list(row_ids), epoch=epoch, ended_at=None, claimed_at=None)
    found = set(rows.values_list("pk", flat=True))
    Call.objects.filter(pk__in=found).update(claimed_at=at)
    return found


def put_back_held(row: Call) -> None:
    """Let the visitor of a call just taken wait on, at their place."""
    Call.objects.filter(pk=row.pk).update(claimed_at=None)


def put(row: Call, at: datetime) -> None:
    """Let a call just claimed wait in the queue, or wait on at its place there."""
    values: dict[str, Any] = {"stage": Stage.PLANNED, "epoch": "", "claimed_at": None}
    if row.queued_at is None:
        values |= {"queued_at": at, "expires_at": waits_until(row)}
        CallEvent.objects.create(call_id=row.pk, at=at, kind=QUEUED)
    Call.objects.filter(pk=row.pk).update(**values)


def put_back(rows: Iterable[Call]) -> None:
    """Give calls just claimed back as they were."""
    ids = [row.pk for row in rows]
    if ids:
        Call.objects.filter(pk__in=ids).update(stage=Stage.PLANNED, epoch="", claimed_at=None)


def waits_until(row: Call) -> datetime | None:
    """Until when the call may wait for somebody to become free; None: it may not."""
    text = row.plan.get("waits_until")
    return datetime.fromisoformat(text) if text else None


def tell(rows: Iterable[Call]) -> None:
    """Ring for whoever watches these: the line has moved."""
    changed = list(rows)
    rings = promises.progress_rings([row.promise_id for row in changed if row.promise_id is not None])
    desks = {row.organisation_id for row in changed}
    rings += [Ring("desk", {"organisation": key, "what": "calls"}) for key in sorted(desks)]
    if rings:
        doorbell.ring_all(rings)
