"""The pages of the reports."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit import clock
from ringback.insight import kept as kept_on_time


@member_page("calls.see")
@require_GET
def kept(request: MemberRequest) -> HttpResponse:
    """How much of what was promised was kept on time, and by whom (MISSION C6)."""
    asked = request.GET.get("weeks", "")
    weeks = int(asked) if asked.isdecimal() and int(asked) in kept_on_time.WEEKS else kept_on_time.USUAL_WEEKS
    report = kept_on_time.report(request.actor, clock.now(), weeks)
    shown = {"report": report, "weeks": weeks, "choices": kept_on_time.WEEKS}
    return render(request, "insight/kept.html", shown)
