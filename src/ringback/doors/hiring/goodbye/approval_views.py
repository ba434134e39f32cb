"""Approvals of openings, and what a member must decide, on the desk (MISSION H9)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import member_names, who_may
from ringback.base.kit.errors import ConflictError
from ringback.doors.hiring.goodbye import reads, services
from ringback.doors.hiring.goodbye.forms import ApproversForm
from ringback.doors.hiring.goodbye.models import Blocker
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import opening_of


@member_page("hiring.see")
@require_http_methods(["GET", "POST"])
def approvals(request: MemberRequest, opening_id: int) -> HttpResponseBase:
    """Who must approve the opening, and who has; POST asks them."""
    opening = opening_of(request.actor, opening_id)
    if request.method == "POST":
        try:
            asked = services.ask_approval(request.actor, opening_id)
        except ConflictError as error:
            messages.error(request, str(error))
        else:
            words = _("They are told, and reminded until they have decided.") if asked else _("All were asked already.")
            messages.success(request, words)
        return redirect("hiring:approvals", opening_id)
    shown = {
        "opening": opening,
        "rows": services.approvals_of(opening),
        "waits": opening.state != Opening.State.OPEN,
        "may_edit": request.actor.may("hiring.edit", ("opening", opening_id)),
        "may_set_up": request.actor.may("setup.edit"),
        "me": request.actor.member_id,
        "decisions": Blocker.Decision.choices,
        "reasons_held": Blocker.Reason.choices,
    }
    return render(request, "hiring/goodbye/approvals.html", shown)


@member_page("setup.edit")
@require_http_methods(["GET", "POST"])
def approvers(request: MemberRequest) -> HttpResponseBase:
    """Who must approve every opening before it is opened."""
    ours = request.actor.organisation_id
    able, names = who_may(ours, "hiring.decide"), member_names(ours)
    choices = {one: names[one] for one in able if one in names}
    initial = {"members": services.approver_ids(ours)}
    form = ApproversForm(request.POST or None, members=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.save_approvers(request.actor, form.cleaned_data["members"])
        messages.success(request, _("Saved."))
        return redirect("hiring:approvers")
    return render(request, "hiring/goodbye/approvers.html", {"form": form}, status=422 if form.errors else 200)


@member_page("hiring.see")
@require_GET
def decisions(request: MemberRequest) -> HttpResponse:
    """What the reader themselves must decide."""
    return render(request, "hiring/goodbye/decisions.html", {"rows": reads.to_decide(request.actor)})
