"""When members are away, and their own hours: one's own page, and the team's."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import member_names
from ringback.base.kit.errors import NotFoundError
from ringback.core.hours import reads, services, words
from ringback.core.hours.forms import TimeOffForm


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def you(request: MemberRequest) -> HttpResponseBase:
    """One's own time off and hours."""
    return _page(request, request.actor.member_id or 0)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page("team.edit")
def member(request: MemberRequest, member_id: int) -> HttpResponseBase:
    """A member's time off and hours, for those who run the team."""
    return _page(request, member_id)


@require_POST
@member_page()
def give_back(request: MemberRequest, member_id: int, time_off_id: int) -> HttpResponseBase:
    """Delete time off."""
    services.give_back_time_off(request.actor, member_id, time_off_id)
    messages.success(request, _("The time off is deleted."))
    return _back(request, member_id)


def _page(request: MemberRequest, member_id: int) -> HttpResponseBase:
    name = member_names(request.actor.organisation_id).get(member_id)
    if name is None:
        raise NotFoundError(_("There is no such member."))
    form = TimeOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if form.saved(lambda: services.take_time_off(request.actor, member_id, values)):
            messages.success(request, _("The time off is saved."))
            return _back(request, member_id)
    own = reads.member_calendar(request.actor.organisation_id, member_id)
    zone = services.zone_of_member(request.actor.organisation_id, member_id)
    shown = {
        "form": form,
        "name": name,
        "member_id": member_id,
        "is_self": member_id == request.actor.member_id,
        "time_off": [reads.away_row(row, zone) for row in services.time_off_of(request.actor, member_id)],
        "row": reads.row_of(own) if own else None,
        "zone": words.zone_words(zone.key),
    }
    return render(request, "hours/member.html", shown, status=422 if form.errors else 200)


def _back(request: MemberRequest, member_id: int) -> HttpResponseBase:
    return redirect("hours:you") if member_id == request.actor.member_id else redirect("hours:member", member_id)
