"""The page of how candidates were treated."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.doors.hiring.asking import reads, rules


@member_page("hiring.see")
@require_GET
def treatment(request: MemberRequest) -> HttpResponse:
    """What candidates think of how they were treated (MISSION H22)."""
    shown = {"report": reads.report(request.actor), "marks": rules.MARKS, "least": rules.LEAST}
    return render(request, "hiring/asking/treatment.html", shown)
