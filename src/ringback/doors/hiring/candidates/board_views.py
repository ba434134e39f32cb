"""The board, and what is done there to one or to many candidates at once."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.errors import FieldError
from ringback.doors.hiring.candidates import board as boards
from ringback.doors.hiring.candidates import services
from ringback.doors.hiring.candidates.ends import ENDS
from ringback.doors.hiring.candidates.services import Done

NAMED = 5


@member_page("hiring.see")
@require_GET
def board(request: MemberRequest, opening_id: int) -> HttpResponse:
    """A column for each stage."""
    opening, columns = boards.columns(request.actor, opening_id)
    shown = {
        "opening": opening,
        "columns": columns,
        "stages": [column.stage for column in columns],
        "ends": ENDS,
        "may_act": request.actor.may("hiring.act", ("opening", opening_id)),
    }
    return render(request, "hiring/candidates/board.html", shown)


@member_page("hiring.act")
@require_POST
def many(request: MemberRequest, opening_id: int) -> HttpResponseBase:
    """Do to all ticked candidates what was pressed; `step` moves one, as "id:version:stage"."""
    try:
        done = _done(request, opening_id)
    except FieldError as error:
        messages.error(request, error.words)
    else:
        _say(request, done)
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/hiring/"):
        back = reverse("hiring:board", args=[opening_id])
    return HttpResponseRedirect(back)


def _done(request: MemberRequest, opening_id: int) -> Done:
    if step := _numbers(request.POST.get("step", ""), 3):
        return services.move_many(request.actor, opening_id, {step[0]: step[1]}, step[2])
    chosen = {pair[0]: pair[1] for text in request.POST.getlist("chosen") if (pair := _numbers(text, 2))}
    if not chosen:
        raise FieldError("chosen", _("Nobody is chosen."), _("Tick some candidates first."))
    why, do = request.POST.get("why", ""), request.POST.get("do", "")
    if do == "move":
        (stage_id,) = _numbers(request.POST.get("stage", ""), 1) or [0]
        return services.move_many(request.actor, opening_id, chosen, stage_id, why)
    return services.finish_many(request.actor, opening_id, chosen, request.POST.get("end", ""), why)


def _numbers(text: str, count: int) -> list[int]:
    parts = text.split(":")
    good = len(parts) == count and all(part.isascii() and part.isdecimal() and len(part) < 19 for part in parts)
    return [int(part) for part in parts] if good else []


def _say(request: MemberRequest, done: Done) -> None:
    if done.count:
        words = ngettext("%(count)d candidate moved.", "%(count)d candidates moved.", done.count)
        messages.success(request, words % {"count": done.count})
    if done.left:
        names = ", ".join(done.left[:NAMED]) + (" …" if len(done.left) > NAMED else "")
        words = _("Moved by somebody else meanwhile, or not free to go there: %(names)s. Look again.")
        messages.warning(request, words % {"names": names})
