"""Counting those of whom nothing else is kept."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection

from ringback.base.kit import clock

_COUNT = """
    INSERT INTO website_daycount (site_id, day, kind, count) VALUES (%s, %s, %s, %s)
        ON CONFLICT (site_id, day, kind) DO UPDATE SET count = website_daycount.count + excluded.count
"""


def count(beacons: Iterable[tuple[int, str]]) -> None:
    """Count beacons by (site id, kind: "bot" or "quiet"). In the caller's transaction."""
    counts = Counter(beacons)
    if not counts:
        return
    day = clock.now().date().isoformat()
    rows = [(site_id, day, kind, number) for (site_id, kind), number in sorted(counts.items())]
    with connection.cursor() as cursor:
        cursor.executemany(_COUNT, rows)
