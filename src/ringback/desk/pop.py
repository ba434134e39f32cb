"""The card that comes up when a member's own phone rings: who it is, about what, and then what it came to."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise as Text
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import Actor
from ringback.channels.voice import line, reads, saying
from ringback.channels.voice.line import OnTheLine
from ringback.core.promises import listing
from ringback.core.promises.reads import PromiseFilters
from ringback.desk import callers, cards

LATER = "pop_later"
MOST_PROMISES = 5


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise to the caller that is still open."""

    about: str | Text
    due_at: Any
    url: str


@dataclass(frozen=True, slots=True)
class Pop:
    """All the card shows of one call."""

    call: OnTheLine
    facts: list[callers.Fact]
    cards: list[str]
    talks: tuple[reads.CallRow, ...]
    owed: list[Owed]


def of(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """What `desk/_pop.html` needs: the call at the member's phone with all that is known, or nothing."""
    found = line.on_the_line(actor, str(request.session.get(LATER, "")))
    if found is None or (found.asked and _is_open(request, found.row.call_id)):
        return {"pop": None}
    promise_id = found.promise_id
    shown = Pop(
        call=found,
        facts=callers.facts(actor.organisation_id, promise_id) if promise_id else [],
        cards=callers.rendered(request, promise_id) if promise_id else [],
        talks=line.talks_before(actor, found.row),
        owed=_owed(actor, found),
    )
    return {"pop": shown, **(saying.shown(found.row, actor, "pop") if found.taken else {})}


def _is_open(request: HttpRequest, call_id: str) -> bool:
    """Whether the call's own page is in front of the member, which asks the same."""
    return call_id in request.headers.get("HX-Current-URL", request.path)


def _owed(actor: Actor, found: OnTheLine) -> list[Owed]:
    if found.row.person_id is None or not actor.reach("calls.see"):
        return []
    wanted = PromiseFilters(state="open", person_id=found.row.person_id)
    rows = [row for row in listing.listed(actor, wanted, size=MOST_PROMISES).rows if row.id != found.promise_id]
    lines = cards.lines(actor.organisation_id, ((row.id, row.door) for row in rows))
    return [
        Owed(cards.title_of(lines.get(row.id), row.kind), row.due_at, reverse("desk:promise", args=[row.id]))
        for row in rows
    ]


@member_page()
@require_GET
def pop(request: MemberRequest) -> HttpResponseBase:
    """The card as it stands now; 204 where it is the one that is shown, and only its head where the call has moved on.

    What somebody is typing below the head stays.
    """
    values = of(request, request.actor)
    now, was = _key(values), request.GET.get("key", "")
    if now == was:
        return HttpResponse(status=204)
    if now and _same_form(now, was):
        part = render(request, "desk/_pop_head.html", values)
        part.headers["HX-Retarget"], part.headers["HX-Reswap"] = "#pop-head", "outerHTML"
        return part
    return render(request, "desk/_pop.html", values)


def _key(values: dict[str, Any]) -> str:
    return values["pop"].call.key if values["pop"] else ""


def _same_form(now: str, was: str) -> bool:
    """Whether both keys are of one call, and both with or both without what is said of it."""
    return _form_of(now) == _form_of(was)


def _form_of(key: str) -> tuple[str, str]:
    parts = [*key.split(" "), "", "", ""]
    return parts[0], parts[2][:1]


@member_page()
@require_POST
def put_off(request: MemberRequest) -> HttpResponseBase:
    """Not now: the call stays among the member's own of today, to be judged there."""
    request.session[LATER] = request.POST.get("call", "")[:32]
    if request.headers.get("HX-Request") != "true":
        return redirect("desk:today")
    return render(request, "desk/_pop.html", of(request, request.actor))
