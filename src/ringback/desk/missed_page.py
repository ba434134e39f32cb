"""Missed calls: the list that must become empty, and one person on it."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.errors import FieldError
from ringback.core.promises import services as promises
from ringback.desk import letters, missed
from ringback.desk.missed import Waiting

Forms = dict[str, forms.Form]


class DoneForm(forms.Form):
    """Why nobody need call them any more."""

    because = forms.CharField(
        label=gettext_lazy("Done because"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("Your name and these words are the evidence: “she wrote, all is settled”."),
    )


class WriteForm(forms.Form):
    """An e-mail in place of a call."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    body = forms.CharField(label=gettext_lazy("Message"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}))
    settles = forms.BooleanField(label=gettext_lazy("With this it is done"), required=False, initial=True)


@member_page("calls.see")
@require_GET
def missed_list(request: MemberRequest) -> HttpResponse:
    """Everybody who was not had; the list alone for htmx."""
    part = request.headers.get("HX-Target") == "missed"
    shown = {"groups": missed.gather(request.actor), "may_act": bool(request.actor.reach("calls.act"))}
    return render(request, "desk/_missed.html" if part else "desk/missed.html", shown)


@member_page("calls.see")
@require_http_methods(["GET", "POST"])
def missed_one(request: MemberRequest, missed_id: int) -> HttpResponseBase:
    """One of them with every try; a POST does what its `do` says and leads back to the list."""
    group = missed.one(request.actor, missed_id)
    if request.method == "GET":
        return _page(request, group, {})
    deeds: dict[str, Callable[[MemberRequest, Waiting], Forms]] = {"call": _call, "done": _done, "write": _write}
    do = request.POST.get("do", "")
    if do not in deeds:
        raise FieldError("do", _("There is no such action."), _("Choose one of the buttons."))
    wrong = deeds[do](request, group)
    return _page(request, group, wrong) if wrong else redirect("desk:missed")


def _page(request: MemberRequest, group: Waiting, sent: Forms) -> HttpResponse:
    usual: Forms = {"done": DoneForm(), "write": WriteForm()}
    shown = {
        "group": group,
        "forms": usual | sent,
        "open": next(iter(sent), ""),
        "may_act": bool(request.actor.reach("calls.act")),
        "may_see": request.actor.may("people.see"),
        "may_write": missed.may_write(request.actor, group),
    }
    return render(request, "desk/missed_one.html", shown, status=422 if sent else 200)


def _call(request: MemberRequest, group: Waiting) -> Forms:
    missed.call(request.actor, group)
    messages.success(request, _("Your phone rings first."))
    return {}


def _done(request: MemberRequest, group: Waiting) -> Forms:
    form = DoneForm(request.POST)
    if not form.is_valid():
        return {"done": form}
    promises.clear(request.actor, group.promise_ids, form.cleaned_data["because"])
    messages.success(request, _("Off the list."))
    return {}


def _write(request: MemberRequest, group: Waiting) -> Forms:
    form = WriteForm(request.POST)
    if not form.is_valid():
        return {"write": form}
    said = form.cleaned_data
    with transaction.atomic():
        message = letters.write(request.actor, group.person_id, said["subject"], said["body"])
        if said["settles"]:
            promises.clear(request.actor, group.promise_ids, said["subject"], {"message": message.public_id})
    messages.success(request, _("The message is on its way."))
    return {}
