"""What the desk shows of visits: who is on the sites now, today's visits, and the way somebody took."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.accounts.services import Actor, place_of, require_reach
from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.visitors.models import DayCount, PageView, Standing, Visit

LIVE = timedelta(minutes=5)
MOST_VISITS = 60
MOST_PAGES = 12

SOURCES = {
    "search": gettext_lazy("Search"),
    "social": gettext_lazy("Social network"),
    "mail": gettext_lazy("Mail"),
    "ads": gettext_lazy("Advertisement"),
    "referral": gettext_lazy("Link"),
    "direct": gettext_lazy("Direct"),
    "unknown": gettext_lazy("Not known"),
}
DEVICES = {
    "phone": gettext_lazy("Phone"),
    "tablet": gettext_lazy("Tablet"),
    "computer": gettext_lazy("Computer"),
    "other": gettext_lazy("Other device"),
}


@dataclass(frozen=True, slots=True)
class Looked:
    """One page that was looked at."""

    path: str
    at: datetime
    seconds: int | None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit as a list shows it. `who` is empty where nobody is known, or may not be named to this member."""

    id: int
    site: str
    at: datetime
    live: bool
    source: str
    query: str
    place: str
    device: str
    standing: str
    who: str
    person_id: int | None
    pages: list[Looked] = field(default_factory=list)
    more_pages: int = 0


@dataclass(frozen=True, slots=True)
class Today:
    """Today's visits, newest first, and their figures."""

    rows: list[VisitRow]
    live: int
    visits: int
    views: int
    returning: int
    uncounted: int


def today(actor: Actor, site_id: int | None = None) -> Today:
    """What happened today (by the organisation's clock) on the sites within the actor's reach, or on one of them."""
    sites = _sites(actor)
    if site_id is not None:
        sites = [site for site in sites if site == site_id]
    now = clock.now()
    zone = ZoneInfo(place_of(actor.organisation_id)[0])
    since = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    visits = Visit.objects.filter(site_id__in=sites, at__gte=since)
    counted = visits.aggregate(
        visits=Count("id"),
        returning=Count("id", filter=Q(standing=Standing.RETURNING)),
        live=Count("id", filter=Q(last_at__gt=now - LIVE)),
    )
    uncounted = DayCount.objects.filter(site_id__in=sites, day=now.date()).aggregate(all=Sum("count"))["all"]
    return Today(
        rows=_rows(actor, visits.order_by("-at")[:MOST_VISITS], now),
        live=counted["live"],
        visits=counted["visits"],
        views=PageView.objects.filter(site_id__in=sites, at__gte=since).count(),
        returning=counted["returning"],
        uncounted=uncounted or 0,
    )


def visit(actor: Actor, visit_id: int) -> tuple[VisitRow, list[VisitRow]]:
    """One visit, and the earlier ones of the same visitor. Raises NotFoundError when it is out of the actor's reach."""
    found = Visit.objects.filter(id=visit_id, site_id__in=_sites(actor))
    rows = _rows(actor, found, clock.now(), most_pages=200)
    if not rows:
        raise NotFoundError(_("There is no such visit."))
    theirs = Visit.objects.filter(visitor__in=found.filter(visitor__isnull=False).values("visitor"))
    earlier = theirs.filter(site_id__in=_sites(actor)).exclude(id=visit_id).order_by("-at")[:20]
    return rows[0], _rows(actor, earlier, clock.now())


def visit_behind(actor: Actor, promise_id: int) -> VisitRow | None:
    """The visit in which a callback was asked for; None where nothing is known of it (MISSION W10)."""
    asked = CallbackRequest.objects.filter(organisation_id=actor.organisation_id, promise_id=promise_id)
    view = PageView.objects.filter(key__in=asked.exclude(view=None).values("view"), site_id__in=_sites(actor)).first()
    if view is None or view.visit_id is None:
        return None
    return next(iter(_rows(actor, Visit.objects.filter(id=view.visit_id), clock.now(), most_pages=30)), None)


def _sites(actor: Actor) -> list[int]:
    reach = require_reach(actor, "calls.see")
    sites = Site.objects.filter(organisation_id=actor.organisation_id)
    if not reach.everywhere:
        sites = sites.filter(id__in=reach.ids("site"))
    return list(sites.values_list("id", flat=True))


def _rows(actor: Actor, visits: "QuerySet[Visit]", now: datetime, most_pages: int = MOST_PAGES) -> list[VisitRow]:
    found = list(visits.select_related("site", "source", "place", "device", "visitor__person"))
    looked = _looked(one.pk for one in found)
    return [_row(actor, one, looked.get(one.pk, []), now, most_pages) for one in found]


def _looked(visit_ids: Iterable[int]) -> dict[int, list[Looked]]:
    views = PageView.objects.filter(visit_id__in=list(visit_ids)).order_by("at")
    found: dict[int, list[Looked]] = {}
    for visit_id, path, at, seconds in views.values_list("visit_id", "page__path", "at", "seconds"):
        found.setdefault(visit_id or 0, []).append(Looked(path, at, seconds))
    return found


def _row(actor: Actor, one: Visit, looked: list[Looked], now: datetime, most_pages: int) -> VisitRow:
    person = one.visitor.person if one.visitor is not None else None
    named = person is not None and actor.may("people.see", ("site", one.site_id))
    return VisitRow(
        id=one.pk,
        site=one.site.name,
        at=one.at,
        live=one.last_at > now - LIVE,
        source=source_words(one),
        query=one.source.query,
        place=", ".join(filter(None, (one.place.city, one.place.country))),
        device=str(DEVICES.get(one.device.kind, "")),
        standing=str(Standing(one.standing).label) if one.standing else "",
        who=(person.name or str(_("Known"))) if named and person is not None else "",
        person_id=person.pk if named and person is not None else None,
        pages=looked[:most_pages],
        more_pages=max(0, len(looked) - most_pages),
    )


def source_words(one: Visit) -> str:
    """Where a visit came from, in words: "Search: google · spring"."""
    kind = str(SOURCES.get(one.source.kind, one.source.kind))
    return " · ".join(filter(None, (f"{kind}: {one.source.label}" if one.source.label else kind, one.source.campaign)))
