"""The call card: one screen before and during a call."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.errors import ConflictError, FieldError, StoppedError
from ringback.desk.shell import by_the_clock_of
from ringback.doors.jobsearch.calling import card as cards
from ringback.doors.jobsearch.calling import services
from ringback.doors.jobsearch.calling.forms import EndForm, PhoneForm
from ringback.doors.jobsearch.calling.models import Outcome, SeekerCall
from ringback.doors.jobsearch.employers.services import candidacy_of, hours_of
from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.workspaces.services import workspace_of


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: MemberRequest, candidacy_id: int) -> HttpResponseBase:
    """Everything on one screen (MISSION S17); a POST does what its `do` says."""
    found = candidacy_of(request.actor, candidacy_id)
    # Hours are fixed by the clock of whoever is called.
    by_the_clock_of(request, hours_of(found.employer).zone)
    if request.method != "POST":
        return _page(request, found)
    deeds: dict[str, Callable[[MemberRequest, Shown], HttpResponseBase]] = {
        "begin": _begin,
        "dial": _dial,
        "hang_up": _hang_up,
        "answered": _answered,
        "end": _end,
    }
    deed = deeds.get(request.POST.get("do", ""))
    return _page(request, found, _("Choose one of the buttons."), 422) if deed is None else deed(request, found)


@member_page("search.own")
@require_POST
def notes(request: MemberRequest, candidacy_id: int) -> HttpResponseBase:
    """Notes as they are typed: kept, and listened to for days that are named (MISSION S17, S23)."""
    found = candidacy_of(request.actor, candidacy_id)
    by_the_clock_of(request, hours_of(found.employer).zone)
    services.keep_notes(request.actor, candidacy_id, request.POST.get("notes", ""))
    if request.headers.get("HX-Request") != "true":
        return redirect("jobsearch:call", candidacy_id)
    shown = {"heard": services.deadlines_of(found, request.POST.get("notes", "")), "until": _until(request)}
    return render(request, "jobsearch/calling/_heard.html", shown)


@member_page("search.own")
@require_GET
def line(request: MemberRequest, candidacy_id: int) -> HttpResponse:
    """How far the call has come; fetched again when calls change."""
    found = candidacy_of(request.actor, candidacy_id)
    shown = cards.line_of(request.actor, services.open_call(found.row))
    return render(request, "jobsearch/calling/_line.html", {"line": shown, "candidacy": found})


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: MemberRequest) -> HttpResponseBase:
    """The line that calls go through."""
    known = services.phone_of(workspace_of(request.actor))
    if request.method == "POST" and request.POST.get("do") == "forget":
        services.forget_phone(request.actor)
        messages.success(request, _("Your phone line is forgotten."))
        return redirect("jobsearch:phone")
    initial = {name: getattr(known, name) for name in PhoneForm.base_fields if name != "secret"} if known else None
    form = PhoneForm(request.POST or None, initial=initial)
    if form.is_valid() and form.saved(lambda: services.save_phone(request.actor, form.words())):
        messages.success(request, _("Saved. The card before a call has its button now."))
        return redirect("jobsearch:phone")
    shown = {"here": "phone", "form": form, "known": known}
    return render(request, "jobsearch/calling/phone.html", shown, status=422 if form.errors else 200)


def _page(
    request: MemberRequest, found: Shown, problem: str = "", status: int = 200, form: EndForm | None = None
) -> HttpResponse:
    typed = request.POST.get("notes") if form is not None else None
    shown = cards.gather(request.actor, found, _number(request.GET.get("with", "")), typed)
    words = [(one, cards.PACK_WORDS[one.pack], one.pack == shown.suggested) for one in shown.script.packs]
    values = {
        "card": shown,
        "candidacy": found,
        "packs": words,
        "problem": problem,
        "form": form or EndForm(auto_id="end_%s"),
        "until": _until(request),
        "hour": request.POST.get("hour", ""),
        "heard": shown.heard,
    }
    return render(request, "jobsearch/calling/card.html", values, status=status)


def _begin(request: MemberRequest, found: Shown) -> HttpResponseBase:
    who, invited = _number(request.POST.get("with", "")), bool(request.POST.get("invited"))
    try:
        services.begin_call(request.actor, found.id, who, invited=invited)
    except ConflictError as error:
        return _page(request, found, str(error), 409)
    return redirect("jobsearch:call", found.id)


def _dial(request: MemberRequest, found: Shown) -> HttpResponseBase:
    who, invited = _number(request.POST.get("with", "")), bool(request.POST.get("invited"))
    try:
        services.dial(request.actor, found.id, who, invited=invited)
    except FieldError as error:
        return _page(request, found, f"{_(error.problem)} {_(error.mend)}", 422)
    except (ConflictError, StoppedError) as error:
        return _page(request, found, str(error), 409)
    messages.success(request, _("Your phone rings first."))
    return redirect("jobsearch:call", found.id)


def _hang_up(request: MemberRequest, found: Shown) -> HttpResponseBase:
    try:
        services.hang_up(request.actor, found.id)
    except ConflictError as error:
        return _page(request, found, str(error), 409)
    return redirect("jobsearch:call", found.id)


def _answered(request: MemberRequest, found: Shown) -> HttpResponseBase:
    services.answered(request.actor, found.id, _number(request.POST.get("with", "")))
    return redirect("jobsearch:call", found.id)


def _end(request: MemberRequest, found: Shown) -> HttpResponseBase:
    form, ended = EndForm(request.POST, auto_id="end_%s"), list[SeekerCall]()
    if not form.is_valid() or not form.saved(
        lambda: ended.append(services.end_call(request.actor, found.id, form.values()))
    ):
        return _page(request, found, status=422, form=form)
    messages.success(request, _said(ended[0]))
    return redirect("jobsearch:candidacy", found.id)


def _said(call: SeekerCall) -> str:
    if call.outcome == Outcome.NO:
        return _("Noted. Nothing reminds you of it any more. On to the others!")
    if call.outcome == Outcome.YES:
        return _("Congratulations! It is done when the contract is signed.")
    return _("Noted. The next call stands on Today.") if call.next_at else _("Noted.")


def _until(request: MemberRequest) -> str:
    return request.POST.get("until", "")[:10]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


def panel(request: MemberRequest, candidacy: Shown) -> str:
    """The way to the card, the best hours, and earlier calls, on one candidacy's page."""
    past = services.calls_of(candidacy.row)
    if candidacy.ended and not past:
        return ""
    timezone_of = hours_of(candidacy.employer).zone
    shown = {
        "candidacy": candidacy,
        "past": past,
        "open": services.open_call(candidacy.row),
        "hours": [] if candidacy.ended else services.best_of(candidacy, most=3),
        "zone": timezone_of,
    }
    return render_to_string("jobsearch/calling/_panel.html", shown, request)
