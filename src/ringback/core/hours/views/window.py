"""The permitted window for calls, and trying it with a number."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import organisation_of
from ringback.base.edge.forms import show_refusal
from ringback.base.kit import phones
from ringback.base.kit.errors import FieldError
from ringback.core.hours import asking, rules, services, week_form, words
from ringback.core.hours.asking import Question
from ringback.core.hours.forms import TryForm, WindowForm
from ringback.core.hours.week_form import DayRow


@dataclass(frozen=True, slots=True)
class Tried:
    """When a number may be called, in words: how its zone is known, now or not and why, and from when."""

    phone: str
    known: str
    allowed: bool
    reasons: list[str]
    at: str


@require_http_methods(["GET", "HEAD", "POST"])
@member_page("setup.edit")
def window(request: MemberRequest) -> HttpResponseBase:
    """The hours in which people may be called, in their own time (MISSION W8)."""
    kept = services.window_of(request.actor.organisation_id)
    initial = {"on_holidays": kept.on_holidays, "source": "" if kept.is_norm else kept.source}
    form = WindowForm(request.POST or None, initial=initial)
    rows = week_form.rows_of(kept.week)
    if request.method == "POST":
        rows = week_form.sent_rows(request.POST)
        if form.is_valid() and _save(request, form, rows):
            messages.success(request, _("The permitted hours are saved."))
            return redirect("hours:window")
    shown: dict[str, Any] = {"window": kept, "norm": services.norm_window(), "form": form, "rows": rows}
    wrong = form.errors or any(row.error for row in rows)
    return render(request, "hours/window.html", shown | {"try_form": TryForm()}, status=422 if wrong else 200)


@require_POST
@member_page("setup.edit")
def norm(request: MemberRequest) -> HttpResponseBase:
    """Let the norm hold again."""
    services.reset_window(request.actor)
    messages.success(request, _("The norm holds again."))
    return redirect("hours:window")


@require_safe
@member_page("setup.edit")
def try_number(request: MemberRequest) -> HttpResponse:
    """Whether a number may be called now, when next, and why."""
    form = TryForm(request.GET)
    tried = None
    if form.is_valid():
        try:
            tried = _tried(request, form.cleaned_data["phone"])
        except FieldError as error:
            show_refusal(form, error)
    return render(request, "hours/_tried.html", {"try_form": form, "tried": tried})


def _save(request: MemberRequest, form: WindowForm, rows: list[DayRow]) -> bool:
    given = form.cleaned_data
    try:
        week = week_form.week_of(rows)
        services.save_window(request.actor, week, on_holidays=given["on_holidays"], source=given["source"])
    except FieldError as error:
        week_form.mark(rows, {error.field: error.words})
        if not error.field.startswith("day"):
            show_refusal(form, error)
        return False
    return True


def _tried(request: MemberRequest, typed: str) -> Tried:
    own = organisation_of(request.actor)
    phone = phones.parse(typed, own.country)
    answer = asking.answered(request.actor, Question(phone=phone.e164))
    zone = rules.zone_named(own.zone)
    return Tried(
        phone=phone.e164,
        known=answer.known,
        allowed=answer.permitted,
        reasons=[one.words for one in answer.reasons],
        at=words.moment_words(answer.next_at, answer.at, zone) if answer.next_at and zone else "",
    )
