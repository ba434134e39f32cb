"""Opening a workspace, what one says of oneself there, taking everything along, deleting it."""

import msgspec
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ringback.base.accounts.access import (
    MemberRequest,
    choose_organisation,
    member_page,
    problem_page,
    signed_in_user,
)
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotAllowedError
from ringback.doors.jobsearch.workspaces import services
from ringback.doors.jobsearch.workspaces.forms import DeleteForm, OpenForm, SeekerForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_own(request: HttpRequest) -> HttpResponseBase:
    """Where a job search begins, for whoever has signed in."""
    if not services.may_open_workspace():
        return problem_page(request, NotAllowedError(_("Job searches are not open here.")))
    user = signed_in_user(request)
    if own := services.workspace_of_user(user):
        choose_organisation(request, own.organisation_id)
        return redirect("jobsearch:pipeline")
    initial = {"name": str(user), "country": "DE", "zone": "Europe/Berlin", "language": get_language()}
    form = OpenForm(request.POST or None, initial=initial)
    opened: list[int] = []
    try:
        if form.is_valid() and form.saved(
            lambda: opened.append(services.open_workspace(user, form.values()).organisation_id)
        ):
            choose_organisation(request, opened[0])
            return redirect("jobsearch:pipeline")
    except (ConflictError, NotAllowedError) as error:
        return problem_page(request, error)
    return render(request, "jobsearch/workspaces/open.html", {"form": form}, status=422 if form.errors else 200)


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: MemberRequest) -> HttpResponseBase:
    """What one says of oneself."""
    words = services.seeker_words(services.workspace_of(request.actor))
    form = SeekerForm(request.POST or None, initial=msgspec.structs.asdict(words))
    if form.is_valid() and form.saved(lambda: services.save_seeker(request.actor, form.words())):
        messages.success(request, _("Saved."))
        return redirect("jobsearch:me")
    shown = {"form": form, "deleting": DeleteForm()}
    return render(request, "jobsearch/workspaces/me.html", shown, status=422 if form.errors else 200)


@member_page("search.own")
@require_POST
def export(request: MemberRequest) -> HttpResponse:
    """Everything, to take along."""
    packed = services.export_workspace(request.actor)
    name = f"job-search-{clock.now():%Y-%m-%d}.zip"
    return HttpResponse(
        packed, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@member_page("search.own")
@require_POST
def delete(request: MemberRequest) -> HttpResponseBase:
    """Delete everything, once it is ticked that this is meant."""
    form = DeleteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was deleted: tick that you are sure."))
        return redirect("jobsearch:me")
    services.delete_workspace(request.actor)
    logout(request)
    messages.success(request, _("Your job search is deleted. Nobody can read it any more."))
    return redirect("account_login")
