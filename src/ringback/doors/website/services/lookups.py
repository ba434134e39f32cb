"""The reads of the hot path, in SQL: the same rows as through the ORM at a tenth of its cost."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from ringback.doors.website.rules import Earlier

_EARLIER = (
    "SELECT id, promise_id, site_id, token, phone, open_phone, idempotency_key, created_at "
    "FROM website_callbackrequest WHERE organisation_id = %s AND phone = %s "
    "AND (created_at > %s OR open_phone IS NOT NULL)"
)
_SAME_KEY = (
    " UNION SELECT id, promise_id, site_id, token, phone, open_phone, idempotency_key, created_at "
    "FROM website_callbackrequest WHERE site_id = %s AND idempotency_key = %s"
)
_RECENT = (
    "SELECT count(*) FROM "
    "(SELECT 1 FROM website_callbackrequest WHERE site_id = %s AND created_at > %s LIMIT %s) AS made"
)
_PROMISED = "UPDATE website_callbackrequest SET promise_id = %s WHERE id = %s"


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(sql, [adapt(value) if isinstance(value, datetime) else value for value in values])
        return list(cursor.fetchall())


def _moment(value: datetime | str) -> datetime:
    """An instant as the database gives it: SQLite keeps UTC without saying so, and text where it unites two reads."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read if read.tzinfo is not None else read.replace(tzinfo=UTC)


def earlier(organisation_id: int, site_id: int, phone: str, key: str | None, since: datetime) -> list[Earlier]:
    """The requests that a new one may repeat or counts together with: same number since then or open, or same key."""
    sql, values = _EARLIER, [organisation_id, phone, since]
    if key is not None:
        sql, values = sql + _SAME_KEY, [*values, site_id, key]
    return [
        Earlier(request_id, promise_id, site, token, number, open_phone is not None, its_key, _moment(created_at))
        for request_id, promise_id, site, token, number, open_phone, its_key, created_at in _rows(sql, values)
    ]


def made_since(site_id: int, since: datetime, most: int) -> int:
    """How many requests the site has had since then, counting no further than `most`."""
    return int(_rows(_RECENT, [site_id, since, most])[0][0])


def note_promise(request_id: int, promise_id: int) -> None:
    """Tie a request to the promise that was made for it."""
    with connection.cursor() as cursor:
        cursor.execute(_PROMISED, [promise_id, request_id])
