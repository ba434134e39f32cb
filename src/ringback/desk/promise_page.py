"""One promise: how it stands, what was tried, and everything a member can do about it."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ringback.base.accounts import services as accounts
from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.channels.voice import services as voice
from ringback.core.promises import services as promises
from ringback.desk import callers, promised
from ringback.desk.letters import write
from ringback.desk.promise_forms import HandOverForm, KeptForm, LetterForm, SnoozeForm, TakeBackForm
from ringback.desk.views import today_again

Forms = dict[str, forms.Form]


@member_page()
@require_http_methods(["GET", "POST"])
def promise(request: MemberRequest, promise_id: int) -> HttpResponseBase:
    """The promise's page; a POST does what its `do` says and leads back to Today (MISSION C7)."""
    shown = promised.gather(request.actor, promise_id)
    if request.method == "GET":
        return _page(request, shown, {})
    return _do(request, shown)


def _page(request: MemberRequest, shown: promised.Promised, sent: Forms) -> HttpResponse:
    names = accounts.member_names(request.actor.organisation_id)
    usual: Forms = {
        "snooze": SnoozeForm(initial={"until": "hour"}),
        "hand": HandOverForm(None, names),
        "kept": KeptForm(),
        "write": LetterForm(initial={"keeps": shown.promise.channel == "mail"}),
        "cancel": TakeBackForm(),
    }
    values = {
        "shown": shown,
        "forms": usual | sent,
        "cards": callers.rendered(request, shown.promise.id),
        "open": next(iter(sent), ""),
        "alone": set(names) == {request.actor.member_id},
    }
    return render(request, "desk/promise.html", values, status=422 if sent else 200)


def _do(request: MemberRequest, shown: promised.Promised) -> HttpResponseBase:
    do = request.POST.get("do", "")
    deeds: dict[str, Callable[[MemberRequest, promised.Promised], Forms]] = {
        "now": _now,
        "call": _call,
        "done": _done,
        "snooze": _snooze,
        "hand": _hand,
        "kept": _kept,
        "write": _write,
        "cancel": _cancel,
    }
    if do not in deeds:
        raise FieldError("do", _("There is no such action."), _("Choose one of the buttons."))
    wrong = deeds[do](request, shown)
    return _page(request, shown, wrong) if wrong else today_again(request)


def _read(request: MemberRequest) -> int:
    generation = request.POST.get("generation", "")
    return int(generation[:9]) if generation.isdecimal() else 0


def _now(request: MemberRequest, shown: promised.Promised) -> Forms:
    moved = promises.reschedule(request.actor, shown.promise.id, _read(request), clock.now())
    if moved.not_before_at is None:
        messages.success(request, _("It is being tried now."))
    else:
        messages.info(request, _("They are left in peace now. It is tried as soon as its policy allows."))
    return {}


def _call(request: MemberRequest, shown: promised.Promised) -> Forms:
    voice.call_promised(request.actor, shown.promise.id, _read(request))
    messages.success(request, _("Your phone rings first."))
    return {}


def _done(request: MemberRequest, shown: promised.Promised) -> Forms:
    promises.mark_kept(request.actor, shown.promise.id, {"by_hand": True})
    messages.success(request, _("Noted as kept."))
    return {}


def _snooze(request: MemberRequest, shown: promised.Promised) -> Forms:
    form = SnoozeForm(request.POST)
    zone = ZoneInfo(accounts.place_of(request.actor.organisation_id)[0])
    due_at = form.due_at(clock.now(), zone) if form.is_valid() else None
    if due_at is None:
        return {"snooze": form}
    said = form.cleaned_data
    moved = promises.reschedule(
        request.actor, shown.promise.id, _read(request), due_at, by_person=said["by_person"], why=said["why"]
    )
    at = moved.not_before_at or moved.due_at
    messages.success(request, _("It comes back on %(at)s.") % {"at": at.astimezone(zone).strftime("%d.%m. %H:%M")})
    return {}


def _hand(request: MemberRequest, shown: promised.Promised) -> Forms:
    names = accounts.member_names(request.actor.organisation_id)
    form = HandOverForm(request.POST, names)
    if not form.is_valid():
        return {"hand": form}
    to = form.cleaned_data["to"]
    promises.hand_over_one(
        request.actor, shown.promise.id, promises.Taker(promises.Manner.MEMBER, to), form.cleaned_data["reason"]
    )
    messages.success(request, _("%(name)s has it now.") % {"name": names[to]})
    return {}


def _kept(request: MemberRequest, shown: promised.Promised) -> Forms:
    form = KeptForm(request.POST)
    if not form.is_valid():
        return {"kept": form}
    promises.mark_kept(request.actor, shown.promise.id, {"by_hand": True}, word=form.cleaned_data["how"])
    messages.success(request, _("Noted as kept."))
    return {}


def _write(request: MemberRequest, shown: promised.Promised) -> Forms:
    form = LetterForm(request.POST)
    if not form.is_valid():
        return {"write": form}
    said = form.cleaned_data
    with transaction.atomic():
        message = write(request.actor, shown.promise.person_id, said["subject"], said["body"])
        if said["keeps"]:
            promises.mark_kept(request.actor, shown.promise.id, {"message": message.public_id}, word=said["subject"])
    messages.success(request, _("The message is on its way."))
    return {}


def _cancel(request: MemberRequest, shown: promised.Promised) -> Forms:
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return {"cancel": form}
    promises.cancel(request.actor, shown.promise.id, form.cleaned_data["because"])
    messages.success(request, _("Taken off the list."))
    return {}
