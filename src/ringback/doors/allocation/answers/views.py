"""The answers of a campaign on the desk: prepared, looked at, published, and what became of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.edge.forms import show_refusal
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.allocation.answers import reads, services
from ringback.doors.allocation.answers.forms import PlanForm
from ringback.doors.allocation.answers.models import Answer, Preparation
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services import campaign_of

PERMISSION = "allocation.publish"


@member_page(PERMISSION)
@require_http_methods(["GET", "POST"])
def answers(request: MemberRequest, campaign_id: int) -> HttpResponseBase:
    """GET shows what would go out, or what became of it; POST prepares anew, and sends nothing."""
    campaign = campaign_of(request.actor, campaign_id, PERMISSION)
    if request.method == "GET":
        return _page(request, campaign)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _page(request, campaign, form, 422)
    try:
        services.prepare(request.actor, campaign_id, form.plan())
    except FieldError as error:
        show_refusal(form, error)
        return _page(request, campaign, form, 422)
    except ConflictError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Prepared. Nothing has gone out: look at it first."))
    return redirect("allocation:answers", campaign_id)


@member_page(PERMISSION)
@require_POST
def publish(request: MemberRequest, campaign_id: int) -> HttpResponseBase:
    """Give everybody their answer, as it was looked at."""
    campaign_of(request.actor, campaign_id, PERMISSION)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Tick that you want to publish: it cannot be taken back."))
        return redirect("allocation:answers", campaign_id)
    try:
        services.publish(request.actor, campaign_id, request.POST.get("sum", ""))
    except ConflictError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Published. Everybody can read their answer now, and the mails go out."))
    return redirect("allocation:answers", campaign_id)


@member_page(PERMISSION)
@require_POST
def by_hand(request: MemberRequest, answer_id: int) -> HttpResponseBase:
    """Note that somebody has their answer otherwise."""
    campaign_id = services.answer_by_hand(request.actor, answer_id)
    messages.success(request, _("Noted: they have their answer."))
    return redirect("allocation:answers", campaign_id)


def _page(request: MemberRequest, campaign: Campaign, form: PlanForm | None = None, status: int = 200) -> HttpResponse:
    counts = reads.counts(campaign)
    shown: dict[str, Any] = {
        "campaign": campaign,
        "published": campaign.published_at is not None,
        "closed": campaign.state == Campaign.State.CLOSED,
        "counts": [(str(kind.label), counts.get(kind, 0)) for kind in Answer.Kind],
        "total": sum(counts.values()),
    }
    if campaign.published_at is not None:
        shown["progress"] = reads.progress(request.actor, campaign)
    else:
        prepared = services.preview(request.actor, campaign.pk)
        shown["prepared"] = prepared
        shown["form"] = form or PlanForm(initial=_initial(prepared.preparation if prepared else None))
        shown["unseen"] = prepared.unseen if prepared else services.unseen(campaign.pk)
    return render(request, "allocation/answers/answers.html", shown, status=status)


def _initial(made: Preparation | None) -> dict[str, Any]:
    if made is None:
        return {}
    return {"waiting_most": made.waiting_most} | {f"note_{kind}": note for kind, note in made.notes.items()}
