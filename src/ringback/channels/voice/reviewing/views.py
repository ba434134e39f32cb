"""Pages of reviewing: scores and comments on a call's page, scorecards, and what members were given over time."""

from datetime import timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import Actor, place_of
from ringback.base.kit import clock, marking
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.channels.voice.reviewing import reads, rules, services, standard
from ringback.channels.voice.reviewing.forms import ScorecardForm
from ringback.channels.voice.reviewing.services import REVIEW, Card

OVER = timedelta(days=91)


def shown(actor: Actor, call_id: str, span: tuple[float, float] | None, card_id: str = "") -> dict[str, Any]:
    """What `voice/_review.html` needs; `review` None: this reader sees nothing of it."""
    panel = reads.panel(actor, call_id, span)
    if panel is None or not panel.may_score:
        return {"review": panel}
    cards = services.cards(actor.organisation_id, panel.door)
    usual = str(panel.own.scorecard_id or "") if panel.own else ""
    card = next((one for one in cards if str(one.id or "") == (card_id or usual)), cards[0])
    given = {one["title"]: one["mark"] for one in panel.own.marks} if panel.own else {}
    return {
        "review": panel,
        "cards": cards,
        "card": card,
        "lines": [(one, given.get(one.title)) for one in card.criteria],
        "marks": range(1, card.most + 1),
    }


@member_page(REVIEW)
@require_POST
def score(request: MemberRequest, call_id: str) -> HttpResponseBase:
    """Score a call by a card."""
    card_id = request.POST.get("card", "")
    marks = [_mark(text) for text in _marks(request)]
    try:
        made = services.review(request.actor, call_id, _number(card_id), marks, request.POST.get("remark", ""))
    except (FieldError, ConflictError) as error:
        messages.error(request, error.words)
    else:
        messages.success(request, _("Scored: %(score)s of 100.") % {"score": made.score})
    return redirect("voice:call", call_id)


def _marks(request: MemberRequest) -> list[str]:
    """The marks in the order of the card's criteria, "" for what did not apply."""
    count = min(_number(request.POST.get("count", "")) or 0, marking.MOST_CRITERIA)
    return [request.POST.get(f"mark_{number}", "") for number in range(count)]


def _mark(text: str) -> int | None:
    return int(text[:3]) if text.isdecimal() and text.isascii() else None


def _number(text: str) -> int | None:
    return int(text[:18]) if text.isdecimal() and text.isascii() else None


@member_page(REVIEW)
@require_POST
def comment(request: MemberRequest, call_id: str) -> HttpResponseBase:
    """Comment on a call at a point of its recording."""
    try:
        services.comment(
            request.actor, call_id, rules.seconds(request.POST.get("at", "")[:12]), request.POST.get("text", "")
        )
    except (FieldError, ConflictError) as error:
        messages.error(request, error.words)
    return redirect("voice:call", call_id)


@member_page(REVIEW)
@require_POST
def take_back(request: MemberRequest, comment_id: int) -> HttpResponseBase:
    """Delete one's own comment."""
    services.take_back(request.actor, comment_id)
    messages.success(request, _("The comment is deleted."))
    return redirect(request.META.get("HTTP_REFERER", "/calls/"))


@member_page()
@require_GET
def scores(request: MemberRequest) -> HttpResponse:
    """What members were given in the last quarter: all within reach for who reviews, one's own for everybody."""
    until = clock.now()
    since = until - OVER
    zone = ZoneInfo(place_of(request.actor.organisation_id)[0])
    chosen = _number(request.GET.get("agent", ""))
    rows = reads.scores(request.actor, since, until, zone)
    if chosen is None and len(rows) == 1:
        chosen = rows[0].agent_id
    shown = {
        "rows": rows,
        "chosen": next((row for row in rows if row.agent_id == chosen), None),
        "criteria": reads.by_criterion(request.actor, chosen, since, until) if chosen else [],
        "newest": reads.newest(request.actor, chosen) if chosen else [],
        "may_review": bool(request.actor.reach(REVIEW)),
        "may_edit": request.actor.may("setup.edit"),
    }
    return render(request, "voice/scores.html", shown)


@member_page("setup.edit")
@require_GET
def scorecards(request: MemberRequest) -> HttpResponse:
    """All scorecards."""
    return render(request, "voice/scorecards.html", {"cards": services.cards(request.actor.organisation_id)})


@member_page("setup.edit")
def scorecard(request: MemberRequest, scorecard_id: int | None = None) -> HttpResponseBase:
    """One scorecard, or a new one that begins as the standard one."""
    card = Card(None, standard.name(), standard.MOST, tuple(standard.criteria()))
    if scorecard_id is not None:
        own = services.cards(request.actor.organisation_id)
        found = next((one for one in own if one.id == scorecard_id), None)
        if found is None:
            raise NotFoundError(_("There is no such scorecard."))
        card = found
    form = ScorecardForm(request.POST or None, card)
    if request.method == "POST" and form.is_valid():
        name, most = form.cleaned_data["name"], form.cleaned_data["most"]
        if form.saved(partial(services.save_scorecard, request.actor, scorecard_id, name, most, form.criteria())):
            messages.success(request, _("“%(name)s” is saved.") % {"name": name})
            return redirect("voice:scorecards")
    status = 422 if form.errors else 200
    return render(request, "voice/scorecard.html", {"card": card, "form": form}, status=status)


@member_page("setup.edit")
@require_POST
def delete_scorecard(request: MemberRequest, scorecard_id: int) -> HttpResponseBase:
    """Delete a scorecard."""
    services.delete_scorecard(request.actor, scorecard_id)
    messages.success(request, _("The scorecard is deleted."))
    return redirect("voice:scorecards")
