"""The pages of the figures: table and chart, the same as a file, the people behind, and two periods compared."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.lines import inert
from ringback.doors.hiring.figures import asking, charts, comparing, reads, rules
from ringback.doors.hiring.figures.asking import Asked, Part
from ringback.doors.hiring.figures.reads import Row
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.openings.services import opening_of, openings_of

MOST_PAGES = 1000
_COLUMNS = (rules.CAME, rules.LATE, rules.NO_SHOW, rules.DECLINED, rules.OFF, rules.OPEN)


@member_page("hiring.see")
@require_GET
def figures(request: MemberRequest) -> HttpResponse:
    """What became of agreed interviews, taken apart one way (MISSION H38)."""
    asked = _asked(request)
    rows = reads.table(request.actor, asked)
    shown = {
        "asked": asked,
        "whole": charts.line(asked, rules.added(row.counts for row in rows)),
        "lines": [charts.line(asked, row.counts, row) for row in rows[: reads.MOST_ROWS]],
        "more": len(rows) - reads.MOST_ROWS,
        "bars": charts.bars(asked, rows) if asked.by in rules.TIMES else [],
        "most": max((row.counts.agreed for row in rows), default=0),
        "table": reads.TABLES[asked.by],
        "tables": [(slug, one.title, _address(asked, slug)) for slug, one in reads.TABLES.items()],
        "reasons": Interview.NoShow.choices,
        "query": asking.address(asked),
        **_choices(request, asked),
    }
    return render(request, "hiring/figures/figures.html", shown)


@member_page("hiring.see")
@require_GET
def of_opening(request: MemberRequest, opening_id: int) -> HttpResponseBase:
    """The figures of one opening: a year back, week by week."""
    opening = opening_of(request.actor, opening_id)
    query = f"opening={opening.pk}&days={asking.SPANS[-1]}"
    return redirect(f"{reverse('hiring:figures')}?{query}")


@member_page("hiring.see")
@require_GET
def table_csv(request: MemberRequest) -> HttpResponse:
    """The whole table as a file for spreadsheets."""
    asked = _asked(request)
    name = f"interviews-{asked.by}-{asked.first}-{asked.last}.csv"
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
    answer.write("\ufeff")  # without it spreadsheets take UTF-8 for something older
    csv.writer(answer).writerows(_csv(asked.by, reads.table(request.actor, asked)))
    return answer


def _csv(by: str, rows: list[Row]) -> Iterator[list[object]]:
    reasons = Interview.NoShow.values
    yield [by, "agreed", *_COLUMNS, *(f"no_show_{reason}" for reason in reasons)]
    for row in rows:
        one = row.counts
        counts = [one.of(what) for what in _COLUMNS] + [one.reasons.get(reason, 0) for reason in reasons]
        yield [inert(row.name), one.agreed, *counts]


@member_page("hiring.see")
@require_GET
def behind(request: MemberRequest) -> HttpResponse:
    """The interviews behind a number."""
    given = request.GET.dict()
    asked, part = _asked(request), asking.part_of(given, Interview.NoShow.values)
    rows = reads.behind(request.actor, asked, part)
    count, page = rows.count(), max(1, min(asking.number_in(given.get("page", "")) or 1, MOST_PAGES))
    end = page * reads.MOST_LISTED
    shown = {
        "asked": asked,
        "rows": list(rows[end - reads.MOST_LISTED : end]),
        "count": count,
        "what": charts.words_of(part),
        "name": _named(request, asked, part),
        "back": asking.address(asked),
        "next": asking.address(asked, part, page=page + 1) if count > end and page < MOST_PAGES else "",
    }
    return render(request, "hiring/figures/behind.html", shown)


@member_page("hiring.see")
@require_GET
def compared(request: MemberRequest) -> HttpResponse:
    """Two periods beside one another, and whether they differ by more than chance (MISSION H39)."""
    asked = _asked(request)
    before, after, change, weeks = asking.periods(request.GET.dict(), reads.today_of(request.actor), asked)
    lines = comparing.lines(before, after, reads.counted(request.actor, before), reads.counted(request.actor, after))
    shown = {
        "asked": asked,
        "before": before,
        "after": after,
        "change": change,
        "weeks": weeks,
        "choices": asking.WEEKS,
        "lines": [one for one in lines if not one.reason],
        "reasons": [one for one in lines if one.reason and one.counted],
        "overlapping": before.last >= after.first,
        "some": any(one.counted for one in lines),
        **_choices(request, asked),
    }
    return render(request, "hiring/figures/compared.html", shown)


def _asked(request: MemberRequest) -> Asked:
    return asking.read(request.GET.dict(), reads.today_of(request.actor), reads.TABLES)


def _address(asked: Asked, by: str) -> str:
    return asking.address(Asked(asked.first, asked.last, by, asked.opening_id, asked.recruiter_id))


def _named(request: MemberRequest, asked: Asked, part: Part) -> str:
    if part.key is None or asked.by in rules.TIMES:
        return ""
    return reads.name_of(request.actor, asked.by, part.key)


def _choices(request: MemberRequest, asked: Asked) -> dict[str, Any]:
    """What the form above the figures lets choose from."""
    openings = openings_of(request.actor)
    chosen = openings.filter(id=asked.opening_id).first() if asked.opening_id is not None else None
    return {
        "openings": openings.order_by("title", "id"),
        "recruiters": reads.recruiters(request.actor),
        "spans": asking.SPANS,
        "span": (asked.last - asked.first).days + 1,
        "opening": chosen,
    }
