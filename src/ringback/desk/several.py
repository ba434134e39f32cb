"""Open promises, and what a member does to many of them at once: chosen, looked at, confirmed, done (MISSION H10)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.errors import FieldError
from ringback.core.promises import reads
from ringback.core.promises import services as promises
from ringback.core.promises.reads import PromiseFilters
from ringback.core.promises.services import Bulk, Hindrance, Looked, Taker
from ringback.desk import today
from ringback.desk.several_forms import CancelForm, GiveForm, MoveForm, OpenForm
from ringback.desk.several_steps import Step

PAGE = 50
SHOWN = 10
_WHY: Mapping[Hindrance, str | Text] = {
    Hindrance.GONE: gettext_lazy("not there any more"),
    Hindrance.CLOSED: gettext_lazy("closed already"),
    Hindrance.OUT_OF_REACH: gettext_lazy("not yours to change"),
    Hindrance.CHANGED: gettext_lazy("changed since you chose them"),
    Hindrance.UNDER_WAY: gettext_lazy("being kept right now"),
    Hindrance.PAST: gettext_lazy("still in the past after that"),
    Hindrance.TOO_LATE: gettext_lazy("dropped before that time"),
}


@dataclass(frozen=True, slots=True)
class _Deed:
    """What can be done to many: the form that says it, and what is left out of it."""

    form: Callable[[Any, MemberRequest], forms.Form]
    look: Callable[[MemberRequest, promises.Choice, forms.Form | None], Looked]
    do: Callable[[MemberRequest, Looked, forms.Form], Bulk]
    words: str | Text
    sign: str


@member_page()
@require_GET
def open_promises(request: MemberRequest) -> HttpResponse:
    """Open promises, the soonest due first, filtered and a page at a time; ticked ones are dealt with together."""
    form = OpenForm(request.GET, request.actor)
    after = request.GET.get("after", "")
    skip = int(after[:6]) if after.isdecimal() else 0
    rows, count = reads.open_ones(request.actor, form.filters(), skip, PAGE)
    query = request.GET.copy()
    query.pop("after", None)
    shown = {
        "form": form,
        "rows": today.entries(request.actor, rows),
        "count": count,
        "most": promises.MOST_AT_ONCE,
        "after": after,
        "next": str(skip + PAGE) if count > skip + PAGE else "",
        "query": query.urlencode(),
        "filtered": any(query.values()),
        "may_act": bool(request.actor.reach("promises.own")),
    }
    part = request.headers.get("HX-Target") == "promises"
    return render(request, "desk/_promises.html" if part else "desk/promises.html", shown)


@member_page("promises.own")
@require_http_methods(["GET", "POST"])
def several(request: MemberRequest) -> HttpResponseBase:
    """What was chosen, and what can be done to it; then what exactly would be done; then that it was done."""
    if request.method == "GET":
        return redirect("desk:promises")
    step = _step(request)
    choice = _chosen(request, step)
    if not choice and (step is None or not step.done):
        messages.info(request, _("Tick some promises first."))
        return _back(request)
    do = request.POST.get("do", "")
    if not do:
        return _page(request, choice, {}, step)
    if do not in _DEEDS:
        raise FieldError("do", _("There is no such action."), _("Choose one of the buttons."))
    form = _DEEDS[do].form(request.POST, request)
    if not form.is_valid():
        return _page(request, choice, {do: form}, step)
    looked = _DEEDS[do].look(request, choice, form)
    if "confirmed" not in request.POST or (not looked.can and step is None):
        return _confirm(request, choice, do, form, looked, step)
    done = len(_DEEDS[do].do(request, looked, form).done) if looked.can else 0
    step = (step or Step(0, 0, len(choice))).behind(list(choice), done)
    if not step.is_last:
        return _go_on(request, do, form, step)
    _tell(request, step.done, step.left)
    return _back(request)


def _page(
    request: MemberRequest, choice: promises.Choice, sent: dict[str, forms.Form], step: Step | None
) -> HttpResponse:
    looked = promises.look_at(request.actor, choice, under_way_too=True)
    deeds = [
        {"do": do, "form": sent.get(do) or deed.form(None, request), "words": deed.words, "sign": deed.sign}
        for do, deed in _DEEDS.items()
    ]
    shown = _shown(request, choice, looked, step) | {"deeds": deeds, "open": next(iter(sent), "")}
    return render(request, "desk/several.html", shown, status=422 if sent else 200)


def _confirm(
    request: MemberRequest, choice: promises.Choice, do: str, form: forms.Form, looked: Looked, step: Step | None
) -> HttpResponse:
    shown = _shown(request, choice, looked, step) | {
        "do": do,
        "deed": _DEEDS[do],
        "words": form.words() if isinstance(form, MoveForm | GiveForm) else "",
        "at": form.cleaned_data.get("at") if isinstance(form, MoveForm) and not form.words() else None,
        "why": form.cleaned_data["why"],
        "said": _said(request, form),
    }
    return render(request, "desk/several_confirm.html", shown)


def _go_on(request: MemberRequest, do: str, form: forms.Form, step: Step) -> HttpResponse:
    """What is done so far, and the button that does the next step."""
    shown = {
        "step": step,
        "seen": step.done + step.left,
        "most": promises.MOST_AT_ONCE,
        "do": do,
        "deed": _DEEDS[do],
        "said": _said(request, form),
        "query": request.POST.get("query", "")[:500],
    }
    return render(request, "desk/several_step.html", shown)


def _said(request: MemberRequest, form: forms.Form) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in form.fields}


def _shown(request: MemberRequest, choice: promises.Choice, looked: Looked, step: Step | None) -> dict[str, Any]:
    return {
        "step": step,
        "count": len(choice),
        "can": len(looked.can),
        "cannot": [(count, _WHY[why]) for why, count in looked.cannot.items()],
        "left": len(choice) - len(looked.can),
        "rows": today.entries(request.actor, list(looked.can[:SHOWN])),
        "more": max(0, len(looked.can) - SHOWN),
        "chosen": ",".join(f"{promise_id}:{generation}" for promise_id, generation in choice.items()),
        "query": request.POST.get("query", "")[:500],
    }


def _step(request: MemberRequest) -> Step | None:
    """Where a deed on all that fit the filters stands; None for what was ticked."""
    step = Step.read(request.POST.get("step", ""))
    if step is None and request.POST.get("which") == "all":
        count, highest = reads.span_of(request.actor, _filters(request))
        step = Step(0, highest, count)
    return step


def _filters(request: MemberRequest) -> PromiseFilters:
    return OpenForm(QueryDict(request.POST.get("query", "")[:500]), request.actor).filters()


def _chosen(request: MemberRequest, step: Step | None) -> dict[int, int]:
    """The ticked promises, or a step of all that fit the filters, each with the generation in which it was seen."""
    if request.POST.get("which") == "all" and step is not None:
        most = promises.MOST_AT_ONCE
        return reads.chosen(request.actor, _filters(request), most, after=step.after, until=step.until)
    said = request.POST.get("chosen", "").split(",") if "chosen" in request.POST else request.POST.getlist("promise")
    pairs = [one.partition(":") for one in said[: promises.MOST_AT_ONCE]]
    return {int(key[:18]): int(seen[:9]) for key, _colon, seen in pairs if key.isdecimal() and seen.isdecimal()}


def _back(request: MemberRequest) -> HttpResponseBase:
    query = QueryDict(request.POST.get("query", "")[:500]).urlencode()
    return redirect(reverse("desk:promises") + (f"?{query}" if query else ""))


def _tell(request: MemberRequest, done: int, left: int) -> None:
    words = ngettext("%(count)d promise was changed.", "%(count)d promises were changed.", done) % {"count": done}
    if left:
        words += " " + ngettext("%(count)d was left as it is.", "%(count)d were left as they are.", left) % {
            "count": left
        }
    messages.success(request, words)


def _move_look(request: MemberRequest, choice: promises.Choice, form: forms.Form | None) -> Looked:
    assert isinstance(form, MoveForm)
    return promises.look_at(request.actor, choice, shift=form.shift())


def _move(request: MemberRequest, looked: Looked, form: forms.Form) -> Bulk:
    assert isinstance(form, MoveForm)
    seen = looked.generations
    return promises.reschedule_all(request.actor, seen, form.shift(), form.cleaned_data["why"], generations=seen)


def _give(request: MemberRequest, looked: Looked, form: forms.Form) -> Bulk:
    taker, seen = Taker.read(form.cleaned_data["to"]), looked.generations
    return promises.hand_over_to(request.actor, seen, taker, form.cleaned_data["why"], generations=seen)


def _cancel(request: MemberRequest, looked: Looked, form: forms.Form) -> Bulk:
    seen = looked.generations
    return promises.cancel_all(request.actor, seen, form.cleaned_data["why"], generations=seen)


_DEEDS: Mapping[str, _Deed] = {
    "move": _Deed(
        form=lambda data, _request: MoveForm(data),
        look=_move_look,
        do=_move,
        words=gettext_lazy("Move them"),
        sign="clock-pause",
    ),
    "give": _Deed(
        form=lambda data, request: GiveForm(data, request.actor),
        look=lambda request, choice, _form: promises.look_at(request.actor, choice, under_way_too=True),
        do=_give,
        words=gettext_lazy("Hand them over"),
        sign="users",
    ),
    "cancel": _Deed(
        form=lambda data, _request: CancelForm(data),
        look=lambda request, choice, _form: promises.look_at(request.actor, choice),
        do=_cancel,
        words=gettext_lazy("Take them back"),
        sign="trash",
    ),
}
