"""On Today: calls of one's own of which nobody has said yet what came of them."""

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from django.http import HttpRequest
from django.template.loader import render_to_string

from ringback.base.kit import clock
from ringback.doors.hiring.calling.models import CandidateCall

if TYPE_CHECKING:
    from ringback.base.accounts.access import MemberRequest

# So long after it began a call is surely over.
_OVER = timedelta(minutes=15)
MOST = 20


def render(request: HttpRequest) -> str:
    """The card; nothing while all has been said."""
    actor = cast("MemberRequest", request).actor
    if not actor.reach("hiring.act"):
        return ""
    mine = CandidateCall.objects.filter(by_id=actor.member_id or 0, outcome="", began_at__lt=clock.now() - _OVER)
    rows = mine.filter(application__organisation_id=actor.organisation_id).select_related("application__opening")
    calls = list(rows.order_by("began_at")[:MOST])
    return render_to_string("hiring/calling/_unsaid.html", {"calls": calls}, request) if calls else ""
