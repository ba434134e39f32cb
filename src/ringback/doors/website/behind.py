"""The requests behind a figure: those of some days that came from here, or were rung there. Read-only.

What is shown is read from what was noted when the day was counted, so that it agrees with the figure. Each kind of
thing is asked for apart, by an index in the order of the list: however many there are, and however few of them came to
something, nothing is looked at that is not shown.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from ringback.base.accounts.services import Actor
from ringback.base.database import queries
from ringback.base.database.queries import among, instant
from ringback.doors.website.daily import within_reach
from ringback.doors.website.models import CallbackRequest, Whom
from ringback.doors.website.models import Came as Outcome
from ringback.doors.website.reads import RequestRow, request_rows
from ringback.doors.website.visitors.models import Standing

MOST = 50
# More sites are not asked one by one.
_MOST_SITES = 20


class Came(StrEnum):
    """What came of a request."""

    REQUESTS = "requests"
    ANSWERED = "answered"
    MISSED = "missed"


_OUTCOMES = {
    Came.REQUESTS: tuple(Outcome),
    Came.ANSWERED: (Outcome.ANSWERED,),
    Came.MISSED: (Outcome.MISSED,),
}
_ORIGIN = {
    "hour": "hour",
    "page": "page",
    "source": "source",
    "campaign": "source",
    "query": "source",
    "city": "place",
    "device": "device",
    "visitors": "standing",
}
_REACHED = {"agent": Whom.AGENT, "queue": Whom.QUEUE}


def requests_behind(
    actor: Actor,
    span: tuple[datetime, datetime],
    *,
    site_id: int | None = None,
    came: Came = Came.REQUESTS,
    of: str = "",
    keys: Collection[int] = (),
    before: int | None = None,
) -> list[RequestRow]:
    """Requests made from `span`'s beginning until before its end, newest first; at most `MOST`.

    `of` says what `keys` are: "page", "source", "city", "device", "visitors", "agent", "queue" or "hour"; "" for any.
    Raises NotAllowedError.
    """
    sites = within_reach(actor, site_id)
    if not sites:
        return []
    among_all, given = _within(sites, span, before)
    branches, params = [], []
    for table, those, own in _apart(of, keys, _OUTCOMES[came], sites):
        branches.append(
            f"SELECT * FROM (SELECT at, request_id FROM {table} WHERE {those} AND {among_all} {_NEWEST}) AS one"
        )
        params += [*own, *given]
    # Whom a request reached, it may have reached twice: UNION takes it once.
    found = queries.fetch(f"SELECT request_id FROM ({' UNION '.join(branches)}) AS each {_NEWEST}", params)
    chosen = [pk for (pk,) in found]
    rows = CallbackRequest.objects.filter(promise__isnull=False).select_related("site").in_bulk(chosen)
    return request_rows(actor, [rows[pk] for pk in chosen if pk in rows])


_NEWEST = f"ORDER BY at DESC, request_id DESC LIMIT {MOST}"


def _within(sites: list[int], span: tuple[datetime, datetime], before: int | None) -> tuple[str, list[Any]]:
    """What all of them have in common, and its parameters."""
    said = f"site_id {among()} AND at >= %s AND at < %s"
    given: list[Any] = [queries.ids(sites), instant(span[0]), instant(span[1])]
    if before is None:
        return said, given
    at = CallbackRequest.objects.filter(id=before, site_id__in=sites).values_list("created_at", flat=True).first()
    if at is None:  # it has gone since
        return f"{said} AND request_id < %s", [*given, before]
    return f"{said} AND (at, request_id) < (%s, %s)", [*given, instant(at), before]


def _apart(
    of: str, keys: Collection[int], outcomes: Collection[Outcome], sites: list[int]
) -> Iterator[tuple[str, str, list[int]]]:
    """The things to be asked for: a table, a condition with equal signs alone, and its parameters."""
    if of in _REACHED and keys:
        table, said, given = "website_requestreached", f'whom = {_REACHED[of]:d} AND "key"', list(keys)
    elif of in _ORIGIN and keys:
        table, said, given = "website_requestorigin", _ORIGIN[of], list(keys)
    elif len(sites) <= _MOST_SITES:
        table, said, given = "website_requestorigin", "site_id", sites
    else:
        table, said, given = "website_requestorigin", "standing", [int(one) for one in Standing]
    for key in given:
        for outcome in outcomes:
            yield table, f"{said} = %s AND came = %s", [key, int(outcome)]
