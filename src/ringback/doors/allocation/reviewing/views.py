"""The reviewers' pages: the list, the next that waits, and how far the decision is."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import Actor, member_names
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services import campaign_of, regions_of, regions_within
from ringback.doors.allocation.reviewing import reads, services
from ringback.doors.allocation.reviewing.asking import asked_of, number_of
from ringback.doors.allocation.reviewing.saying import STATE_WORDS


@member_page("allocation.see")
@require_GET
def entries(request: MemberRequest, campaign_id: int) -> HttpResponse:
    """The list, as far as the member may see it."""
    campaign = campaign_of(request.actor, campaign_id, "allocation.see")
    asked = asked_of(request.GET)
    query = request.GET.copy()
    for name in ("page", "ticked"):
        query.pop(name, None)
    listing = reads.list_of(request.actor, campaign, asked)
    shown = {
        "campaign": campaign,
        "listing": listing,
        "asked": asked,
        "states": [(name, words, listing.counts[name]) for name, words in STATE_WORDS.items()],
        "regions": _regions(request.actor, campaign),
        "query": query.urlencode(),
        "ticked": request.GET.get("ticked") == "1",
        "filtered": bool(asked.state or asked.region_id or asked.least is not None),
        "countdown": reads.countdown(campaign),
        "names": _reviewers(request.actor, campaign),
        **_rights(request.actor, campaign),
    }
    return render(request, "allocation/reviewing/entries.html", shown)


@member_page("allocation.see")
@require_GET
def next_one(request: MemberRequest, campaign_id: int) -> HttpResponseBase:
    """The next entry that the member has still to look at, or the list where there is none."""
    campaign = campaign_of(request.actor, campaign_id, "allocation.see")
    found = reads.next_unseen(request.actor, campaign.pk, number_of(request.GET.get("but", "")))
    if found is None:
        messages.success(request, _("You have looked at everything that waits for you."))
        return redirect("allocation:review", campaign_id)
    return redirect("allocation:entry", found)


@member_page("allocation.see")
@require_GET
def decision(request: MemberRequest, campaign_id: int) -> HttpResponse:
    """How far the decision is: days left, places given, regions, and a tie on the line."""
    campaign = campaign_of(request.actor, campaign_id, "allocation.see")
    found = reads.progress(request.actor, campaign)
    shown = {
        "campaign": campaign,
        "progress": found,
        "countdown": found.countdown,
        **_rights(request.actor, campaign),
    }
    return render(request, "allocation/reviewing/decision.html", shown)


def _rights(actor: Actor, campaign: Campaign) -> dict[str, object]:
    open_yet = campaign.published_at is None
    return {
        "may_review": open_yet and bool(regions_within(actor, campaign.pk)),
        "may_choose": open_yet and actor.may("allocation.choose", ("campaign", campaign.pk)),
        "published": not open_yet,
    }


def _regions(actor: Actor, campaign: Campaign) -> list[tuple[int, str]]:
    """Those whose entries the member may see at all."""
    wide = actor.may("allocation.choose", ("campaign", campaign.pk))
    mine = regions_within(actor, campaign.pk)
    return [(one.pk, one.name) for one in regions_of(campaign.pk) if wide or one.pk in mine]


def _reviewers(actor: Actor, campaign: Campaign) -> dict[int, str]:
    """Whom entries that one may deal out can be given to."""
    mine = regions_within(actor, campaign.pk)
    every = set(services.reviewers_of(actor.organisation_id, campaign.pk, *mine) if mine else ())
    return {member: name for member, name in member_names(actor.organisation_id).items() if member in every}
