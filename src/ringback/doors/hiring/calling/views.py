"""The call card on the desk, and how the candidates of an opening are called."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import place_of
from ringback.base.kit.errors import ConflictError, FieldError, StoppedError
from ringback.doors.hiring.calling import card as cards
from ringback.doors.hiring.calling import reads, services
from ringback.doors.hiring.calling.forms import OutcomeForm, PlanForm
from ringback.doors.hiring.calling.models import CandidateCall
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import ContactValues, application_of, change_contact, contact_of
from ringback.doors.hiring.openings.services import opening_of


@member_page("hiring.see")
@require_http_methods(["GET", "POST"])
def card(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """Everything on one screen before dialling, and during the call (MISSION H25); a POST does what its `do` says."""
    application = application_of(request.actor, application_id)
    timezone.activate(place_of(application.organisation_id)[0])
    if request.method == "GET":
        return _page(request, application)
    deeds: dict[str, Callable[[MemberRequest, Application], HttpResponseBase]] = {
        "call": _call,
        "other": _call,
        "answered": _answered,
        "end": _end,
    }
    deed = deeds.get(request.POST.get("do", ""))
    return (
        _page(request, application, _("Choose one of the buttons."), 422)
        if deed is None
        else deed(request, application)
    )


def _page(
    request: MemberRequest,
    application: Application,
    problem: str = "",
    status: int = 200,
    form: OutcomeForm | None = None,
) -> HttpResponse:
    shown = cards.gather(request.actor, application, request.GET.get("way", ""))
    values = {"card": shown, "opening": application.opening, "problem": problem, "form": form or OutcomeForm()}
    return render(request, "hiring/calling/card.html", values, status=status)


def _call(request: MemberRequest, application: Application) -> HttpResponseBase:
    other = request.POST.get("do") == "other"
    try:
        services.call_candidate(request.actor, application.pk, request.POST.get("way", ""), other_phone=other)
    except FieldError as error:
        return _page(request, application, f"{_(error.problem)} {_(error.mend)}", 422)
    except (ConflictError, StoppedError) as error:
        return _page(request, application, str(error), 409)
    messages.success(
        request, _("Dial now. Press “They answered” when they do.") if other else _("Your phone rings first.")
    )
    return redirect("hiring:call", application.pk)


def _answered(request: MemberRequest, application: Application) -> HttpResponseBase:
    services.answered(request.actor, application.pk)
    return redirect("hiring:call", application.pk)


def _end(request: MemberRequest, application: Application) -> HttpResponseBase:
    form = OutcomeForm(request.POST)
    questions = cards.asked(application)
    ended: list[CandidateCall] = []
    if not form.is_valid() or not form.saved(
        lambda: ended.append(services.end_call(request.actor, application.pk, form.values(questions)))
    ):
        return _page(request, application, status=422, form=form)
    if ended[0].outcome == CandidateCall.Outcome.AGREED:
        messages.success(request, _("Noted. Now the invitation: it stays on Today until it is sent."))
        return redirect("hiring:interview-plan", application.pk)
    messages.success(request, _("Noted."))
    return redirect("hiring:application", application.pk)


@member_page("hiring.see")
@require_GET
def line(request: MemberRequest, application_id: int) -> HttpResponse:
    """How far the call has come, and its time; fetched again when calls change."""
    application = application_of(request.actor, application_id)
    return render(request, "hiring/calling/_line.html", {"card": cards.line_of(request.actor, application)})


@member_page("hiring.act")
@require_POST
def interest(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """How much they seem to care; a doubtful one is asked aloud to confirm (MISSION H33)."""
    said = request.POST.get("interest", "")
    services.note_interest(request.actor, application_id, int(said) if said in set("1234") else 0)
    application = application_of(request.actor, application_id)
    if request.headers.get("HX-Request") != "true":
        return redirect("hiring:call", application_id)
    shown = cards.gather(request.actor, application, "")
    return render(request, "hiring/calling/_interest.html", {"card": shown})


@member_page("hiring.act")
@require_POST
def email(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """The address letter by letter, as it is typed; "confirm" keeps it, and notes when (MISSION H34)."""
    application = application_of(request.actor, application_id, "hiring.act")
    typed, error = request.POST.get("email", "").strip()[:254], ""
    if request.POST.get("do") == "confirm":
        error = _confirm(request, application, typed)
        application = application_of(request.actor, application_id)
        if request.headers.get("HX-Request") != "true" and not error:
            return redirect("hiring:call", application_id)
    letters = request.POST.get("do") == "spell"
    shown = {"card": cards.address_of(request.actor, application, typed), "error": error}
    template = "hiring/calling/_letters.html" if letters else "hiring/calling/_email.html"
    return render(request, template, shown, status=200 if not error or request.headers.get("HX-Request") else 422)


def _confirm(request: MemberRequest, application: Application, typed: str) -> str:
    contact = contact_of(application)
    if typed.lower() != contact.email:
        values = ContactValues(
            application.name, typed, application.phone, application.city, application.zone, application.language
        )
        try:
            change_contact(request.actor, application.pk, values)
        except FieldError as error:
            return f"{_(error.problem)} {_(error.mend)}"
    try:
        services.confirm_email(request.actor, application.pk)
    except (FieldError, ConflictError) as error:
        return f"{_(error.problem)} {_(error.mend)}" if isinstance(error, FieldError) else str(error)
    return ""


@member_page("hiring.edit")
@require_http_methods(["GET", "POST"])
def plan(request: MemberRequest, opening_id: int) -> HttpResponseBase:
    """Which call an opening's candidates get, and what they are asked."""
    opening = opening_of(request.actor, opening_id, "hiring.edit")
    now = services.plan_of(opening_id)
    form = PlanForm(request.POST or None, initial={"way": now.way, "questions": "\n".join(now.questions)})
    if form.is_valid() and form.saved(lambda: services.save_plan(request.actor, opening_id, form.values())):
        messages.success(request, _("Saved."))
        return redirect("hiring:call-plan", opening_id)
    shown: dict[str, Any] = {"opening": opening, "form": form, "chosen": cards.why_way(opening, now)}
    return render(request, "hiring/calling/plan.html", shown, status=422 if form.errors else 200)


def panel(request: MemberRequest, application: Application) -> str:
    """The way to the card, and earlier calls, on one application's page."""
    if application.person_id is None:
        return ""
    shown = {
        "application": application,
        "past": reads.past(application),
        "open": services.open_call(application),
        "confirmed_at": reads.confirmed_at(application),
        "may_act": request.actor.may("hiring.act", ("opening", application.opening_id)),
    }
    return render_to_string("hiring/calling/_panel.html", shown, request)
