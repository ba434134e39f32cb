"""The candidate's page of an interview: looking changes nothing, a pressed button does (MISSION H37)."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ringback.base.edge.addresses import client_of_page, household
from ringback.base.edge.limits import SlidingLimit
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.base.kit.tongues import Tongue
from ringback.doors.hiring.interviews import rules, saying, services
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services import OPEN, TakenError

Days = list[tuple[str, list[tuple[str, str]]]]

MOST_OF_ONE_SENDER = 40
_changed = SlidingLimit(600)


# The link itself proves who may: it is opened out of a message, where no cookie is.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def interview(request: HttpRequest, link: str) -> HttpResponse:
    """GET shows how it stands, for scanners follow links; POST books, confirms, moves or declines."""
    try:
        found = services.by_link(link)
    except NotFoundError:
        wishes = (translation.get_language() or "", *request.headers.get("Accept-Language", "").split(","))
        return _shown(request, saying.VOCABULARY.tongue("UTC", *wishes), {"step": "wrong"}, 404)
    note, status = "", 200
    if request.method == "POST":
        if _changed.take(household(client_of_page(request)), MOST_OF_ONE_SENDER) is not None:
            return _shown(request, services.tongue_of(found), _values(found, "changed"), 429)
        try:
            note = _change(request, found)
        except TakenError:
            note, status = "gone", 409
        except (ConflictError, FieldError):
            note, status = "changed", 409
        found = services.by_link(link)
    return _shown(request, services.tongue_of(found), _values(found, note), status)


@require_http_methods(["GET", "HEAD"])
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A member's interviews for their calendar program, behind an address that only they know."""
    try:
        content = services.feed(token)
    except NotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="interviews.ics"'
    add_never_cache_headers(response)
    return response


def _change(request: HttpRequest, found: Interview) -> str:
    """What a pressed button does, and what is said of it. Raises FieldError for what no button sends."""
    sequence, wanted = _number(request.POST.get("sequence", "")), request.POST.get("do")
    if wanted == "choose":
        services.choose(found.pk, sequence, _instant(request.POST.get("at", "")))
        return "booked" if found.state == Interview.State.OFFERED else "moved"
    if wanted == "confirm":
        services.confirm(found.pk, sequence, "link")
        return ""
    if wanted == "decline":
        services.decline(found.pk, sequence, request.POST.get("why", ""))
        return ""
    raise FieldError("do", "There is no such button.", "")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text[:40])
    except ValueError:
        raise FieldError("at", "This is no time.", "") from None
    if at.tzinfo is None:
        raise FieldError("at", "This is no time.", "")
    return at


def _values(found: Interview, note: str) -> dict[str, object]:
    """What the page shows of an interview."""
    spoken, step = services.tongue_of(found), _step(found)
    values: dict[str, object] = {
        "step": step,
        "note": note,
        "opening": found.application.opening,
        "interview": found,
        "said": services.said(found),
        "online": found.online_url,
        "rain": services.rain_words(found),
        "length": spoken.words["minutes"].format(minutes=found.minutes),
        "may_move": found.sequence < rules.MOST_CHANGES,
    }
    if found.starts_at is not None:
        values |= {"day": spoken.day(found.starts_at), "time": spoken.clock(found.starts_at)}
    if step in OPEN and values["may_move"]:
        values["days"] = days_of(services.times_for(found), spoken)
        at = found.starts_at or clock.now()
        values["by"] = spoken.words["by"].format(zone=f"{spoken.zone.key} ({spoken.zone_name(at)})")
    return values


def _step(found: Interview) -> str:
    if found.state in OPEN:
        begun = found.starts_at is not None and found.starts_at <= clock.now()
        return "over" if begun else str(found.state)
    ended = (Interview.State.DECLINED, Interview.State.CANCELLED)
    return str(found.state) if found.state in ended else "over"


def days_of(times: Iterable[datetime], spoken: Tongue) -> Days:
    """The times by day, each as it is sent and as it is read; an hour that comes twice has its clock's name behind."""
    days: Days = []
    for day, of_day in groupby(times, spoken.day):
        read = [(at.isoformat(), spoken.clock(at), spoken.zone_name(at)) for at in of_day]
        clocks = [shown for _at, shown, _zone in read]
        days.append((day, [(at, f"{one} {zone}" if clocks.count(one) > 1 else one) for at, one, zone in read]))
    return days


def _shown(request: HttpRequest, spoken: Tongue, values: dict[str, object], status: int) -> HttpResponse:
    with translation.override(spoken.language):
        page = {**values, "words": spoken.words, "page_language": spoken.language}
        response = render(request, "hiring/interviews/chosen.html", page, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response
