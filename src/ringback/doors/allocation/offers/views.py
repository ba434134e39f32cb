"""Offers of a campaign on the desk: who has a place, who follows, what was signed and bought."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import audit
from ringback.base.database.sealed import SealError
from ringback.doors.allocation.answers.models import Answer
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services import campaign_of
from ringback.doors.allocation.offers import reads, services
from ringback.doors.allocation.offers.models import Offer
from ringback.doors.allocation.offers.services import BrokenFileError

PERMISSION = "allocation.publish"
PAGE = 50


@member_page(PERMISSION)
@require_GET
def offers(request: MemberRequest, campaign_id: int) -> HttpResponse:
    """Every offer, and who waits."""
    campaign = campaign_of(request.actor, campaign_id, PERMISSION)
    state = request.GET.get("state", "")
    state = state if state in Offer.State.values else ""
    name = " ".join(request.GET.get("name", "").split())[:60]
    rows = reads.offers(request.actor, campaign, state, name)
    shown = {
        "campaign": campaign,
        "published": campaign.published_at is not None,
        "figures": reads.figures(campaign),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "state": state,
        "name": name,
        "states": Offer.State.choices,
        "waiting": reads.next_waiting(request.actor, campaign),
        "runs": campaign.state == Campaign.State.PUBLISHED,
    }
    return render(request, "allocation/offers/offers.html", shown)


@member_page(PERMISSION)
@require_POST
def fill(request: MemberRequest, campaign_id: int) -> HttpResponseBase:
    """Offer the places that nobody has to those who wait."""
    with transaction.atomic():
        campaign = campaign_of(request.actor, campaign_id, PERMISSION)
        made = services.offer_free_places(campaign.pk, request.actor)
        audit(request.actor, "campaign.places_offered", f"campaign {campaign_id}", offers=made)
    words = ngettext("%(count)d place is offered.", "%(count)d places are offered.", made) % {"count": made}
    (messages.success if made else messages.warning)(request, words if made else _("Nobody waits for a free place."))
    return redirect("allocation:offers", campaign_id)


@member_page(PERMISSION)
@require_GET
def agreement(request: MemberRequest, held_id: int) -> HttpResponseBase:
    """A signed agreement, its hash compared first."""
    offer = services.offer_of(request.actor, held_id)
    try:
        found = services.agreement_file(offer)
    except (BrokenFileError, SealError) as error:
        messages.error(request, str(error))
        return redirect("allocation:offers", offer.campaign_id)
    audit(request.actor, "agreement.opened", f"offer {held_id}")
    response = HttpResponse(found.content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def panel(request: MemberRequest, entry_id: int) -> str:
    """What hangs on an entry's page: its answer, once published, and its offer."""
    rows = Answer.objects.filter(entry_id=entry_id, campaign__published_at__isnull=False)
    answer = rows.select_related("campaign", "entry").first()
    if answer is None:
        return ""
    may_open = request.actor.may(PERMISSION, ("campaign", answer.campaign_id))
    shown = {"answer": answer, "offer": services.offer_to(answer.entry), "may_open": may_open}
    return render_to_string("allocation/offers/_panel.html", shown, request)
