"""The public page behind the link in a confirmation: looking changes nothing, a pressed button does (MISSION W6)."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ringback.base.kit import phones
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.base.kit.tongues import Tongue
from ringback.doors.website.choosing import changing
from ringback.doors.website.choosing.changing import Booking
from ringback.doors.website.slots import saying
from ringback.doors.website.slots.services import TakenError

Days = list[tuple[str, list[tuple[str, str]]]]


# The link itself proves who may: it is opened out of a message, where no cookie is.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def chosen(request: HttpRequest, link: str) -> HttpResponse:
    """GET shows how the call stands, for scanners follow links; POST moves it or calls it off."""
    try:
        booking = changing.find(link)
    except NotFoundError:
        wishes = (translation.get_language() or "", *request.headers.get("Accept-Language", "").split(","))
        return _shown(request, saying.VOCABULARY.tongue("UTC", *wishes), {"step": "wrong"}, 404)
    note, status = "", 200
    if request.method == "POST":
        try:
            booking, note = _changed(request, booking)
        except TakenError:
            note, status = "gone", 409
        except (ConflictError, FieldError):
            booking, note, status = changing.find(link), "changed", 409
    return _shown(request, booking.tongue, {"note": note} | _values(booking), status)


def _changed(request: HttpRequest, booking: Booking) -> tuple[Booking, str]:
    """What a pressed button does. Raises FieldError for what no button sends."""
    generation = _number(request.POST.get("generation", ""))
    if request.POST.get("do") == "move":
        return changing.move(booking, generation, _instant(request.POST.get("at", ""))), "moved"
    if request.POST.get("do") == "cancel":
        return changing.call_off(booking, generation), ""
    raise FieldError("do", "There is no such button.", "")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text[:40])
    except ValueError:
        raise FieldError("at", "This is no time.", "") from None
    if at.tzinfo is None:
        raise FieldError("at", "This is no time.", "")
    return at


def _values(booking: Booking) -> dict[str, object]:
    """What the page shows of a callback: never the whole number."""
    spoken = booking.tongue
    words = spoken.words
    values: dict[str, object] = {
        "step": _step(booking),
        "organisation": booking.site.organisation_name,
        "on": words["on"].format(number=f"\u2066{phones.masked(booking.request.phone)}\u2069"),
        "generation": booking.generation,
        "may_move": booking.may_move,
    }
    if booking.due_at is not None:
        values |= {"day": spoken.day(booking.due_at), "time": spoken.clock(booking.due_at)}
        values["by"] = words["by"].format(zone=f"{spoken.zone.key} ({spoken.zone_name(booking.due_at)})")
    if booking.may_move:
        values["days"] = _days(changing.offers(booking).times, spoken)
    return values


def _step(booking: Booking) -> str:
    if booking.may_change:
        return "waiting"
    if not booking.shown.final:
        return "calling"
    return "cancelled" if booking.shown.state == "cancelled" else "over"


def _days(times: Iterable[datetime], spoken: Tongue) -> Days:
    """The times by day, each as it is sent and as it is read; an hour that comes twice has its clock's name behind."""
    days: Days = []
    for day, of_day in groupby(times, spoken.day):
        read = [(at.isoformat(), spoken.clock(at), spoken.zone_name(at)) for at in of_day]
        twice = {clock for _at, clock, _zone in read if [one[1] for one in read].count(clock) > 1}
        days.append((day, [(at, f"{clock} {zone}" if clock in twice else clock) for at, clock, zone in read]))
    return days


def _shown(request: HttpRequest, spoken: Tongue, values: dict[str, object], status: int) -> HttpResponse:
    with translation.override(spoken.language):
        page = {**values, "words": spoken.words, "page_language": spoken.language}
        response = render(request, "website/slots/chosen.html", page, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response
