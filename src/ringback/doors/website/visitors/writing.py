"""Writing page views, visits and goals: a statement a table for a whole batch."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from django.db import connection

from ringback.base.database import plain_rows
from ringback.doors.website.visitors import returning, rules
from ringback.doors.website.visitors.events import Event, Happened, register
from ringback.doors.website.visitors.models import PageView, SiteEvent, Standing, Visit
from ringback.doors.website.visitors.returning import Back
from ringback.doors.website.visitors.rules import Entry
from ringback.doors.website.visitors.vocabulary import Vocabulary

MOST_SECONDS = 4 * 3600


class ViewEvent(Event, tag="view", frozen=True):
    """A page was opened. `referrer` as the browser gives it."""

    page: str
    referrer: str = ""


class LeaveEvent(Event, tag="leave", frozen=True):
    """A page is left, or out of sight: so many seconds it was in sight so far. The largest one counts."""

    seconds: Annotated[float, msgspec.Meta(ge=0)]


class GoalEvent(Event, tag="goal", frozen=True):
    """Something the site wants was done: "phone" (a telephone link), "form", or a name that the site gave."""

    goal: str


def register_kinds() -> None:
    """Let pages send these; doing so again changes nothing."""
    register(ViewEvent, write_views)
    register(LeaveEvent, write_leaves)
    register(GoalEvent, write_goals)


class _VisitRow(msgspec.Struct):
    id: int
    site_id: int
    at: datetime
    last_at: datetime
    visitor_id: int | None
    standing: int
    page_id: int
    source_id: int
    place_id: int
    device_id: int
    views: int
    network: str


class _ViewRow(msgspec.Struct):
    key: int
    site_id: int
    at: datetime
    page_id: int
    visit_id: int | None


class _GoalRow(msgspec.Struct):
    site_id: int
    at: datetime
    view: int
    kind: str
    label: str


def write_views(batch: Sequence[Happened]) -> None:
    """Page views, the visits they begin or go on with, and the words that both point to."""
    backs, vocabulary = returning.known(batch), Vocabulary()
    views: list[_ViewRow] = []
    visits: list[_VisitRow] = []
    for one in batch:
        seen = rules.seen(one.event.page, one.event.referrer, one.site.origins)
        if seen is None:
            continue
        page = vocabulary.page(one.site.id, seen.path).id
        back = backs.get(one.view)
        visit = back.visit if back is not None else one.view if seen.entry is not None else None
        if visit == one.view:
            visits.append(_visit(one, page, seen.entry or rules.UNKNOWN, back, vocabulary))
        views.append(_ViewRow(one.view, one.site.id, one.at, page, visit))
    vocabulary.store()
    plain_rows.insert_missing(Visit, visits)
    plain_rows.insert_missing(PageView, views)
    returning.note(backs.values())


def _visit(one: Happened, page: int, entry: Entry, back: Back | None, vocabulary: Vocabulary) -> _VisitRow:
    return _VisitRow(
        id=one.view,
        site_id=one.site.id,
        at=one.at,
        last_at=one.at,
        visitor_id=back.visitor.pk if back is not None else None,
        standing=int(back.standing if back is not None else Standing.UNKNOWN),
        page_id=page,
        source_id=vocabulary.source(one.site.id, entry).id,
        place_id=vocabulary.place(one.place).id,
        device_id=vocabulary.device(one.device).id,
        views=1,
        network=one.network,
    )


_LEFT = """
    UPDATE website_pageview SET seconds = %s
     WHERE key = %s AND site_id = %s AND (seconds IS NULL OR seconds < %s)
"""


def write_leaves(batch: Sequence[Happened]) -> None:
    """How long pages were in sight."""
    rows = sorted((one.view, one.site.id, min(int(one.event.seconds), MOST_SECONDS)) for one in batch)
    with connection.cursor() as cursor:
        cursor.executemany(_LEFT, [(seconds, view, site_id, seconds) for view, site_id, seconds in rows])


def write_goals(batch: Sequence[Happened]) -> None:
    """Goals, each once a view."""
    made = [_GoalRow(one.site.id, one.at, one.view, "goal", rules.line(one.event.goal, 60)) for one in batch]
    plain_rows.insert_missing(SiteEvent, made)
