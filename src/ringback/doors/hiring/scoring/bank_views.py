"""The bank of interview questions on the desk: by competence and language, worded anew, and chosen into a card."""

from itertools import groupby
from typing import Any

from babel import Locale
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import organisation_of
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.hiring.openings.services import opening_of
from ringback.doors.hiring.scoring import services
from ringback.doors.hiring.scoring.forms import QuestionForm
from ringback.doors.hiring.scoring.shipped import language_of, languages


@member_page("hiring.see")
@require_http_methods(["GET", "POST"])
def bank(request: MemberRequest) -> HttpResponseBase:
    """All questions of a language; POST takes one away, or brings back what ships."""
    language = _language(request, organisation_of(request.actor).language)
    if request.method == "POST":
        if key := request.POST.get("drop", ""):
            services.drop_question(request.actor, language, key)
            messages.success(request, _("It is out of the bank. Scorecards that have it keep it."))
        else:
            services.restore_shipped(request.actor, language)
            messages.success(request, _("What ships is as it was."))
        return redirect(f"{reverse('hiring:bank')}?language={language}")
    shown = {**_shelves(request, language), "may_edit": request.actor.may("hiring.edit")}
    return render(request, "hiring/scoring/bank.html", shown)


@member_page("hiring.edit")
@require_http_methods(["GET", "POST"])
def question(request: MemberRequest) -> HttpResponseBase:
    """One question, or a new one."""
    ours, key = request.actor.organisation_id, request.GET.get("key", "")
    language = _language(request, organisation_of(request.actor).language)
    found = services.question_of(ours, language, key) if key else None
    initial = {"competence": found.competence, "text": found.text, "shows": found.shows} if found else {}
    form = QuestionForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.saved(lambda: services.save_question(request.actor, language, key, form.values()))
    ):
        messages.success(request, _("The question is saved."))
        return redirect(f"{reverse('hiring:bank')}?language={language}")
    competences = list(dict.fromkeys(one.competence for one in services.bank(ours, language)))
    shown = {"form": form, "found": found, "language": language, "competences": competences}
    return render(request, "hiring/scoring/question.html", shown, status=422 if form.errors else 200)


@member_page("hiring.edit")
@require_http_methods(["GET", "POST"])
def choose(request: MemberRequest, opening_id: int) -> HttpResponseBase:
    """Choose questions into an opening's card, in its language unless another is asked for."""
    opening = opening_of(request.actor, opening_id, "hiring.edit")
    language = _language(request, opening.language)
    problem = ""
    if request.method == "POST":
        try:
            services.choose(request.actor, opening_id, language, set(request.POST.getlist("keys")))
        except (FieldError, ConflictError) as error:
            problem = f"{_(error.problem)} {_(error.mend)}" if isinstance(error, FieldError) else str(error)
        else:
            messages.success(request, _("They are on the scorecard."))
            return redirect("hiring:scorecard", opening_id)
    asked = {line for one in services.card_of(opening_id).competences for line in one.questions}
    shown = {**_shelves(request, language), "opening": opening, "problem": problem, "asked": asked}
    return render(request, "hiring/scoring/choose.html", shown, status=422 if problem else 200)


def _language(request: MemberRequest, usual: str) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in languages() else language_of(usual)


def _shelves(request: MemberRequest, language: str) -> dict[str, Any]:
    found = sorted(services.bank(request.actor.organisation_id, language), key=lambda one: one.competence.casefold())
    return {
        "language": language,
        "languages": [(code, str(Locale(code).display_name)) for code in languages()],
        "shelves": [(title, list(rows)) for title, rows in groupby(found, key=lambda one: one.competence)],
    }
