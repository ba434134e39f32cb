"""What is done on the reviewers' pages: to one entry, to all that are ticked, or to all that are listed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services import campaign_of
from ringback.doors.allocation.entries.services import entry_of
from ringback.doors.allocation.reviewing import reads, services
from ringback.doors.allocation.reviewing.asking import asked_of, number_of
from ringback.doors.allocation.reviewing.rules.standing import Leaning
from ringback.doors.allocation.reviewing.saying import why_not
from ringback.doors.allocation.reviewing.services import Done

MOST_AT_ONCE = 200
_MANY: dict[str, Callable[[Actor, int, list[int], str], Done]] = {
    "forward": lambda actor, campaign_id, ids, why: services.forward(actor, campaign_id, ids),
    "take_back": lambda actor, campaign_id, ids, why: services.take_back(actor, campaign_id, ids),
    "choose": services.choose,
    "unchoose": services.unchoose,
}


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
            ids = reads.ids_of(request.actor, campaign_id, asked_of(request.POST))
        else:
            ticked = [single] if single else request.POST.getlist("chosen")[:MOST_AT_ONCE]
            ids = [number for text in ticked if (number := number_of(text)) is not None]
        _do_to_many(request, campaign, do, ids)
    except (FieldError, ConflictError) as error:
        messages.error(request, error.words)
    return _back(request, reverse("allocation:review", args=[campaign_id]))


@member_page("allocation.review")
@require_POST
def deal(request: MemberRequest, campaign_id: int) -> HttpResponseBase:
    """Deal what nobody looks at yet in a region, or what wants a second opinion, evenly among its reviewers."""
    campaign_of(request.actor, campaign_id, "allocation.review")
    try:
        kind, region_id = request.POST.get("kind", ""), number_of(request.POST.get("region", "")) or 0
        count = services.deal(request.actor, campaign_id, region_id, kind)
    except FieldError as error:
        messages.error(request, error.words)
    else:
        words = ngettext("%(count)d entry was dealt out.", "%(count)d entries were dealt out.", count)
        messages.success(request, words % {"count": count})
    return _back(request, reverse("allocation:review", args=[campaign_id]))


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
        member, kind = number_of(request.POST.get("member", "")) or 0, request.POST.get("kind", "first")
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


def _back(request: MemberRequest, usual: str) -> HttpResponseRedirect:
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/allocation/")
    return HttpResponseRedirect(back if safe else usual)
