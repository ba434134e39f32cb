"""Pages and parts that belong to the desk itself: Today, own presence, the switch for all dialling."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts import services as accounts
from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.channels.voice import reads
from ringback.channels.voice import services as voice
from ringback.core.promises import services as promises
from ringback.core.promises.services import Outcome
from ringback.desk import cards, navigation, today, wizard


@member_page()
@require_GET
def today_page(request: MemberRequest) -> HttpResponseBase:
    """Today: what is on the line now, what is due, what a person must clear (MISSION C7).

    An organisation where nothing is set up yet is led to the wizard first.
    """
    if wizard.wanted(request, request.actor):
        return redirect("desk:start")
    return render(request, "desk/today.html", {**_list(request), "cards": cards.rendered(request)})


@member_page()
@require_GET
def today_part(request: MemberRequest) -> HttpResponse:
    """The live part of Today alone."""
    return today_list(request)


def today_list(request: MemberRequest) -> HttpResponse:
    """The list as it stands now, for htmx to put in the old one's place."""
    return render(request, "desk/_today.html", _list(request))


def _list(request: MemberRequest) -> dict[str, Any]:
    shown = today.gather(request.actor, clock.now())
    unfinished = shown.empty and request.actor.may("setup.edit") and not wizard.is_done(request.actor, "group")
    return {"today": shown, "set_up_open": unfinished, "may_set_up": request.actor.may("setup.edit")}


@member_page("presence.set")
def presence(request: MemberRequest) -> HttpResponseBase:
    """The member's own presence: the control alone for htmx, back to where one was without it."""
    if request.method == "POST":
        own = reads.own_agents(request.actor)
        if not own:
            raise FieldError("presence", _("You have no phone here yet."), _("Ask an admin to add you as an agent."))
        for agent in own:
            voice.set_presence(request.actor, agent.pk, request.POST.get("presence", ""))
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/_presence.html")
    return redirect(request.META.get("HTTP_REFERER", "/"))


@member_page()
@require_GET
def stopped(request: MemberRequest) -> HttpResponse:
    """The banner that says that dialling is stopped, or nothing."""
    return render(request, "desk/_stopped.html")


@member_page()
@require_GET
def count(request: MemberRequest, slug: str) -> HttpResponse:
    """The figure beside one item of the navigation, for htmx."""
    return render(request, "desk/_count.html", {"slug": slug, "count": navigation.count(slug, request.actor)})


@member_page("dialling.stop")
@require_POST
def dialling(request: MemberRequest) -> HttpResponseBase:
    """Stop all dialling of the organisation, or let it go on."""
    if request.POST.get("dialling") == "resume":
        accounts.resume_dialling(request.actor)
        messages.success(request, _("Dialling is on again."))
    else:
        accounts.stop_dialling(request.actor)
        messages.warning(request, _("All dialling is stopped. Conversations under way go on."))
    return redirect("desk:today")


@member_page("promises.own")
@require_POST
def clear_uncertain(request: MemberRequest, attempt_id: int) -> HttpResponseBase:
    """A person says how a call really ended that a crash left uncertain."""
    outcomes = {"talked": Outcome.DONE, "not_reached": Outcome.NO_ANSWER, "not_wanted": Outcome.REFUSED}
    said = outcomes.get(request.POST.get("ended", ""))
    if said is None:
        raise FieldError("ended", _("This is no way a call can end."), _("Choose one of the buttons."))
    promises.resolve_uncertain(request.actor, attempt_id, said)
    messages.success(request, _("Noted."))
    return today_again(request)


def today_again(request: MemberRequest) -> HttpResponseBase:
    """The list alone for htmx; the whole page where a form was sent before the page's script had begun."""
    if request.headers.get("HX-Request") == "true":
        return today_list(request)
    return redirect("desk:today")
