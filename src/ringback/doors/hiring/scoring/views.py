"""Scorecards on the desk: an opening's card, marking a candidate, candidates side by side, what managers look for."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import member_names
from ringback.base.kit.errors import ConflictError, NotAllowedError, NotFoundError
from ringback.doors.hiring.candidates.services import application_of
from ringback.doors.hiring.openings.services import opening_of
from ringback.doors.hiring.scoring import reads, services
from ringback.doors.hiring.scoring.forms import CardForm, SheetForm, WishForm
from ringback.doors.hiring.scoring.services.marking import INTERVIEW


@member_page("hiring.edit")
@require_http_methods(["GET", "POST"])
def scorecard(request: MemberRequest, opening_id: int) -> HttpResponseBase:
    """What everybody is asked and marked by."""
    opening = opening_of(request.actor, opening_id, "hiring.edit")
    card = services.card_of(opening_id)
    form = CardForm(request.POST or None, card)
    problem = ""
    if request.method == "POST" and form.is_valid():
        save = partial(services.save_card, request.actor, opening_id, form.cleaned_data["most"], form.competences())
        try:
            if form.saved(save):
                messages.success(request, _("The scorecard is saved."))
                return redirect("hiring:scorecard", opening_id)
        except ConflictError as error:
            problem = str(error)
    shown = {"opening": opening, "card": card, "form": form, "problem": problem}
    return render(request, "hiring/scoring/scorecard.html", shown, status=422 if form.errors or problem else 200)


@member_page(INTERVIEW)
@require_http_methods(["GET", "POST"])
def marks(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """Give one's own marks."""
    application = application_of(request.actor, application_id, INTERVIEW)
    card, seen = services.card_of(application.opening_id), services.seen(request.actor, application)
    form = SheetForm(request.POST or None, card, seen.own)
    problem = ""
    if request.method == "POST" and form.is_valid():
        remark = form.cleaned_data["remark"]
        try:
            if form.saved(lambda: services.give(request.actor, application_id, form.given(), remark)):
                messages.success(request, _("Your marks are given. Here is what the others gave."))
                return redirect("hiring:application", application_id)
        except ConflictError as error:
            problem = str(error)
    shown = {"application": application, "opening": application.opening, "card": card, "form": form}
    status = 422 if form.errors or problem else 200
    return render(request, "hiring/scoring/marks.html", {**shown, "problem": problem}, status=status)


@member_page(INTERVIEW)
@require_POST
def look(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """See the others' marks without giving any."""
    try:
        services.look(request.actor, application_id)
    except ConflictError as error:
        messages.error(request, str(error))
    return redirect("hiring:application", application_id)


@member_page("hiring.see")
@require_GET
def compare(request: MemberRequest, opening_id: int) -> HttpResponse:
    """Candidates side by side, by competence."""
    opening = opening_of(request.actor, opening_id)
    shown = {
        "opening": opening,
        "compared": reads.comparison(request.actor, opening_id),
        "may_edit": request.actor.may("hiring.edit", ("opening", opening_id)),
    }
    return render(request, "hiring/scoring/compare.html", shown)


@member_page("hiring.see")
@require_GET
def wishes(request: MemberRequest) -> HttpResponse:
    """What each member looks for."""
    names = member_names(request.actor.organisation_id)
    noted = services.wishes_of(request.actor.organisation_id, names)
    may_edit = request.actor.may("hiring.edit")
    rows = [(key, name, noted.get(key), may_edit or key == request.actor.member_id) for key, name in names.items()]
    return render(request, "hiring/scoring/wishes.html", {"rows": rows})


@member_page("hiring.see")
@require_http_methods(["GET", "POST"])
def wish(request: MemberRequest, member_id: int) -> HttpResponseBase:
    """What one member looks for."""
    names = member_names(request.actor.organisation_id)
    if member_id not in names:
        raise NotFoundError(_("There is no such member."))
    if member_id != request.actor.member_id and not request.actor.may("hiring.edit"):
        raise NotAllowedError(_("They note it themselves, or whoever looks after openings does."))
    noted = services.wishes_of(request.actor.organisation_id, [member_id]).get(member_id)
    initial = {name: getattr(noted, name) for name in WishForm.base_fields} if noted else {}
    form = WishForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.save_wishes(request.actor, member_id, form.values())
        messages.success(request, _("Noted: whoever presents candidates to them sees it."))
        return redirect("hiring:wishes")
    return render(request, "hiring/scoring/wish.html", {"form": form, "name": names[member_id]})
