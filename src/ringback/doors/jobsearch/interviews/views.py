"""The page after an interview."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.desk.shell import by_the_clock_of
from ringback.doors.jobsearch.advice import norms, saying
from ringback.doors.jobsearch.employers.services import candidacy_of, contacts_in_order, hours_of
from ringback.doors.jobsearch.interviews import panel, services
from ringback.doors.jobsearch.interviews.forms import AfterForm


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def after(request: MemberRequest, candidacy_id: int) -> HttpResponseBase:
    """One short form, from which everything else follows (MISSION S2, S24)."""
    found = candidacy_of(request.actor, candidacy_id)
    # What was agreed was agreed by the employer's clock.
    by_the_clock_of(request, hours_of(found.employer).zone)
    language = found.row.workspace.organisation.language
    names = {one.id: one.called for one in contacts_in_order(found.row)}
    words = saying.sign_words(language)
    initial = {"ended_at": clock.now(), "question": found.words.question}
    signs = {slug: words[slug] for slug in norms.signs()}
    form = AfterForm(request.POST or None, names=names, signs=signs, initial=initial)
    problem = ""
    if form.is_valid():
        try:
            if form.saved(lambda: services.after_interview(request.actor, candidacy_id, form.values())):
                messages.success(request, _("Noted. What comes next stands below, each with its reason."))
                return redirect("jobsearch:candidacy", candidacy_id)
        except ConflictError as error:
            problem = str(error)
    shown = {
        "candidacy": found,
        "form": form,
        "problem": problem,
        "boxes": list(zip(form["signs"], norms.signs().values(), strict=True)),
        "advice": saying.advice("goodbye", language),
        "zone": hours_of(found.employer).zone,
    }
    return render(request, "jobsearch/interviews/after.html", shown, status=422 if form.errors or problem else 200)


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def planned(request: MemberRequest, candidacy_id: int) -> HttpResponseBase:
    """What they answered to meeting instead of phoning, or another time of the interview to come (MISSION S30)."""
    found = candidacy_of(request.actor, candidacy_id)
    by_the_clock_of(request, hours_of(found.employer).zone)
    shown = panel.to_come(found, request.POST or None)
    if shown is None:
        messages.error(request, _("No interview is planned here any more."))
        return redirect("jobsearch:candidacy", candidacy_id)
    form = shown["form"]
    if form.is_valid() and form.saved(lambda: services.answer_planned(request.actor, candidacy_id, form.values())):
        messages.success(request, _("Noted."))
        return redirect("jobsearch:candidacy", candidacy_id)
    return render(request, "jobsearch/interviews/planned.html", shown, status=422 if form.errors else 200)
