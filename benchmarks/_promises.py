"""What the keeper's benchmark writes to the tables before, and reads from them after."""

import time
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Count

from benchmarks._notes import CREATE, KIND, TABLE
from ringback.base.accounts.models import Organisation
from ringback.base.presence.models import Epoch
from ringback.core.promises.models import Attempt, Promise, State
from ringback.core.promises.services import Draft, make

_MOVED = {"due_at", "first_due_at", "deadline_at", "wake_at"}
_FAR_SECONDS = 6 * 3600
_SERIES = {
    "sqlite": "(WITH RECURSIVE series(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM series WHERE i < {count}) "
    "SELECT i FROM series)",
    "postgresql": "generate_series(1, {count}) AS series(i)",
}
# One after the other, a tenth of a second apart.
_FAR = {
    "sqlite": f"strftime('%Y-%m-%d %H:%M:%f', 'now', '+' || ({_FAR_SECONDS} + i / 10.0) || ' seconds')",
    "postgresql": f"now() + ({_FAR_SECONDS} + i / 10.0) * interval '1 second'",
}


def prepare(pending: int) -> None:
    """So many promises that are due hours from now, and an empty table of notes."""
    organisation = Organisation.objects.create(name="Benchmark")
    due_at = datetime.now(UTC) + timedelta(seconds=_FAR_SECONDS)
    template = make(Draft(organisation_id=organisation.pk, door="benchmark", kind=KIND, channel="rows", due_at=due_at))
    columns = [str(field.column) for field in Promise._meta.concrete_fields if not field.primary_key]
    values = [_FAR[connection.vendor] if column in _MOVED else column for column in columns]
    series = _SERIES[connection.vendor].format(count=pending - 1)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO promises_promise ({', '.join(columns)}) SELECT {', '.join(values)} "
            f"FROM promises_promise, {series} WHERE id = {template.pk}"
        )
        cursor.execute(CREATE)
        cursor.execute("ANALYZE")


def due(instants: list[float]) -> set[int]:
    """Promises due at each of the instants (epoch seconds), kept on time up to a minute later; their ids."""
    template = Promise.objects.order_by("id")[0]
    before = Promise.objects.order_by("-id").values_list("id", flat=True)[0]
    rows = []
    for instant in instants:
        at = datetime.fromtimestamp(instant, UTC)
        row = Promise(**{field.attname: getattr(template, field.attname) for field in Promise._meta.concrete_fields})
        row.pk, row.due_at, row.first_due_at, row.wake_at = None, at, at, at
        row.grace_seconds, row.deadline_at = 60, at + timedelta(seconds=60)
        rows.append(row)
    Promise.objects.bulk_create(rows, batch_size=500)
    return set(Promise.objects.filter(id__gt=before).values_list("id", flat=True))


def noted(since: float = 0.0) -> list[tuple[int, float]]:
    """Promise and epoch seconds of each start."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT promise_id, at FROM {TABLE} WHERE at >= %s ORDER BY at", [since])
        return list(cursor.fetchall())


def count_noted() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE}")
        return int(cursor.fetchone()[0])


def due_instants(ids: set[int]) -> dict[int, float]:
    """When each of the promises was first due, in epoch seconds."""
    rows = Promise.objects.filter(id__in=ids) if len(ids) < 500 else Promise.objects.filter(id__gte=min(ids))
    return {row[0]: row[1].timestamp() for row in rows.values_list("id", "first_due_at") if row[0] in ids}


def keepers_beating() -> int:
    return Epoch.objects.filter(role="keeper", ended_at=None, beat__gt=0).count()


def kept_count(first: int) -> int:
    """How many promises from the id `first` on have been kept."""
    return Promise.objects.filter(id__gte=first, state=State.KEPT).count()


def tried_twice() -> int:
    """How many promises have more than one attempt."""
    return Attempt.objects.values("promise_id").annotate(times=Count("id")).filter(times__gt=1).count()


def wait_for_notes(count: int, seconds: float) -> None:
    """Until so many starts have been noted in all, or the time is over. Ends this thread's connection."""
    deadline = time.monotonic() + seconds
    while count_noted() < count and time.monotonic() < deadline:
        time.sleep(0.1)
    connection.close()
