"""The list of campaigns, and one campaign: what it says, opening, closing and ending it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import Actor, member_names, organisation_of
from ringback.base.edge.forms import show_refusal
from ringback.base.kit.errors import ConflictError
from ringback.doors.allocation.campaigns import reads, services
from ringback.doors.allocation.campaigns.forms import CampaignForm, initial_of
from ringback.doors.allocation.campaigns.models import Campaign

_EDIT = "allocation.edit"


@member_page("allocation.see")
@require_GET
def campaigns(request: MemberRequest) -> HttpResponse:
    """All campaigns within reach."""
    shown = {"rows": reads.rows(request.actor), "may_add": request.actor.may(_EDIT)}
    return render(request, "allocation/campaigns/campaigns.html", shown)


@member_page(_EDIT)
@require_http_methods(["GET", "POST"])
def campaign(request: MemberRequest, campaign_id: int | None = None) -> HttpResponseBase:
    """What one campaign says, or a new one."""
    found = None if campaign_id is None else services.campaign_of(request.actor, campaign_id, _EDIT)
    own = organisation_of(request.actor)
    begins = {"language": own.language, "currency": own.currency, "owner": str(request.actor.member_id or "")}
    initial = initial_of(found, own.zone) if found else begins | {"places": 100, "decide_days": 90, "offer_days": 14}
    members = member_names(request.actor.organisation_id)
    form = CampaignForm(request.POST or None, members=members, zone=own.zone, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved: list[Campaign] = []
        try:
            if form.saved(lambda: saved.append(services.save_campaign(request.actor, campaign_id, form.values()))):
                messages.success(request, _("“%(title)s” is saved.") % {"title": saved[0].title})
                return redirect("allocation:campaign", saved[0].pk)
        except ConflictError as error:
            show_refusal(form, error)
    shown = {"campaign": found, "form": form, **(_around(found) if found else {})}
    return render(request, "allocation/campaigns/campaign.html", shown, status=422 if form.errors else 200)


@member_page(_EDIT)
@require_POST
def publish(request: MemberRequest, campaign_id: int) -> HttpResponseBase:
    """Open a campaign."""
    return _moved(request, campaign_id, services.open_campaign, _("It is open: its public page is there."))


@member_page(_EDIT)
@require_POST
def close(request: MemberRequest, campaign_id: int) -> HttpResponseBase:
    """Close a campaign whose regions have all closed."""
    return _moved(request, campaign_id, services.close_campaign, _("It is closed: now it is decided."))


@member_page(_EDIT)
@require_POST
def end(request: MemberRequest, campaign_id: int) -> HttpResponseBase:
    """End a campaign."""
    return _moved(request, campaign_id, services.end_campaign, _("It has ended."))


def _moved(
    request: MemberRequest, campaign_id: int, move: Callable[[Actor, int], Campaign], done: str
) -> HttpResponseBase:
    try:
        move(request.actor, campaign_id)
    except ConflictError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("allocation:campaign", campaign_id)


def _around(found: Campaign) -> dict[str, Any]:
    return {
        "lacks": services.what_lacks(found) if found.state == Campaign.State.DRAFT else [],
        "public": f"{settings.PUBLIC_URL}/apply/{found.token}/",
        "facts": services.facts_of(found),
    }
