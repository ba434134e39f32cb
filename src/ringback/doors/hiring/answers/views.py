"""Deciding an opening: who is hired, what all others are told, and how that stands; and the reserve."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.edge.forms import show_refusal
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.hiring.answers import reads, services
from ringback.doors.hiring.answers.forms import USUAL, DecisionForm
from ringback.doors.hiring.answers.services import MOST_MERITS, Plan, Prepared
from ringback.doors.hiring.candidates.services import reconsider
from ringback.doors.hiring.goodbye.services import manners_of
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import opening_of


@member_page("hiring.see")
@require_http_methods(["GET", "POST"])
def answers(request: MemberRequest, opening_id: int) -> HttpResponseBase:
    """GET shows how answers stand and asks for the decision; POST shows what would go out, or sends it off."""
    if request.method == "GET":
        return _page(request, opening_of(request.actor, opening_id))
    opening = opening_of(request.actor, opening_id, "hiring.act")
    form = DecisionForm(request.POST, found=reads.choosable(opening_id))
    if not form.is_valid():
        return _page(request, opening, form, 422)
    plan = form.plan(request.POST.dict())
    try:
        if request.POST.get("do") == "send":
            return _send(request, opening, plan)
        return _preview(request, opening, form, services.prepare(request.actor, opening_id, plan))
    except FieldError as error:
        show_refusal(form, error)
        return _page(request, opening, form, 422)


@member_page("hiring.act")
@require_POST
def cancel(request: MemberRequest, decision_id: int) -> HttpResponseBase:
    """Take a decision back."""
    opening_id, held = services.cancel_decision(request.actor, decision_id)
    words = ngettext("%(count)d answer does not go out.", "%(count)d answers do not go out.", held)
    messages.success(request, words % {"count": held})
    return redirect("hiring:answers", opening_id)


@member_page("hiring.act")
@require_POST
def by_hand(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """Note that somebody was told by phone, or in person."""
    services.answer_by_hand(request.actor, application_id, request.POST.get("how", ""))
    messages.success(request, _("Noted: they have their answer."))
    return redirect("hiring:application", application_id)


@member_page("hiring.see")
@require_GET
def reserve(request: MemberRequest, opening_id: int) -> HttpResponse:
    """Who is kept for later: here, and at other openings (MISSION H16, H17)."""
    opening = opening_of(request.actor, opening_id)
    shown = {
        "opening": opening,
        "rows": reads.reserve(request.actor, opening),
        "others": reads.reserve_elsewhere(request.actor, opening),
        "may_ask": request.actor.may("hiring.act", ("opening", opening.pk)),
        "may_act": opening.state != Opening.State.CLOSED and request.actor.may("hiring.act", ("opening", opening.pk)),
    }
    return render(request, "hiring/answers/reserve.html", shown)


@member_page("hiring.act")
@require_POST
def ask_to_keep(request: MemberRequest, opening_id: int, application_id: int) -> HttpResponseBase:
    """Ask somebody in reserve whether they may be kept for other posts."""
    try:
        services.ask_to_keep(request.actor, application_id)
    except (ConflictError, FieldError) as error:
        messages.error(request, error.words)
    else:
        messages.success(request, _("They are asked by mail."))
    return redirect("hiring:reserve", opening_id)


@member_page("hiring.act")
@require_POST
def consider(request: MemberRequest, opening_id: int, application_id: int) -> HttpResponseBase:
    """Consider somebody who is in reserve elsewhere for this opening, too."""
    try:
        made = reconsider(request.actor, application_id, opening_id)
    except ConflictError as error:
        messages.error(request, str(error))
        return redirect("hiring:reserve", opening_id)
    messages.success(request, _("They are considered here now."))
    return redirect("hiring:application", made.pk)


def _send(request: MemberRequest, opening: Opening, plan: Plan) -> HttpResponseBase:
    expected = request.POST.get("expected", "")
    try:
        services.decide(request.actor, opening.pk, plan, int(expected) if expected.isdecimal() else None)
    except ConflictError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Decided. Until it goes out, you can take it back here."))
    return redirect("hiring:answers", opening.pk)


def _preview(request: MemberRequest, opening: Opening, form: DecisionForm, rows: list[Prepared]) -> HttpResponse:
    refusals = [one for one in rows if one.kind != "runner_up"]
    shown = {
        "opening": opening,
        "form": form,
        "plan": form.cleaned_data,
        "rows": rows,
        "refusals": len(refusals),
        "calls": sum(1 for one in rows if one.written is None),
        "usual": USUAL,
    }
    return render(request, "hiring/answers/preview.html", shown)


def _page(
    request: MemberRequest, opening: Opening, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    found = reads.choosable(opening.pk)
    initial: dict[str, Any] = {"delay": manners_of(opening.pk).delay_seconds, "usual": "another"}
    chosen = next((row for row in found if str(row.pk) == request.GET.get("hired")), None)
    if chosen is not None:
        initial |= {"hired": str(chosen.pk), "merits": chosen.merits[:MOST_MERITS]}
    shown = {
        "opening": opening,
        "figure": reads.answered_figure(opening.pk),
        "decisions": reads.decisions(request.actor, opening),
        "finalists": reads.finalists(request.actor, found),
        "waiting": len(found),
        "form": form or DecisionForm(found=found, initial=initial),
        "may_act": request.actor.may("hiring.act", ("opening", opening.pk)),
    }
    return render(request, "hiring/answers/answers.html", shown, status=status)
