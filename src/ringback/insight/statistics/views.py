"""The pages of the figures: the whole with a table, the table as a file, and the requests behind a figure."""

import csv
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.lines import inert
from ringback.desk.chart import Column, columns
from ringback.doors.website.behind import MOST, Came, requests_behind
from ringback.doors.website.services import sites_of
from ringback.insight.statistics import asking, keep, reports
from ringback.insight.statistics.reports import Asked, Row, Table
from ringback.insight.statistics.rules import Figures
from ringback.insight.statistics.spans import between


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the chart: all requests, and of them those that came to a conversation."""

    title: str
    asked: Column | None
    answered: Column | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table with the page and the query of what is behind its figures; "" where nothing can be opened."""

    row: Row
    opened: str
    behind: str


@member_page("calls.see")
@require_GET
def figures(request: MemberRequest) -> HttpResponse:
    """What sites bring, over a time, taken apart one way (MISSION W15, W20); the figures alone for htmx."""
    today = reports.today_of(request.actor.organisation_id)
    asked, table = asking.read(request.GET.dict(), today), asking.table_of(request.GET.dict())
    counted_at = keep.counted_at(request.actor.organisation_id)
    report = reports.report(request.actor, asked, table)
    shown = {
        "report": report,
        "asked": asked,
        "span": asking.span_of(asked, today),
        "spans": reports.SPANS,
        "table": table,
        "tables": [(one, asking.address(asked, by=one.slug)) for one in reports.TABLES.values()],
        "lines": [Line(row, opened_by(row), row_address(asked, table, row)) for row in report.rows],
        "whole": asking.address(asked),
        "bars": _bars(report.days),
        "most": max((row.figures.requests for row in report.days), default=0),
        "sites": sites_of(request.actor),
        "counted_at": counted_at,
        "here": asking.address(asked, by=table.slug),
    }
    part = request.headers.get("HX-Target") == "figures"
    return render(request, "insight/statistics/_figures.html" if part else "insight/statistics/figures.html", shown)


@member_page("calls.see")
@require_GET
def table_csv(request: MemberRequest) -> HttpResponse:
    """The whole table as a file for spreadsheets."""
    today = reports.today_of(request.actor.organisation_id)
    asked, table = asking.read(request.GET.dict(), today), asking.table_of(request.GET.dict())
    name = f"figures-{table.slug}-{asked.first}-{asked.last}.csv"
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
    answer.write("\ufeff")  # without it spreadsheets take UTF-8 for something older
    csv.writer(answer).writerows(_csv(table, reports.rows_of(request.actor, asked, table)))
    return answer


def _csv(table: Table, rows: list[Row]) -> Iterator[list[object]]:
    yield [
        table.slug,
        "visits",
        "page_views",
        "requests",
        "answered",
        "missed",
        "waiting",
        "seconds_to_talk_p50",
        "seconds_to_talk_p95",
        "talk_seconds",
    ]
    for row in rows:
        one = row.figures
        waits = [round(wait, 1) if (wait := one.waited(share)) is not None else "" for share in (0.5, 0.95)]
        counts = [one.entries, one.views, one.requests, one.answered, one.missed, one.waiting]
        yield [inert(row.name), *counts, *waits, one.talk_seconds]


@member_page("calls.see")
@require_GET
def behind(request: MemberRequest) -> HttpResponse:
    """The requests behind a figure, newest first."""
    given = request.GET.dict()
    asked = asking.read(given, reports.today_of(request.actor.organisation_id))
    came = Came.REQUESTS
    with suppress(ValueError):
        came = Came(given.get("came", ""))
    keys = [int(key) for key in request.GET.getlist("key")[: reports.MOST_KEYS] if key.isdecimal() and len(key) < 20]
    before = given.get("before", "")
    found = requests_behind(
        request.actor,
        between(request.actor.organisation_id, asked.first, asked.last),
        site_id=asked.site_id,
        came=came,
        of=given.get("by", ""),
        keys=keys,
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    )
    more = {"by": given.get("by"), "key": keys or None, "name": given.get("name"), "came": came}
    shown = {
        "asked": asked,
        "rows": found,
        "name": given.get("name", "")[:300],
        "title": {Came.ANSWERED: _("Answered requests"), Came.MISSED: _("Missed requests")}.get(came, _("Requests")),
        "back": asking.address(asked, by=given.get("by")),
        "next": asking.address(asked, **more, before=found[-1].id) if len(found) == MOST else "",
    }
    return render(request, "insight/statistics/behind.html", shown)


def opened_by(row: Row) -> str:
    """The page that shows what is behind a row."""
    return reverse("voice:calls" if row.callers else "insight:statistics-behind")


def row_address(asked: Asked, table: Table, row: Row) -> str:
    """The query of what is behind a row, without what came of it; "" where its keys are gone."""
    if row.callers:
        queued = "on" if table.slug == "queue" else None
        return asking.address(asked, way="in", group=row.keys[0], queued=queued) if row.keys[0] else ""
    if row.day is not None:
        return asking.address(Asked(row.day, row.day, asked.site_id), name=row.name)
    if table.slug == "site":
        return asking.address(Asked(asked.first, asked.last, row.keys[0]), name=row.name) if row.keys else ""
    return asking.address(asked, by=table.slug, key=list(row.keys), name=row.name) if row.keys else ""


def _bars(days: list[Row]) -> list[Bar]:
    most = max((row.figures.requests for row in days), default=0)

    def heights(counts: list[int]) -> list[Column | None]:
        return columns([count / most if count else None for count in counts])

    asked = heights([row.figures.requests for row in days])
    answered = heights([row.figures.answered for row in days])
    # Found and translated once: a year has very many bars.
    said = _("%(asked)s requests, %(answered)s answered")
    return [
        Bar(_title(row.day, row.figures, said), *pair)
        for row, *pair in zip(days, asked, answered, strict=True)
        if row.day is not None
    ]


def _title(day: date, figures: Figures, said: str) -> str:
    counts = {"asked": formats.number_format(figures.requests), "answered": formats.number_format(figures.answered)}
    return f"{formats.date_format(day, 'DATE_FORMAT')}: {said % counts}"
