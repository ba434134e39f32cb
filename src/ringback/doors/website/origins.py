"""Where requests came from, whom they reached and what came of them, kept beside them: noted whenever their day is
counted, never while somebody asks."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from ringback.base.database import many_rows, queries
from ringback.base.database.queries import among, ids, instant, marks
from ringback.doors.website.models import Came, RequestReached, Whom

__all__ = ["Came", "Reached", "Whom", "note", "note_reached"]

_KEYS = ("page", "source", "place", "device", "standing")
# What has not changed is not written (a day is counted many times), nor what is not known any more.
_NOTE = """\
INSERT INTO website_requestorigin AS noted (request_id, site_id, at, hour, came, page, source, place, device, standing)
SELECT r.id, r.site_id, r.created_at, {hour},
CASE WHEN r.id {among} THEN {Came.ANSWERED:d} WHEN r.id {among} THEN {Came.MISSED:d} ELSE {Came.WAITS:d} END,
looked.page_id, visit.source_id, visit.place_id, visit.device_id, COALESCE(visit.standing, 0)
FROM website_callbackrequest r
LEFT JOIN website_pageview looked ON looked.key = r.view
LEFT JOIN website_visit visit ON visit.id = looked.visit_id
WHERE r.site_id IN ({sites}) AND r.created_at >= %s AND r.created_at < %s AND r.promise_id IS NOT NULL
ON CONFLICT (request_id) DO UPDATE SET at = excluded.at, hour = excluded.hour, came = excluded.came, {renewed}
WHERE noted.at IS NULL OR noted.hour <> excluded.hour OR noted.came <> excluded.came
OR (excluded.page IS NOT NULL AND ({changed}))"""


class Reached(NamedTuple):
    """A request's way to an agent or into a queue, and what came of it there."""

    request_id: int
    site_id: int
    at: datetime
    whom: Whom
    key: int
    came: Came


def note(
    sites: Collection[int],
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    *,
    answered: Collection[int],
    missed: Collection[int],
) -> None:
    """Note it for the requests made from `since` until before `until`; all of them have one from then on.

    `answered`, `missed`: the ids of which that is so. Where the page view is not kept any more, what was noted of it
    stays. In a transaction.
    """
    if not sites:
        return
    hour, hour_params = connection.ops.datetime_extract_sql("hour", "r.created_at", (), zone.key)
    renewed = ", ".join(
        f"{key} = CASE WHEN excluded.page IS NULL THEN noted.{key} ELSE excluded.{key} END" for key in _KEYS
    )
    changed = " OR ".join(f"COALESCE(noted.{key}, 0) <> COALESCE(excluded.{key}, 0)" for key in _KEYS)
    statement = _NOTE.format(
        hour=hour, among=_among(), sites=marks(len(sites)), renewed=renewed, changed=changed, Came=Came
    )
    given = [*hour_params, ids([*answered]), ids([*missed]), *sites, instant(since), instant(until)]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def note_reached(requests: Collection[int], reached: Collection[Reached]) -> None:
    """Note whom these requests reached, and nobody else. In a transaction."""
    columns = ("request_id", "site_id", "at", "whom", "key", "came")
    names = ", ".join(f'"{name}"' for name in columns)
    found = queries.fetch(
        f"SELECT id, {names} FROM website_requestreached WHERE request_id {among()}", [ids([*requests])]
    )
    noted = {(request_id, whom, key, came): pk for pk, request_id, _site, _at, whom, key, came in found}
    wanted = {(one.request_id, one.whom, one.key, one.came): one for one in reached}
    RequestReached.objects.filter(id__in=[pk for one, pk in noted.items() if one not in wanted]).delete()
    fresh = [_row(one) for known, one in wanted.items() if known not in noted]
    many_rows.insert_all(RequestReached, columns, fresh)


def _row(one: Reached) -> list[Any]:
    return [one.request_id, one.site_id, instant(one.at), int(one.whom), one.key, int(one.came)]


def _among() -> str:
    """As `among`, hashed also where the plan is kept: a day may have very many."""
    return "IN (SELECT unnest(%s::bigint[]))" if connection.vendor == "postgresql" else among()
