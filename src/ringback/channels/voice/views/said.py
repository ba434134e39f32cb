"""What is said of a call: its disposition by one key, the note as it is typed, its worth, the next step."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import organisation_of
from ringback.base.kit import clock, money
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.channels.voice import reads, saying, services
from ringback.channels.voice.forms import SaidForm

MORNING = time(9, 0)
PLACES = ("page", "pop", "mine")


@member_page("calls.act")
@require_POST
def dispose(request: MemberRequest, call_id: str) -> HttpResponseBase:
    """What a call came to."""
    form = SaidForm(request.POST)
    if not form.is_valid():
        raise FieldError("disposition", _("There is no such result."), _("Choose one of the buttons."))
    note = form.cleaned_data["note"] if "note" in request.POST else None
    services.dispose(request.actor, call_id, form.cleaned_data["disposition"], note)
    messages.success(request, _("Saved."))
    return _part(request, call_id, "voice/_said_buttons.html")


@member_page("calls.act")
@require_POST
def note(request: MemberRequest, call_id: str) -> HttpResponseBase:
    """The note as it stands while somebody types."""
    services.keep_note(request.actor, call_id, request.POST.get("note", ""))
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect("voice:call", call_id)


@member_page("calls.act")
@require_POST
def value(request: MemberRequest, call_id: str) -> HttpResponseBase:
    """What the lead is worth."""
    typed = request.POST.get("value", "")[:20]
    problem = ""
    try:
        services.value_lead(request.actor, call_id, money.amount(typed), request.POST.get("currency", "")[:3])
    except FieldError as error:
        problem = error.words
    more = {"problem": problem, "worth": typed} if problem else {}
    return _part(request, call_id, "voice/_said_value.html", more)


@member_page("calls.act")
@require_POST
def again(request: MemberRequest, call_id: str) -> HttpResponseBase:
    """The next step: the member calls again, as promised."""
    timezone.activate(organisation_of(request.actor).zone)
    when = request.POST.get("when", "")
    more: dict[str, Any] = {"when": when}
    try:
        promise = services.call_again(request.actor, call_id, _time(when, request.POST.get("at", "")))
        more["promised_at"] = promise.due_at
    except (FieldError, ConflictError) as error:
        more["again_problem"] = error.words
    return _part(request, call_id, "voice/_said_again.html", more)


def _time(when: str, at: str) -> datetime:
    """The instant that was chosen, by the organisation's clock. Raises FieldError."""
    now = timezone.localtime(clock.now())
    if when == "hours":
        return now + timedelta(hours=2)
    if when in ("tomorrow", "monday"):
        days = 1 if when == "tomorrow" else 7 - now.weekday()
        return timezone.make_aware(datetime.combine(now.date() + timedelta(days=days), MORNING))
    try:
        read = parse_datetime(at)
    except ValueError:
        read = None
    if read is None:
        raise FieldError("at", _("This is no time."), _("Choose a day and an hour."))
    return read if timezone.is_aware(read) else timezone.make_aware(read)


def _part(request: MemberRequest, call_id: str, template: str, more: dict[str, Any] | None = None) -> HttpResponseBase:
    """The part alone for htmx, in the place it was sent from; the call's page otherwise."""
    row = reads.call(request.actor, call_id).row
    if request.headers.get("HX-Request") != "true":
        return redirect("voice:call", call_id)
    where = request.headers.get("HX-Target", "").partition("-")[0]
    values = saying.shown(row, request.actor, where if where in PLACES else "page")
    return render(request, template, values | (more or {}))
