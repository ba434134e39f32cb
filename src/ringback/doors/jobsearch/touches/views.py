"""Noting a touch, being the second-best, and the page of norms."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.errors import FieldError
from ringback.doors.jobsearch.advice import saying
from ringback.doors.jobsearch.employers.services import candidacy_of, contacts_of
from ringback.doors.jobsearch.touches import panel, services
from ringback.doors.jobsearch.touches.forms import TouchForm
from ringback.doors.jobsearch.touches.services.by_hand import ByHand, note_by_hand
from ringback.doors.jobsearch.workspaces.services import workspace_of


@member_page("search.own")
@require_POST
def note(request: MemberRequest, candidacy_id: int) -> HttpResponseBase:
    """Note by hand that one was in touch."""
    found = candidacy_of(request.actor, candidacy_id)
    timezone.activate(found.row.workspace.organisation.zone)
    names = {one.id: one.called for one in contacts_of(found.row)}
    form = TouchForm(request.POST, names=names, auto_id="touch_%s")
    if form.is_valid() and form.saved(lambda: note_by_hand(request.actor, candidacy_id, _by_hand(form))):
        messages.success(request, _("Noted."))
        return redirect("jobsearch:candidacy", candidacy_id)
    return render(request, "jobsearch/touches/again.html", panel.shown(found, form), status=422)


@member_page("search.own")
@require_POST
def second_best(request: MemberRequest, candidacy_id: int) -> HttpResponseBase:
    """Be reminded in two months: they chose somebody else, and one was next (MISSION S28)."""
    services.remember_second_best(request.actor, candidacy_id)
    messages.success(request, _("You are reminded then."))
    return redirect("jobsearch:candidacy", candidacy_id)


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def norms(request: MemberRequest) -> HttpResponseBase:
    """Every norm with its source; one's own before the house's."""
    given, problem = request.POST, ""
    if request.method == "POST":
        try:
            _say(request)
            messages.success(request, _("Saved."))
            return redirect("jobsearch:norms")
        except FieldError as error:
            problem = error.words
    workspace = workspace_of(request.actor)
    found, language = services.norms_of(workspace), workspace.organisation.language
    shown = {
        "here": "norms",
        "rows": [(norm, saying.why(norm, language)) for norm in found.values()],
        "problem": problem,
        "wrong": given.get("slug", "") if problem else None,
        "given": given.dict(),
    }
    return render(request, "jobsearch/touches/norms.html", shown, status=422 if problem else 200)


def _say(request: MemberRequest) -> None:
    slug = request.POST.get("slug", "")
    if request.POST.get("do") == "reset":
        services.reset_norm(request.actor, slug)
        return
    least = request.POST.get("least", "")
    services.say_norm(request.actor, slug, _number(least), _number(request.POST.get("most", "") or least))


def _by_hand(form: TouchForm) -> ByHand:
    said = form.cleaned_data
    contact = int(said["contact"]) if said["contact"] else None
    return ByHand(said["way"], said["direction"], said["at"], contact, said["reached"], said["note"])


def _number(text: str) -> int:
    """A number, or a time of day as its minute; 0 for anything else."""
    hours, colon, minutes = text.partition(":")
    if not all(part.isascii() and part.isdecimal() and len(part) < 5 for part in (hours, minutes or "0")):
        return 0
    return int(hours) * 60 + int(minutes) if colon else int(hours)
