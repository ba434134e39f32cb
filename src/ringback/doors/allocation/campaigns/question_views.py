"""The questions of a campaign: their list, and one of them (MISSION A3)."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.edge.forms import show_refusal
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.doors.allocation.campaigns import rules, services
from ringback.doors.allocation.campaigns.models import Question
from ringback.doors.allocation.campaigns.question_form import QuestionForm
from ringback.doors.allocation.campaigns.rules import Asked
from ringback.doors.allocation.campaigns.services.questions import values_of
from ringback.doors.allocation.campaigns.words import condition_words

_EDIT = "allocation.edit"


@dataclass(frozen=True, slots=True)
class Row:
    """A question in the list: the most points it can give (None: without a limit), and when it is shown."""

    asked: Asked
    kind: str
    most: Decimal | None
    condition: str


@member_page(_EDIT)
@require_GET
def questions(request: MemberRequest, campaign_id: int) -> HttpResponse:
    """All questions of a campaign, in order."""
    campaign = services.campaign_of(request.actor, campaign_id, _EDIT)
    asked = services.facts_of(campaign).questions
    rows = [
        Row(one, str(Question.Kind(one.kind).label), rules.most_points(one), condition_words(one, asked))
        for one in asked
    ]
    shown = {"campaign": campaign, "rows": rows, "draft": campaign.state == "draft"}
    return render(request, "allocation/campaigns/questions.html", shown)


@member_page(_EDIT)
@require_http_methods(["GET", "POST"])
def question(request: MemberRequest, campaign_id: int, key: str = "") -> HttpResponseBase:
    """One question, or a new one; saved among the others, which stay as they are."""
    campaign = services.campaign_of(request.actor, campaign_id, _EDIT)
    asked = services.facts_of(campaign).questions
    place = next((number for number, one in enumerate(asked) if one.key == key), len(asked))
    if key and place == len(asked):
        raise NotFoundError(_("There is no such question."))
    form = QuestionForm(request.POST or None, asked[:place], asked[place] if key else None)
    if request.method == "POST" and form.is_valid():
        values = [values_of(one) for one in asked]
        values[place : place + 1] = [form.values()]
        try:
            services.save_questions(request.actor, campaign_id, values)
        except (FieldError, ConflictError) as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The question is saved."))
            return redirect("allocation:questions", campaign_id)
    shown = {"campaign": campaign, "form": form, "key": key, "draft": campaign.state == "draft"}
    return render(request, "allocation/campaigns/question.html", shown, status=422 if form.errors else 200)


@member_page(_EDIT)
@require_POST
def move(request: MemberRequest, campaign_id: int, key: str) -> HttpResponseBase:
    """Put a question one place up or down, or take it away (`do`: up, down, away)."""
    campaign = services.campaign_of(request.actor, campaign_id, _EDIT)
    values = [values_of(one) for one in services.facts_of(campaign).questions]
    do = request.POST.get("do", "")
    place = next((number for number, one in enumerate(values) if one.key == key), None)
    if place is None:
        raise NotFoundError(_("There is no such question."))
    taken = values.pop(place)
    if do != "away":
        values.insert(max(place + (1 if do == "down" else -1), 0), taken)
    try:
        services.save_questions(request.actor, campaign_id, values)
    except (FieldError, ConflictError) as error:
        messages.error(request, error.words)
    return redirect("allocation:questions", campaign_id)
