"""Calendars: the list, the editor, exceptions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import organisation_of
from ringback.base.edge.forms import show_refusal
from ringback.base.kit.errors import FieldError
from ringback.core.hours import norms, reads, services, week_form, words
from ringback.core.hours.forms import CalendarForm, ExceptionForm
from ringback.core.hours.models import Calendar, Scope
from ringback.core.hours.reads import Named
from ringback.core.hours.rules import week_of
from ringback.core.hours.week_form import DayRow


@require_safe
@member_page("setup.edit")
def calendars(request: MemberRequest) -> HttpResponse:
    """All calendars and how they stand now, and the permitted window; the list alone for htmx."""
    part = request.headers.get("HX-Target") == "calendars"
    window = services.window_of(request.actor.organisation_id)
    shown = {
        "rows": reads.calendars(request.actor),
        "may_add": bool(reads.without_calendar(request.actor)),
        "window": window,
        "window_words": words.week_words(window.week),
    }
    return render(request, "hours/_calendars.html" if part else "hours/calendars.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def calendar(request: MemberRequest, calendar_id: int | None = None) -> HttpResponseBase:
    """One calendar, or a new one; `?for=member:5` chooses whose."""
    found = None if calendar_id is None else services.calendar_of(request.actor, calendar_id)
    form = _form(request, found)
    rows = _rows(request, found)
    if request.method == "POST" and form.is_valid():
        saved = _save(request, form, rows, calendar_id)
        if saved is not None:
            messages.success(request, _("The hours are saved."))
            return redirect(_after(request, saved) if found else reverse("hours:calendar", args=[saved.pk]))
    status = 422 if form.errors or any(row.error for row in rows) else 200
    return render(request, "hours/calendar.html", _shown(request, found, form, rows), status=status)


@require_POST
@member_page()
def delete(request: MemberRequest, calendar_id: int) -> HttpResponseBase:
    """Delete a calendar."""
    found = services.calendar_of(request.actor, calendar_id)
    services.delete_calendar(request.actor, calendar_id)
    messages.success(request, _("The hours are deleted."))
    return redirect(_after(request, found))


@require_POST
@member_page()
def add_exception(request: MemberRequest, calendar_id: int) -> HttpResponseBase:
    """Close days, or give them other hours."""
    found = services.calendar_of(request.actor, calendar_id)
    form = ExceptionForm(request.POST)
    if form.is_valid() and form.saved(lambda: _add(request, calendar_id, form)):
        messages.success(request, _("The exception is saved."))
        return redirect(reverse("hours:calendar", args=[calendar_id]) + "#exceptions")
    shown = _shown(request, found, _unsent(request, found), week_form.rows_of(week_of(found.weekly)))
    return render(request, "hours/calendar.html", shown | {"exception_form": form}, status=422)


@require_POST
@member_page()
def delete_exception(request: MemberRequest, calendar_id: int, exception_id: int) -> HttpResponseBase:
    """Let the week hold again."""
    services.delete_exception(request.actor, calendar_id, exception_id)
    messages.success(request, _("The exception is deleted."))
    return redirect(reverse("hours:calendar", args=[calendar_id]) + "#exceptions")


def _add(request: MemberRequest, calendar_id: int, form: ExceptionForm) -> None:
    given = form.cleaned_data
    last_day = given["last_day"] or given["first_day"]
    services.add_exception(request.actor, calendar_id, given["first_day"], last_day, form.spans(), note=given["note"])


def _save(request: MemberRequest, form: CalendarForm, rows: list[DayRow], calendar_id: int | None) -> Calendar | None:
    """The saved calendar, or None with the refusal beside its field or its day."""
    try:
        return services.save_calendar(request.actor, calendar_id, form.values(week_form.week_of(rows)))
    except FieldError as error:
        if error.field.startswith("day"):
            week_form.mark(rows, {error.field: error.words})
        else:
            show_refusal(form, error, {"scope": "reach"})
    return None


def _rows(request: MemberRequest, found: Calendar | None) -> list[DayRow]:
    if request.method == "POST":
        return week_form.sent_rows(request.POST)
    return week_form.rows_of(norms.working_week() if found is None else week_of(found.weekly))


def _form(request: MemberRequest, found: Calendar | None) -> CalendarForm:
    if request.method != "POST":
        return _unsent(request, found)
    return CalendarForm(request.POST, choices=_choices(request, found), home_zone=organisation_of(request.actor).zone)


def _unsent(request: MemberRequest, found: Calendar | None) -> CalendarForm:
    own = organisation_of(request.actor)
    initial: dict[str, Any] = {"holiday_country": own.country, "reach": request.GET.get("for", "")}
    if found is not None:
        initial = {name: getattr(found, name) for name in ("zone", "holiday_country", "holiday_region")}
    return CalendarForm(choices=_choices(request, found), home_zone=own.zone, initial=initial)


def _choices(request: MemberRequest, found: Calendar | None) -> list[Named]:
    if found is None:
        return reads.without_calendar(request.actor)
    return [Named(f"{found.scope}:{found.scope_id}", "")]


def _shown(request: MemberRequest, found: Calendar | None, form: CalendarForm, rows: list[DayRow]) -> dict[str, Any]:
    shown: dict[str, Any] = {"calendar": found, "form": form, "rows": rows}
    if found is not None:
        shown |= {
            "row": reads.row_of(found),
            "exceptions": reads.exceptions(found),
            "exception_form": ExceptionForm(),
        }
    shown["back"] = _back(request, found)
    return shown


def _back(request: MemberRequest, found: Calendar | None) -> tuple[str, str]:
    """Where somebody came from: the address, and its name."""
    if found is not None and found.scope == Scope.MEMBER:
        return _after(request, found), _("Time off")
    if not request.actor.reach("setup.edit"):
        return reverse("hours:you"), _("Time off")
    return reverse("hours:calendars"), _("Hours")


def _after(request: MemberRequest, found: Calendar) -> str:
    if found.scope != Scope.MEMBER:
        return reverse("hours:calendars")
    if found.scope_id == request.actor.member_id:
        return reverse("hours:you")
    return reverse("hours:member", args=[found.scope_id])
