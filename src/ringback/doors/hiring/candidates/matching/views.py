"""How candidates fit: a panel on one application's page, and a page of all."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.doors.hiring.candidates.matching import services
from ringback.doors.hiring.candidates.models import Application


@member_page("hiring.see")
@require_GET
def matches(request: MemberRequest, opening_id: int) -> HttpResponse:
    """All active candidates of an opening, each explained."""
    opening, rows = services.matches(request.actor, opening_id)
    shown = {"opening": opening, "rows": rows, "most": services.MOST}
    return render(request, "hiring/candidates/matches.html", shown)


def panel(request: MemberRequest, application: Application) -> str:
    """Line by line on one application's page; nothing where there is nothing to hold it against."""
    if application.person_id is None or not application.opening.requirements:
        return ""
    shown = {"match": services.match_of(application), "opening": application.opening}
    return render_to_string("hiring/candidates/_match.html", shown, request)
