"""Goodbyes, blockers and who waits, on the desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import member_names, place_of
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import application_of
from ringback.doors.hiring.goodbye import panel, reads, services
from ringback.doors.hiring.goodbye.forms import BlockerForm, HandOverForm, MannersForm
from ringback.doors.hiring.openings.services import opening_of


@member_page("hiring.act")
@require_POST
def goodbye(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """Promise an answer, or move the promise."""
    application = application_of(request.actor, application_id, "hiring.act")
    timezone.activate(place_of(application.organisation_id)[0])
    names = member_names(application.organisation_id)
    moved = bool(services.open_promises([application_id]))
    form = panel.goodbye_form(request, application, names, moved, request.POST)
    if form.is_valid() and form.saved(lambda: services.say_goodbye(request.actor, application_id, form.values())):
        messages.success(request, _("It is promised, and stands on the list until it is kept."))
        return redirect("hiring:application", application_id)
    return _again(request, application, {"goodbye_form": form})


@member_page("hiring.act")
@require_POST
def block(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """Note whose decision is awaited."""
    application = application_of(request.actor, application_id, "hiring.act")
    timezone.activate(place_of(application.organisation_id)[0])
    names = member_names(application.organisation_id)
    form = BlockerForm(request.POST, members=names, auto_id="blocker_%s")
    if form.is_valid() and form.saved(lambda: services.block(request.actor, application_id, form.values())):
        messages.success(request, _("Noted: everybody sees whom the answer waits for."))
        return redirect("hiring:application", application_id)
    return _again(request, application, {"blocker_form": form})


@member_page("hiring.see")
@require_POST
def unblock(request: MemberRequest, blocker_id: int) -> HttpResponseBase:
    """They have decided, or need not any more."""
    if request.POST.get("do") == "hold":
        until = parse_date(request.POST.get("until", "")[:10]) if request.POST.get("until") else None
        found = services.hold_up(request.actor, blocker_id, request.POST.get("reason", ""), until)
    else:
        decision, why = request.POST.get("decision", ""), request.POST.get("why", "")
        found = services.unblock(request.actor, blocker_id, decision, why)
    messages.success(request, _("Noted."))
    if found.application_id is None:
        return redirect("hiring:approvals", found.opening_id)
    return redirect("hiring:application", found.application_id)


@member_page("hiring.act")
@require_POST
def ask(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """Have several approve a candidate."""
    application = application_of(request.actor, application_id, "hiring.act")
    timezone.activate(place_of(application.organisation_id)[0])
    form = panel.ask_form(application, member_names(application.organisation_id), request.POST)
    if form.is_valid() and form.saved(
        lambda: services.ask_all(request.actor, application_id, form.cleaned_data["members"], form.values())
    ):
        messages.success(request, _("They are told, and reminded until they have decided."))
        return redirect("hiring:application", application_id)
    return _again(request, application, {"ask_form": form})


@member_page("hiring.act")
@require_POST
def remind(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """Note that the candidate asked by phone or mail."""
    services.note_reminder(request.actor, application_id, request.POST.get("text", ""))
    messages.success(request, _("Noted."))
    return redirect("hiring:application", application_id)


@member_page("hiring.act")
@require_POST
def link(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """Let the candidate link the promise with their own, or not any more."""
    if request.POST.get("do") == "withdraw":
        services.withdraw_link(request.actor, application_id)
        messages.success(request, _("Nothing is seen of it any more on either side."))
    else:
        services.offer_link(request.actor, application_id)
        messages.success(request, _("The code stands on the candidate's own page."))
    return redirect("hiring:application", application_id)


@member_page("hiring.act")
@require_POST
def reasons(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """They asked in writing for reasons (MISSION H20)."""
    services.promise_reasons(request.actor, application_id)
    messages.success(request, _("Promised within seven days: it stands on Today."))
    return redirect("hiring:application", application_id)


@member_page("hiring.see")
@require_GET
def owed(request: MemberRequest) -> HttpResponse:
    """Who waits for an answer, what blocks it, and in which openings it is quiet (MISSION H5, H9, H21)."""
    shown = {
        "rows": reads.owed(request.actor),
        "may_edit": request.actor.may("hiring.edit"),
        "openings": reads.silence(request.actor),
        "may_hand": request.actor.may("hiring.edit"),
    }
    return render(request, "hiring/goodbye/owed.html", shown)


@member_page("hiring.edit")
@require_http_methods(["GET", "POST"])
def handing(request: MemberRequest) -> HttpResponseBase:
    """Somebody leaves or is ill: everything of theirs passes on (MISSION H10)."""
    ours = request.actor.organisation_id
    givers, takers = member_names(ours, gone_too=True), member_names(ours)
    form = HandOverForm(request.POST or None, givers=givers, takers=takers, initial={"giver": _asked(request)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = services.hand_over_candidates(request.actor, said["giver"], said["taker"], said["why"])
        words = ngettext(
            "%(count)d promise, %(openings)d openings and %(applications)d candidates have passed on.",
            "%(count)d promises, %(openings)d openings and %(applications)d candidates have passed on.",
            done.promises,
        )
        counts = {"count": done.promises, "openings": done.openings, "applications": done.applications}
        messages.success(request, words % counts)
        return redirect("hiring:owed")
    return render(request, "hiring/goodbye/handing.html", {"form": form}, status=422 if form.errors else 200)


@member_page("hiring.edit")
@require_http_methods(["GET", "POST"])
def manners(request: MemberRequest, opening_id: int) -> HttpResponseBase:
    """How candidates of an opening are kept posted."""
    opening = opening_of(request.actor, opening_id, "hiring.edit")
    now = services.manners_of(opening_id)
    initial = {
        "next_steps": now.next_steps,
        "written_reasons": now.written_reasons,
        "delay": now.delay_seconds,
        "asks_treatment": now.asks_treatment,
    }
    form = MannersForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        delay = said.pop("delay")
        if form.saved(lambda: services.save_manners(request.actor, opening_id, delay_seconds=delay, **said)):
            messages.success(request, _("Saved."))
            return redirect("hiring:manners", opening_id)
    shown = {"opening": opening, "form": form}
    return render(request, "hiring/goodbye/manners.html", shown, status=422 if form.errors else 200)


def _asked(request: MemberRequest) -> int | None:
    asked = request.GET.get("from", "")
    return int(asked[:18]) if asked.isascii() and asked.isdecimal() else None


def _again(request: MemberRequest, application: Application, sent: dict[str, Any]) -> HttpResponse:
    shown = panel.shown(request, application, sent)
    return render(request, "hiring/goodbye/again.html", {**shown, "opening": application.opening}, status=422)
