"""The reviewers' list, what is done there to one entry or to many, and how far the decision is."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import Actor, member_names
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services import campaign_of, regions_of, regions_within
from ringback.doors.allocation.entries.services import entry_of
from ringback.doors.allocation.reviewing import reads, services
from ringback.doors.allocation.reviewing.reads import Asked
from ringback.doors.allocation.reviewing.rules.standing import Leaning
from ringback.doors.allocation.reviewing.saying import STATE_WORDS, why_not
from ringback.doors.allocation.reviewing.services import Done

MOST_AT_ONCE = 200
_MANY: dict[str, Callable[[Actor, int, list[int], str], Done]] = {
    "forward": lambda actor, campaign_id, ids, why: services.forward(actor, campaign_id, ids),
    "take_back": lambda actor, campaign_id, ids, why: services.take_back(actor, campaign_id, ids),
    "choose": services.choose,
    "unchoose": services.unchoose,
}


@member_page("allocation.see")
@require_GET
def entries(request: MemberRequest, campaign_id: int) -> HttpResponse:
    """The list, as far as the member may see it."""
    campaign = campaign_of(request.actor, campaign_id, "allocation.see")
    asked = _asked(request.GET)
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
@require_POST
def many(request: MemberRequest, campaign_id: int) -> HttpResponseBase:
    """Do to all ticked entries what was pressed; `one` is a single one, as "forward:17"; "every": all that are listed.

    The list is what `state`, `region` and `least` say. An opinion is of what one has looked at: never of every one.
    """
    do, _colon, single = request.POST.get("one", "").partition(":")
    do = do or request.POST.get("do", "")
    campaign = campaign_of(request.actor, campaign_id, "allocation.see")
    try:
        if request.POST.get("every") and not single and do not in tuple(Leaning):
            ids = reads.ids_of(request.actor, campaign_id, _asked(request.POST))
        else:
            ticked = [single] if single else request.POST.getlist("chosen")[:MOST_AT_ONCE]
            ids = [number for text in ticked if (number := _number(text)) is not None]
        _do_to_many(request, campaign, do, ids)
    except FieldError as error:
        messages.error(request, error.words)
    except ConflictError as error:
        messages.error(request, str(error))
    return _back(request, reverse("allocation:review", args=[campaign_id]))


@member_page("allocation.review")
@require_POST
def deal(request: MemberRequest, campaign_id: int) -> HttpResponseBase:
    """Deal what nobody looks at yet in a region, or what wants a second opinion, evenly among its reviewers."""
    campaign_of(request.actor, campaign_id, "allocation.review")
    try:
        kind, region_id = request.POST.get("kind", ""), _number(request.POST.get("region", "")) or 0
        count = services.deal(request.actor, campaign_id, region_id, kind)
    except FieldError as error:
        messages.error(request, error.words)
    else:
        words = ngettext("%(count)d entry was dealt out.", "%(count)d entries were dealt out.", count)
        messages.success(request, words % {"count": count})
    return _back(request, reverse("allocation:review", args=[campaign_id]))


@member_page("allocation.see")
@require_GET
def next_one(request: MemberRequest, campaign_id: int) -> HttpResponseBase:
    """The next entry that the member has still to look at, or the list where there is none."""
    campaign = campaign_of(request.actor, campaign_id, "allocation.see")
    found = reads.next_unseen(request.actor, campaign.pk, _number(request.GET.get("but", "")))
    if found is None:
        messages.success(request, _("You have looked at everything that waits for you."))
        return redirect("allocation:review", campaign_id)
    return redirect("allocation:entry", found)


@member_page("allocation.see")
@require_POST
def opinion(request: MemberRequest, entry_id: int) -> HttpResponseBase:
    """Say what one thinks of an entry; "next" goes on to the next that waits."""
    found = entry_of(request.actor, entry_id)
    services.opine(request.actor, entry_id, request.POST.get("leaning", ""), request.POST.get("note", ""))
    if request.POST.get("next"):
        return redirect(reverse("allocation:review-next", args=[found.campaign_id]) + f"?but={entry_id}")
    messages.success(request, _("Noted."))
    return redirect("allocation:entry", entry_id)


@member_page("allocation.see")
@require_POST
def recuse(request: MemberRequest, entry_id: int) -> HttpResponseBase:
    """Step aside; the entry is out of reach from now on."""
    found = entry_of(request.actor, entry_id)
    services.recuse(request.actor, entry_id, request.POST.get("why", ""))
    messages.success(request, _("You stepped aside: somebody else decides about it."))
    return redirect("allocation:review", found.campaign_id)


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


def _do_to_many(request: MemberRequest, campaign: Campaign, do: str, ids: list[int]) -> None:
    if not ids:
        raise FieldError("chosen", _("Nothing is ticked."), _("Tick some entries first."))
    why = request.POST.get("why", "")
    if do in tuple(Leaning):
        done, newcomers = services.opine_many(request.actor, campaign.pk, ids, do)
        if newcomers:
            words = ngettext(
                "Newcomers are looked at one by one: %(count)d was left as it is.",
                "Newcomers are looked at one by one: %(count)d were left as they are.",
                newcomers,
            )
            messages.warning(request, words % {"count": newcomers})
    elif do == "assign":
        member, kind = _number(request.POST.get("member", "")) or 0, request.POST.get("kind", "first")
        done = services.assign(request.actor, campaign.pk, ids, member, kind)
    elif do in _MANY:
        done = _MANY[do](request.actor, campaign.pk, ids, why)
    else:
        raise FieldError("do", _("There is nothing to do by that name."), _("Use one of the buttons."))
    _say(request, done)


def _say(request: MemberRequest, done: Done) -> None:
    if done.count:
        words = ngettext("Done to %(count)d entry.", "Done to %(count)d entries.", done.count)
        messages.success(request, words % {"count": done.count})
    for hindrance in sorted(set(done.left.values())):
        count = list(done.left.values()).count(hindrance)
        messages.warning(request, f"{count} × {why_not(hindrance)}")


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
    every = {
        member
        for region_id in regions_within(actor, campaign.pk)
        for member in services.reviewers_of(actor.organisation_id, campaign.pk, region_id)
    }
    return {member: name for member, name in member_names(actor.organisation_id).items() if member in every}


def _asked(said: QueryDict) -> Asked:
    state, order = said.get("state", ""), said.get("order", "")
    return Asked(
        _number(said.get("region", "")),
        state if state in STATE_WORDS else "",
        _points(said.get("least", "")),
        order if order in reads.ORDERS else "best",
        _number(said.get("page", "")) or 1,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _points(text: str) -> Decimal | None:
    try:
        found = Decimal(text.strip().replace(",", ".")) if len(text) < 12 else Decimal("NaN")
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 10**7 else None


def _back(request: MemberRequest, usual: str) -> HttpResponseRedirect:
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/allocation/")
    return HttpResponseRedirect(back if safe else usual)
