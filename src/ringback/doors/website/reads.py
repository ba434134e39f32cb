"""What the desk shows of sites and their requests. Read-only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise as Text
from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import Actor, require_reach
from ringback.base.kit import clock, phones
from ringback.base.kit.errors import NotFoundError
from ringback.desk.callers import Fact
from ringback.desk.cards import Line
from ringback.doors.website import rules
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.rules import Shown
from ringback.doors.website.services import shown_progress, sites_of
from ringback.doors.website.writing import reads as written


class Word(NamedTuple):
    """A state in words, and its tone on the desk."""

    label: str | Text
    tone: str


WORDS: dict[str, Word] = {
    "received": Word(_("Waiting for a line"), "wait"),
    "scheduled": Word(_("Wants to be called later"), "wait"),
    "queued": Word(_("Waits for somebody to be free"), "wait"),
    "calling_agent": Word(_("Ringing your agents"), "live"),
    "agent_answered": Word(_("Agent answered"), "live"),
    "calling_you": Word(_("Ringing the visitor"), "live"),
    "connected": Word(_("Talking"), "live"),
    "ended": Word(_("Talked"), "good"),
    "nobody_free": Word(_("Nobody of yours was free"), "bad"),
    "you_did_not_answer": Word(_("Visitor did not answer"), ""),
    "you_were_busy": Word(_("Visitor's line was busy"), ""),
    "number_wrong": Word(_("Wrong number"), ""),
    "not_possible": Word(_("Could not be called"), "bad"),
    "cancelled": Word(_("Called off"), ""),
}


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request as a list shows it. `waited_seconds`: to the conversation, or so far (MISSION W20).

    `wished_at`: the time they chose, while it is to come: so long nobody waits.
    """

    id: int
    site: str
    site_id: int
    who: str
    page: str
    created_at: datetime
    word: Word
    waited_seconds: float
    waits: bool
    talked: bool
    retry_at: datetime | None
    wished_at: datetime | None


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site in the list."""

    site: Site
    requests_today: int
    open_now: int

    @property
    def state(self) -> Word:
        if self.site.paused:
            return Word(_("Paused"), "wait")
        if self.site.group_id is None:
            return Word(_("Rings nobody"), "bad")
        if self.site.seen_at is None:
            return Word(_("Not seen on a page yet"), "wait")
        return Word(_("On air"), "good")


def sites(actor: Actor) -> list[SiteRow]:
    """The sites within the actor's reach, with what came through them in the last day: two queries."""
    found = sites_of(actor, "setup.edit")
    since = clock.now() - timedelta(days=1)
    counted = (
        CallbackRequest.objects.filter(site__in=[site.pk for site in found], created_at__gt=since)
        .values_list("site_id")
        .annotate(made=Count("id"), waiting=Count("id", filter=Q(open_phone__isnull=False)))
    )
    counts = {site_id: (made, waiting) for site_id, made, waiting in counted}
    return [SiteRow(site, *counts.get(site.pk, (0, 0))) for site in found]


@dataclass(frozen=True, slots=True)
class CallbackRow:
    """One request as programs get it; `phone` is masked where numbers may not be seen."""

    id: int
    site: str
    phone: str
    name: str
    page: str
    referrer: str
    state: str
    final: bool
    created_at: datetime
    connected_at: datetime | None
    retry_at: datetime | None
    seconds_waited: float


def callbacks(actor: Actor, *, site_key: str = "", before: int | None = None, most: int = 50) -> list[CallbackRow]:
    """Requests within the actor's reach, newest first, `before` a request's id; at most `most`."""
    rows = _within(actor)
    if site_key:
        rows = rows.filter(site__key=site_key)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _callback_rows(actor, rows.order_by("-id")[:most])


def callback(actor: Actor, request_id: int) -> CallbackRow:
    """One request. Raises NotFoundError when it is not within the actor's reach."""
    found = _callback_rows(actor, _within(actor).filter(id=request_id))
    if not found:
        raise NotFoundError("There is no such callback.")
    return found[0]


def _within(actor: Actor) -> QuerySet[CallbackRequest]:
    reach = require_reach(actor, "calls.see")
    rows = CallbackRequest.objects.filter(organisation_id=actor.organisation_id, promise__isnull=False)
    return (rows if reach.everywhere else rows.filter(site_id__in=reach.ids("site"))).select_related("site")


def _callback_rows(actor: Actor, rows: QuerySet[CallbackRequest]) -> list[CallbackRow]:
    found = [row for row in rows if row.promise_id is not None]
    shown = shown_progress({row.promise_id: row.waits_from for row in found if row.promise_id is not None})
    now = clock.now()
    return [_callback_row(actor, row, shown[row.promise_id], now) for row in found if row.promise_id in shown]


def _callback_row(actor: Actor, row: CallbackRequest, shown: Shown, now: datetime) -> CallbackRow:
    clear = actor.may("numbers.see", ("site", row.site_id))
    return CallbackRow(
        id=row.pk,
        site=row.site.key,
        phone=row.phone if clear else phones.masked(row.phone),
        name=row.name,
        page=row.page,
        referrer=row.referrer,
        state=shown.state,
        final=shown.final,
        created_at=row.created_at,
        connected_at=shown.connected_at,
        retry_at=shown.retry_at,
        seconds_waited=round(shown.waited(row.waits_from, now), 1),
    )


def recent(actor: Actor, *, site_id: int | None = None, most: int = 20) -> list[RequestRow]:
    """The newest requests within the actor's reach, newest first, with how they stand."""
    rows = _within(actor)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    return request_rows(actor, list(rows.order_by("-id")[:most]))


def request_rows(actor: Actor, requests: Iterable[CallbackRequest]) -> list[RequestRow]:
    """Requests as a list shows them, in their order; those whose promise is gone are left out. Three queries."""
    requests = list(requests)
    shown = shown_progress({row.promise_id: row.waits_from for row in requests if row.promise_id is not None})
    now = clock.now()
    return [_row(actor, row, shown[row.promise_id], now) for row in requests if row.promise_id in shown]


def _row(actor: Actor, row: CallbackRequest, shown: Shown, now: datetime) -> RequestRow:
    clear = actor.may("numbers.see", ("site", row.site_id))
    number = phones.shown(row.phone) if clear else phones.masked(row.phone)
    return RequestRow(
        id=row.pk,
        site=row.site.name,
        site_id=row.site_id,
        who=f"{row.name}, {number}" if row.name else number,
        page=rules.page_words(row.page),
        created_at=row.created_at,
        word=WORDS[shown.state],
        waited_seconds=shown.waited(row.waits_from, now),
        waits=not shown.final and shown.connected_at is None,
        talked=shown.connected_at is not None,
        retry_at=shown.retry_at,
        wished_at=row.wished_at if row.wished_at and row.wished_at > now and not shown.final else None,
    )


def lines(organisation_id: int, promise_ids: Iterable[int]) -> dict[int, Line]:
    """What Today says of this door's promises: where the visitor asked or wrote, and on which page."""
    promise_ids = list(promise_ids)
    rows = CallbackRequest.objects.filter(organisation_id=organisation_id, promise_id__in=promise_ids)
    return {
        promise_id: Line(_("Callback from {site}").format(site=site), rules.page_words(page))
        for promise_id, site, page in rows.values_list("promise_id", "site__name", "page")
        if promise_id is not None
    } | written.lines(organisation_id, promise_ids)


def caller_facts(organisation_id: int, promise_id: int) -> list[Fact]:
    """What is known of who asked for a call: site, page, and the site they came from (MISSION W10)."""
    rows = CallbackRequest.objects.filter(organisation_id=organisation_id, promise_id=promise_id)
    request = rows.select_related("site").first()
    if request is None:
        return []
    return [
        Fact(_("Site"), request.site.name),
        Fact(_("Page"), rules.page_words(request.page) or rules.host_of(request.page), request.page),
        Fact(_("Came from"), rules.source_words(request.page, request.referrer)),
        Fact(_("City"), request.city),
    ]
