"""The requests behind a figure: those of some days that came from here, or were rung there. Read-only."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractHour

from ringback.base.accounts.services import Actor, place_of
from ringback.doors.website.daily import within_reach
from ringback.doors.website.models import CallbackRequest
from ringback.doors.website.reads import RequestRow, request_rows

MOST = 50


class Came(StrEnum):
    """What came of a request."""

    REQUESTS = "requests"
    ANSWERED = "answered"
    MISSED = "missed"


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
    rows = CallbackRequest.objects.filter(site_id__in=sites, promise__isnull=False)
    if of in _ORIGIN and keys:  # the site once more: it is in the index of the origins
        rows = rows.filter(**{f"origin__{_ORIGIN[of]}__in": list(keys)}, origin__site_id__in=sites)
    rows = rows.filter(created_at__gte=span[0], created_at__lt=span[1])
    if of == "hour" and keys:
        rows = _at_hours(rows, keys, actor.organisation_id)
    if of == "queue" and keys:
        rows = rows.filter(Exists(_waited(keys)))
    if of == "agent" and keys:
        rows = rows.filter(Exists(_rang(keys, came)))
    elif came is not Came.REQUESTS:
        rows = rows.alias(talked=_talked()).filter(talked=came is Came.ANSWERED)
        if came is Came.MISSED:
            rows = rows.exclude(closed_at=None)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return request_rows(actor, rows.select_related("site").order_by("-id")[:MOST])


def _talked() -> Coalesce:
    """Whether a call of the request's promise came to a conversation, through the models' own links.

    Asked of one request after the other, newest first: of EXISTS, PostgreSQL may make a join of a million of them to
    show fifty, and of a plain subquery that is NULL it believes that hardly any is.
    """
    talks = CallbackRequest.objects.filter(id=OuterRef("id"), promise__calls__connected_at__isnull=False)
    return Coalesce(Subquery(talks.annotate(yes=Value(True)).values("yes")[:1]), Value(False))


Rows = QuerySet[CallbackRequest]


def _at_hours(rows: Rows, keys: Collection[int], organisation_id: int) -> Rows:
    zone = ZoneInfo(place_of(organisation_id)[0])
    hour = ExtractHour(F("created_at"), tzinfo=zone)
    # As a choice: of a bare comparison PostgreSQL believes that hardly any is so, and would sort all of them.
    here = Case(When(hour__in=list(keys), then=Value(True)), default=Value(False))
    return rows.alias(hour=hour).alias(here=here).filter(here=True)


def _rang(keys: Collection[int], came: Came) -> QuerySet[CallbackRequest]:
    """Calls of the request in which these agents' phones were rung: "answered" by them, "missed" by them."""
    calls = CallbackRequest.objects.filter(id=OuterRef("id"))
    if came is Came.ANSWERED:
        return calls.filter(promise__calls__agent_id__in=list(keys), promise__calls__connected_at__isnull=False)
    rung = Q(promise__calls__legs__agent_id__in=list(keys))
    if came is Came.MISSED:
        agent, other = "promise__calls__agent_id", F("promise__calls__legs__agent_id")
        rung &= (
            Q(promise__calls__connected_at__isnull=True)
            | Q(**{f"{agent}__isnull": True})
            | Q(**{f"{agent}__lt": other})
            | Q(**{f"{agent}__gt": other})
        )
    return calls.filter(rung)


def _waited(keys: Collection[int]) -> QuerySet[CallbackRequest]:
    calls = {"promise__calls__group_id__in": list(keys), "promise__calls__queued_at__isnull": False}
    return CallbackRequest.objects.filter(id=OuterRef("id"), **calls)


_ORIGIN = {
    "page": "page",
    "source": "source",
    "campaign": "source",
    "query": "source",
    "city": "place",
    "device": "device",
    "visitors": "standing",
}
