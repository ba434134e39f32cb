"""A member's own calls of today: what came of each, and which nobody has judged yet."""

from datetime import datetime, time

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import organisation_of
from ringback.base.kit import clock
from ringback.channels.voice import line


@member_page("presence.set")
@require_GET
def mine(request: MemberRequest) -> HttpResponse:
    """Today by the organisation's clock, newest first; the list alone for htmx."""
    timezone.activate(organisation_of(request.actor).zone)
    midnight = timezone.make_aware(datetime.combine(timezone.localtime(clock.now()).date(), time()))
    part = request.headers.get("HX-Target") == "mine"
    shown = {"day": line.day_of(request.actor, midnight)}
    return render(request, "desk/_mine.html" if part else "desk/mine.html", shown)
