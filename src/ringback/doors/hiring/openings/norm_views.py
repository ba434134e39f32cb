"""The page of how long candidates usually wait."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.errors import FieldError
from ringback.doors.hiring.openings import services
from ringback.doors.hiring.openings.services import Norm


@member_page("hiring.edit")
@require_http_methods(["GET", "POST"])
def norms(request: MemberRequest) -> HttpResponseBase:
    """The norms of every level: the organisation's own beside the house's (MISSION H11, H12)."""
    given, problem = request.POST, ""
    if request.method == "POST":
        try:
            if given.get("do") == "reset":
                services.reset_norm(request.actor, given.get("level", ""))
                messages.success(request, _("The house's norm counts again."))
            else:
                norm = Norm(_days(given.get("from_days", "")), _days(given.get("to_days", "")), given.get("source", ""))
                services.say_norm(request.actor, given.get("level", ""), norm)
                messages.success(request, _("Saved."))
            return redirect("hiring:norms")
        except FieldError as error:
            problem = error.words
    shown = {
        "rows": services.norms_of(request.actor),
        "problem": problem,
        "given": given.dict(),
        "wrong": given.get("level", "") if problem else None,
    }
    return render(request, "hiring/openings/norms.html", shown, status=422 if problem else 200)


def _days(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
