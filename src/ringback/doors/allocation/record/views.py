"""Who decided what and when, whether that still holds, and its export."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.doors.allocation.campaigns.services import campaign_of
from ringback.doors.allocation.record import reads
from ringback.doors.allocation.record.services import export, verify

PAGE = 50
# Checked at every look; a longer record takes seconds, so only when somebody asks.
CHECKED_AT_ONCE = 3000


@member_page("allocation.publish")
@require_GET
def record(request: MemberRequest, campaign_id: int) -> HttpResponse:
    """The record of one campaign, the newest deed first."""
    campaign = campaign_of(request.actor, campaign_id, "allocation.publish")
    after = request.GET.get("after", "")
    some = list(reads.deeds(campaign_id, int(after) if after.isdecimal() and len(after) < 10 else None)[: PAGE + 1])
    length = reads.length(campaign_id)
    shown = {
        "campaign": campaign,
        "rows": reads.rows(request.actor, campaign_id, some[:PAGE]),
        "verdict": verify(campaign_id) if length <= CHECKED_AT_ONCE or "check" in request.GET else None,
        "length": length,
        "after": after,
        "next": some[PAGE - 1].number if len(some) > PAGE else None,
    }
    return render(request, "allocation/record/record.html", shown)


@member_page("allocation.publish")
@require_GET
def exported(request: MemberRequest, campaign_id: int) -> HttpResponse:
    """The record as a file."""
    answer = HttpResponse(export(request.actor, campaign_id), content_type="application/jsonl")
    answer["Content-Disposition"] = f'attachment; filename="record-{campaign_id}.jsonl"'
    return answer
