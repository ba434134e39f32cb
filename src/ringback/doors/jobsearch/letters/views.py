"""Letters: begun, edited, looked over, sent; and what became of one that nobody knows of."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.edge.forms import show_refusal
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.jobsearch.employers.services import candidacy_of, contacts_of
from ringback.doors.jobsearch.letters import panel, rules, saying, services
from ringback.doors.jobsearch.letters.forms import LetterForm, NewLetterForm, SendForm
from ringback.doors.jobsearch.letters.models import Letter
from ringback.doors.jobsearch.letters.naming import NAMES
from ringback.doors.jobsearch.letters.services.sending import occasion_of
from ringback.doors.jobsearch.letters.shown import ShownLetter, held_on, slot_at, tongue_of
from ringback.doors.jobsearch.touches.models import Way
from ringback.doors.jobsearch.touches.services import may_touch
from ringback.doors.jobsearch.touches.telling import refusal


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: MemberRequest, candidacy_id: int) -> HttpResponseBase:
    """Begin a letter, or come back to the draft that is there; a link only asks which (nothing is written by it)."""
    found = candidacy_of(request.actor, candidacy_id)
    names = {one.id: one.called for one in contacts_of(found.row)}
    asked = {"kind": request.GET.get("kind", ""), "contact": request.GET.get("contact", "")}
    form = NewLetterForm(request.POST or None, names=names, initial=asked, auto_id="letter_%s")
    if form.is_valid():
        contact = form.cleaned_data["contact"]
        try:
            made = services.draft(
                request.actor, candidacy_id, form.cleaned_data["kind"], int(contact) if contact else None
            )
            return redirect("jobsearch:letter", made.id)
        except (FieldError, ConflictError) as error:
            show_refusal(form, error)
    shown = {"candidacy": found, "form": form}
    return render(request, "jobsearch/letters/begin.html", shown, status=422 if form.errors else 200)


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: MemberRequest, letter_id: int) -> HttpResponseBase:
    """One letter: its text and what it is written from, or what became of it."""
    found = services.letter_of(request.actor, letter_id)
    timezone.activate(found.row.candidacy.workspace.organisation.zone)
    if found.row.state not in services.EDITABLE:
        return render(request, "jobsearch/letters/gone.html", _shown(found))
    form = LetterForm(request.POST or None, kind=found.kind, initial=_initial(found))
    if form.is_valid():
        do = request.POST.get("do", "")
        values = form.values(anew=do == "anew")
        try:
            if form.saved(lambda: services.save_letter(request.actor, letter_id, _version(request), values)):
                return redirect("jobsearch:letter-send" if do == "send" else "jobsearch:letter", letter_id)
        except ConflictError as error:
            show_refusal(form, error)
    shown = _shown(found) | {"form": form}
    return render(request, "jobsearch/letters/letter.html", shown, status=422 if form.errors else 200)


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: MemberRequest, letter_id: int) -> HttpResponseBase:
    """Look a letter over, and send it, or say that one has sent it oneself (MISSION S9, S10)."""
    found = services.letter_of(request.actor, letter_id)
    timezone.activate(found.row.candidacy.workspace.organisation.zone)
    if found.row.state not in services.EDITABLE:
        return redirect("jobsearch:letter", letter_id)
    verdict = may_touch(found.candidacy, clock.now(), way=Way.LETTER, occasion=occasion_of(found))
    asked = found.asked(verdict.next_at or clock.now())
    initial = {
        "at": verdict.next_at,
        "checks_arrival": rules.checks_arrival(found.kind),
        "answer_days": asked.days if asked else None,
    }
    form = SendForm(request.POST or None, initial=initial)
    if form.is_valid():
        verb = services.sent_by_hand if request.POST.get("do") == "by_hand" else services.send_letter
        try:
            if form.saved(lambda: verb(request.actor, letter_id, _version(request), form.values())):
                return redirect("jobsearch:letter", letter_id)
        except ConflictError as error:
            show_refusal(form, error)
    own = services.mailbox_of(found.row.candidacy.workspace)
    shown = _shown(found) | {
        "form": form,
        "mailbox": own.words if own else None,
        "refusal": refusal(verdict),
        "next_at": verdict.next_at,
        "asked": asked,
    }
    return render(request, "jobsearch/letters/send.html", shown, status=422 if form.errors else 200)


@member_page("search.own")
@require_POST
def settle(request: MemberRequest, letter_id: int) -> HttpResponseBase:
    """Take back what waits, say whether what is in doubt went out, or throw a draft away."""
    do, found = request.POST.get("do", ""), services.letter_of(request.actor, letter_id)
    try:
        if do == "discard":
            services.discard(request.actor, letter_id, _version(request))
            messages.success(request, _("The draft is gone."))
            return redirect("jobsearch:candidacy", found.candidacy.id)
        if do == "back":
            services.take_back(request.actor, letter_id)
        elif do in ("went", "lost"):
            services.say_how(request.actor, letter_id, went_out=do == "went")
    except ConflictError as error:
        messages.error(request, str(error))
    return redirect("jobsearch:letter", letter_id)


@member_page("search.own")
@require_GET
def letters(request: MemberRequest) -> HttpResponse:
    """All letters, what asks for something first."""
    return render(request, "jobsearch/letters/letters.html", {"here": "letters", "rows": panel.every(request.actor)})


def _shown(found: ShownLetter) -> dict[str, Any]:
    tongue, slot = tongue_of(found.candidacy, found.row.language), slot_at(found.words)
    return {
        "letter": found,
        "candidacy": found.candidacy,
        "lacking": [NAMES[field] for field in found.lacking],
        "said": saying.said(tongue, saying.slot_words(tongue, slot)) if slot else "",
        "rtl": tongue.language == "ar",
        "failed": found.row.state == Letter.State.FAILED,
    }


def _initial(found: ShownLetter) -> dict[str, Any]:
    words = found.words
    given: dict[str, Any] = {name: getattr(words, name) for name in words.__struct_fields__}
    return given | {
        "interview_on": held_on(words),
        "slot_at": slot_at(words),
        "within": int(words.within) if words.within else None,
        "important": found.row.important,
    }


def _version(request: MemberRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
