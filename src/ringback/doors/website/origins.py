"""Where requests came from, kept beside them: noted whenever their day is counted, never while somebody asks."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from ringback.base.database.queries import instant, marks

_KEYS = ("page", "source", "place", "device", "standing")
# What has not changed is not written (a day is counted many times), nor what is not known any more.
_NOTE = """\
INSERT INTO website_requestorigin (request_id, site_id, page, source, place, device, standing)
SELECT r.id, r.site_id, looked.page_id, visit.source_id, visit.place_id, visit.device_id, COALESCE(visit.standing, 0)
FROM website_callbackrequest r
LEFT JOIN website_pageview looked ON looked.key = r.view
LEFT JOIN website_visit visit ON visit.id = looked.visit_id
WHERE r.site_id IN ({sites}) AND r.created_at >= %s AND r.created_at < %s
ON CONFLICT (request_id) DO UPDATE SET {renewed} WHERE excluded.page IS NOT NULL AND ({changed})"""


def note(sites: Collection[int], since: datetime, until: datetime) -> None:
    """Note it for the requests made from `since` until before `until`; all of them have one from then on.

    Where the page view is not kept any more, what was noted earlier stays. In a transaction.
    """
    if not sites:
        return
    renewed = ", ".join(f"{key} = excluded.{key}" for key in _KEYS)
    changed = " OR ".join(f"COALESCE(website_requestorigin.{key}, 0) <> COALESCE(excluded.{key}, 0)" for key in _KEYS)
    statement = _NOTE.format(sites=marks(len(sites)), renewed=renewed, changed=changed)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*sites, instant(since), instant(until)])
