"""Pages: promises to hand over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from ringback.base.accounts import team_notes
from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import member_names
from ringback.base.kit.errors import NotAllowedError, NotFoundError
from ringback.core.promises import services
from ringback.core.promises.forms import HandOverForm

SHOWN_PROMISES = 50


@member_page("calls.act")
@require_GET
def left(request: MemberRequest) -> HttpResponse:
    """Members who left and still have open promises."""
    return render(request, "promises/left.html", {"rows": services.left_behind(request.actor)})


@member_page("calls.act")
def of_member(request: MemberRequest, member_id: int) -> HttpResponseBase:
    """Everything open of one member, to hand over to somebody else or to a hunt group in turn (MISSION H10)."""
    name = member_names(request.actor.organisation_id, gone_too=True).get(member_id)
    if name is None:
        raise NotFoundError(_("There is no such member."))
    found = services.open_of(request.actor, member_id)
    sent = request.POST if request.method == "POST" else None
    form = HandOverForm(sent, request.actor.organisation_id, member_id)
    if sent is not None and form.is_valid():
        taker, why = services.Taker.read(form.cleaned_data["to"]), form.cleaned_data["why"]
        ids = [promise.pk for promise in found]
        done = len(services.hand_over_to(request.actor, ids, taker, why, besides=member_id).done)
        messages.success(
            request,
            ngettext("%(count)d promise was handed over.", "%(count)d promises were handed over.", done)
            % {"count": done},
        )
        return redirect("promises:of-member", member_id)
    shown = {"name": name, "member_id": member_id, "form": form, "count": len(found), "rows": found[:SHOWN_PROMISES]}
    return render(request, "promises/of_member.html", shown, status=422 if form.errors else 200)


def team_links(request: HttpRequest) -> dict[int, team_notes.Link]:
    """For each member with open promises, the page on which they are handed over (MISSION H10)."""
    try:
        counts = services.open_counts(request.actor)  # type: ignore[attr-defined]
    except NotAllowedError:
        return {}
    return {
        member_id: team_notes.Link(
            reverse("promises:of-member", args=[member_id]),
            ngettext("%(count)d open promise", "%(count)d open promises", count) % {"count": count},
        )
        for member_id, count in counts.items()
    }


def team_note(request: HttpRequest) -> str:
    """What the Team page says of promises whose owner has left; "" when there are none."""
    try:
        rows = services.left_behind(request.actor)  # type: ignore[attr-defined]
    except NotAllowedError:
        return ""
    return render_to_string("promises/_left.html", {"rows": rows}, request) if rows else ""
