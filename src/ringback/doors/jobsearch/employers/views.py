"""The pipeline, and one candidacy: what is known of it, whom to ask, moving it on."""

import msgspec
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.jobsearch import panels
from ringback.doors.jobsearch.employers import board, rules, services
from ringback.doors.jobsearch.employers.forms import NEW, CandidacyForm
from ringback.doors.jobsearch.employers.models import Candidacy, Stage
from ringback.doors.jobsearch.workspaces.services import workspace_of


@member_page("search.own")
@require_GET
def pipeline(request: MemberRequest) -> HttpResponse:
    """Everything on its way in the open search, side by side (MISSION S1)."""
    search = services.search_of(workspace_of(request.actor))
    found = services.candidacies_of(request.actor, search.pk) if search else []
    now = clock.now()
    behind = [board.card(one, now) for one in found if one.row.stage not in rules.COLUMNS]
    shown = {
        "here": "pipeline",
        "search": search,
        "columns": board.columns(found, now),
        "behind": behind,
        "any": bool(found),
        "may_close": bool(found) and all(one.ended for one in found),
    }
    return render(request, "jobsearch/employers/pipeline.html", shown)


@member_page("search.own")
@require_GET
def candidacy(request: MemberRequest, candidacy_id: int) -> HttpResponse:
    """One candidacy: the post, the people in the order in which one asks, and what the parts of the door hang there."""
    found = services.candidacy_of(request.actor, candidacy_id)
    contacts, secretary = services.people_at(found.row)
    shown = {
        "candidacy": found,
        "contacts": contacts,
        "secretary": secretary,
        "hours": services.hours_of(found.employer),
        "stages": Stage.choices,
        "past": list(found.row.changes.order_by("-at", "-id")),
        "panels": panels.rendered(request, found),
    }
    return render(request, "jobsearch/employers/candidacy.html", shown)


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, candidacy_id: int | None = None) -> HttpResponseBase:
    """What is said of a candidacy, or a new one."""
    found = None if candidacy_id is None else services.candidacy_of(request.actor, candidacy_id)
    employers = services.employers_of(request.actor)
    initial: dict[str, object] = {"employer": request.GET.get("employer") or NEW, "stage": Stage.FOUND}
    if found:
        words = msgspec.structs.asdict(found.words)
        initial = words | {"employer": str(found.employer.id), "level": found.row.level}
    form = CandidacyForm(request.POST or None, employers=employers, is_new=found is None, initial=initial)
    saved: list[Candidacy] = []
    if form.is_valid() and form.saved(lambda: saved.append(_save(request, candidacy_id, form))):
        messages.success(request, _("Saved."))
        return redirect("jobsearch:candidacy", saved[0].pk)
    shown = {"form": form, "candidacy": found}
    return render(request, "jobsearch/employers/edit.html", shown, status=422 if form.errors else 200)


@member_page("search.own")
@require_POST
def move(request: MemberRequest, candidacy_id: int) -> HttpResponseBase:
    """Move a candidacy to another stage; back to where one was: the board, or its page."""
    version = request.POST.get("version", "")
    number = int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0
    try:
        moved = services.move(request.actor, candidacy_id, number, request.POST.get("stage", ""))
    except (ConflictError, FieldError) as error:
        messages.error(request, error.words)
    else:
        messages.success(request, _("Moved to “%(stage)s”.") % {"stage": moved.get_stage_display()})
    if request.POST.get("back") == "pipeline":
        return redirect("jobsearch:pipeline")
    return redirect("jobsearch:candidacy", candidacy_id)


def _save(request: MemberRequest, candidacy_id: int | None, form: CandidacyForm) -> Candidacy:
    new = form.new_employer()
    if new is None:
        return services.save_candidacy(request.actor, candidacy_id, form.values(int(form.cleaned_data["employer"])))
    return services.save_candidacy_with(request.actor, candidacy_id, new, form.values(0))
