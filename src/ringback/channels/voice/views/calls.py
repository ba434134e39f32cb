"""The list of calls, a call's page, and what can be done with a call."""

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import organisation_of
from ringback.base.kit import clock
from ringback.channels.voice import axis, reads, saying, services, words
from ringback.channels.voice.forms import CallFilterForm
from ringback.channels.voice.reads import CallFilters, CallPage
from ringback.channels.voice.reviewing import views as reviewing

_PARTS = {
    "call-live": "voice/_call_live.html",
    "call-sound": "voice/_call_sound.html",
    "call-timeline": "voice/_call_timeline.html",
}


@member_page("calls.see")
@require_GET
def calls(request: MemberRequest) -> HttpResponse:
    """Calls, newest first, filtered and a page at a time; the list alone for htmx."""
    form = CallFilterForm(
        request.GET, groups=reads.groups(request.actor), agents=[row.agent for row in reads.agents(request.actor)]
    )
    wanted = _filters(form, request) if form.is_valid() else CallFilters()
    after = request.GET.get("after", "")
    shown = {
        "form": form,
        "page": reads.calls(request.actor, wanted, after),
        "after": after,
        "filtered": wanted != CallFilters(),
        "query": _without(request, "after"),
        "may_try": bool(request.actor.reach("setup.edit")),
    }
    part = request.headers.get("HX-Target") == "calls"
    return render(request, "voice/_calls.html" if part else "voice/calls.html", shown)


def _filters(form: CallFilterForm, request: MemberRequest) -> CallFilters:
    asked = form.cleaned_data
    last = asked["day"] or asked["last"]
    timezone.activate(organisation_of(request.actor).zone)
    return CallFilters(
        outcome=asked["outcome"],
        way=asked["way"],
        group_id=int(asked["group"]) if asked["group"] else None,
        agent_id=int(asked["agent"]) if asked["agent"] else None,
        number=asked["number"],
        since_at=_midnight(asked["day"] or asked["first"]),
        until_at=_midnight(last + timedelta(days=1)) if last else None,
        recorded=True if asked["recorded"] else None,
        queued=asked["queued"],
        came=asked["came"],
    )


def _midnight(day: date | None) -> datetime | None:
    """The day's first instant in the organisation's zone."""
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _without(request: MemberRequest, name: str) -> str:
    query = request.GET.copy()
    query.pop(name, None)
    return query.urlencode()


@member_page("calls.see")
@require_GET
def call(request: MemberRequest, call_id: str) -> HttpResponse:
    """One call; only the part that lives, or the player, for htmx."""
    page = reads.call(request.actor, call_id)
    template = _PARTS.get(request.headers.get("HX-Target", ""), "voice/call.html")
    return render(request, template, _shown(request, page))


def _shown(request: MemberRequest, page: CallPage) -> dict[str, object]:
    names = {leg.number: leg.name or str(_("Visitor")) for leg in page.legs}
    drawn = axis.draw(page.legs, page.row.requested_at, page.row.connected_at, page.row.ended_at or clock.now())
    return {
        "call": page,
        "axis": drawn,
        "timeline": [
            (event, text, (event.at - page.row.requested_at).total_seconds())
            for event, text in words.timeline(page.events, names)
        ],
        **saying.shown(page.row, request.actor, "page"),
        **reviewing.shown(request.actor, page.row.call_id, drawn.talk, request.GET.get("card", "")),
    }


@member_page("calls.act")
@require_POST
def hang_up(request: MemberRequest, call_id: str) -> HttpResponseBase:
    """End a call under way."""
    services.hang_up(request.actor, call_id)
    messages.success(request, _("The call is being ended."))
    return redirect("voice:call", call_id)


@member_page("calls.act")
@require_POST
def never_again(request: MemberRequest, call_id: str) -> HttpResponseBase:
    """Never call this number again."""
    services.never_call_again(request.actor, call_id, request.POST.get("why", ""))
    messages.success(request, _("Noted: this number is not called any more."))
    return redirect("voice:call", call_id)
