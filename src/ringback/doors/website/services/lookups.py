"""The reads of the hot path, in SQL: the same rows as through the ORM at a tenth of its cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from ringback.base.accounts.services import dialling_on
from ringback.base.database.gathered import Ids, reserved, reserving
from ringback.channels.messages import services as messages
from ringback.core.people import services as people
from ringback.core.promises import services as promises
from ringback.doors.website import rules
from ringback.doors.website.models import CallbackRequest
from ringback.doors.website.rules import Earlier
from ringback.doors.website.services.snapshots import SiteFacts

# In the order in which they refer to each other.
_WRITTEN = (*people.ASKING_ROWS, CallbackRequest, *promises.MAKING_ROWS)

_EARLIER = (
    "SELECT id, promise_id, site_id, token, phone, open_phone, idempotency_key, created_at, wished_at "
    "FROM website_callbackrequest WHERE organisation_id = %s AND phone = %s "
    "AND (created_at > %s OR open_phone IS NOT NULL)"
)
# One read, since somebody waits: the requests, and a row without a token for all else: how many the site has had, the
# ids to come, whether dialling is on and anybody listens.
_GROUND = (
    "SELECT id, promise_id, site_id, token, phone, open_phone, idempotency_key, created_at, wished_at, "
    "NULL AS ids, NULL AS dialled, NULL AS heard FROM ({earlier}) AS made UNION ALL "
    "SELECT count(*), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, {ids}, {dialled}, {heard} FROM "
    "(SELECT 1 FROM website_callbackrequest WHERE site_id = %s AND created_at > %s LIMIT %s) AS recent"
)
_SAME_KEY = (
    " UNION SELECT id, promise_id, site_id, token, phone, open_phone, idempotency_key, created_at, wished_at "
    "FROM website_callbackrequest WHERE site_id = %s AND idempotency_key = %s"
)
_PROMISED = "UPDATE website_callbackrequest SET promise_id = %s WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands when somebody asks: `earlier` requests, how many the site had `recent`ly, `ids` for new rows.

    `dialled`: dialling is on. `heard`: some program of the organisation is told of what happens.
    """

    earlier: list[Earlier]
    recent: int
    ids: Ids
    dialled: bool
    heard: bool


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(sql, [adapt(value) if isinstance(value, datetime) else value for value in values])
        return list(cursor.fetchall())


def _moment(value: datetime | str) -> datetime:
    """An instant as the database gives it: SQLite keeps UTC without saying so, and text where it unites two reads."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read if read.tzinfo is not None else read.replace(tzinfo=UTC)


def ground(site: SiteFacts, phone: str, key: str | None, now: datetime) -> Ground:
    """What is asked before a request is written: the requests that a new one may repeat or counts together with (same
    number within a day or open, or same key), and how many the site has had, counting no further than it takes.
    """
    sql, values = _EARLIER, [site.organisation_id, phone, now - rules.DAY]
    if key is not None:
        sql, values = sql + _SAME_KEY, [*values, site.id, key]
    dialled, dialled_values = dialling_on(site.organisation_id)
    heard, heard_values = messages.somebody_listens(site.organisation_id)
    values += [*dialled_values, *heard_values, site.id, now - rules.HOUR, site.most_per_site_hour]
    sql = _GROUND.format(earlier=sql, ids=reserving(_WRITTEN), dialled=dialled, heard=heard)
    rows = _rows(sql, values)
    *_, ids, is_on, is_heard = rest = next(row for row in rows if row[3] is None)
    earlier = [_earlier(*row[:9]) for row in rows if row[3] is not None]
    return Ground(earlier, int(rest[0]), reserved(_WRITTEN, ids), dialled=bool(is_on), heard=bool(is_heard))


def _earlier(
    request_id: int,
    promise_id: int | None,
    site_id: int,
    token: str,
    phone: str,
    open_phone: str | None,
    key: str | None,
    created_at: datetime | str,
    wished_at: datetime | str | None,
) -> Earlier:
    wished = _moment(wished_at) if wished_at else None
    is_open = open_phone is not None
    return Earlier(request_id, promise_id, site_id, token, phone, is_open, key, _moment(created_at), wished)


def note_promise(request: CallbackRequest, promise_id: int) -> None:
    """Tie a request to the promise that was made for it."""
    with connection.cursor() as cursor:
        cursor.execute(_PROMISED, [promise_id, request.pk])
    request.promise_id = promise_id
