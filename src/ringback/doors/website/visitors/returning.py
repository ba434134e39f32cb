"""Visits of those who agreed to be recognised: which page views are one visit, and who has come back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from ringback.doors.website.visit_token import Token
from ringback.doors.website.visitors import alerts
from ringback.doors.website.visitors.events import Happened
from ringback.doors.website.visitors.models import Standing, Visit, Visitor

# A visit ends when nothing was looked at for so long.
PAUSE = timedelta(minutes=30)


@dataclass(slots=True)
class Back:
    """A known visitor within one batch: the visit they are in, when it was last seen, and which views it got."""

    visitor: Visitor
    visit: int
    at: datetime
    views: int = 0
    away: timedelta = timedelta()
    begun: Happened | None = None
    standing: Standing = Standing.RETURNING


def number_in(token: Token | None) -> int | None:
    """The number of the visitor that a token names, if it names one."""
    try:
        return int(token.visitor, 16) if token is not None and token.visitor else None
    except ValueError:
        return None


def known(batch: Sequence[Happened]) -> dict[int, Back]:
    """Who of a batch is known, by the keys of their views. No query for a batch of strangers."""
    wanted = {visitor_id for one in batch if (visitor_id := number_in(one.token)) is not None}
    if not wanted:
        return {}
    visitors = {row.pk: row for row in Visitor.objects.filter(id__in=wanted)}
    backs: dict[int, Back] = {}
    views: dict[int, Back] = {}
    for one in sorted(batch, key=lambda one: one.at):
        visitor = visitors.get(number_in(one.token) or 0)
        if visitor is None or visitor.organisation_id != one.site.organisation_id:
            continue
        back = backs.setdefault(visitor.pk, Back(visitor, visitor.visit or one.view, visitor.seen_at))
        if visitor.visit is None or one.at - back.at > PAUSE:
            _begin(back, one)
        back.at = max(back.at, one.at)
        back.views += 1
        views[one.view] = back
    return views


def _begin(back: Back, one: Happened) -> None:
    """A new visit. It is still their first when it is the one they were first recognised in."""
    first = back.visitor.visit is None and one.at - back.visitor.created_at <= PAUSE
    back.standing = Standing.NEW if first else Standing.RETURNING
    back.visit, back.views, back.begun, back.away = one.view, 0, one, one.at - back.at
    back.visitor.visit = one.view
    back.visitor.visits += 0 if first else 1


def note(backs: Collection[Back]) -> None:
    """Write how far their visits have come. In the batch's transaction, after its rows."""
    for back in sorted({id(back): back for back in backs}.values(), key=lambda back: back.visitor.pk):
        visitor = back.visitor
        Visitor.objects.filter(id=visitor.pk).update(visit=back.visit, seen_at=back.at, visits=visitor.visits)
        more = back.views - (1 if back.begun is not None else 0)
        Visit.objects.filter(id=back.visit).update(last_at=back.at, views=F("views") + more)
        if back.begun is not None and back.standing is Standing.RETURNING:
            alerts.tell(visitor, back.begun, back.away)
