"""Candidates on the desk: lists, the funnel, one application, and moving it."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.hiring import panels
from ringback.doors.hiring.candidates import reads, services
from ringback.doors.hiring.candidates.contact_form import ContactForm
from ringback.doors.hiring.candidates.ends import ENDS
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.candidates.reads import Asked
from ringback.doors.hiring.openings.services import opening_of, stages_of


@member_page("hiring.see")
@require_GET
def candidates(request: MemberRequest, opening_id: int) -> HttpResponse:
    """The candidates of an opening, by stage or state."""
    opening = opening_of(request.actor, opening_id)
    asked = _asked(request)
    rows = reads.listed(request.actor, opening_id, asked)
    after = _number(request.GET.get("after", ""))
    page = list((rows.filter(id__lt=after) if after else rows)[: reads.PAGE_ROWS + 1])
    query = request.GET.copy()
    query.pop("after", None)
    shown = {
        "opening": opening,
        "rows": page[: reads.PAGE_ROWS],
        "next": page[reads.PAGE_ROWS - 1].pk if len(page) > reads.PAGE_ROWS else None,
        "after": after,
        "query": query.urlencode(),
        "asked": asked,
        "stages": stages_of(opening_id),
        "states": State.choices,
        "counts": reads.counts(opening_id),
        "ends": ENDS,
        "may_act": request.actor.may("hiring.act", ("opening", opening_id)),
    }
    return render(request, "hiring/candidates/candidates.html", shown)


def _asked(request: MemberRequest) -> Asked:
    state = request.GET.get("state", "")
    return Asked(
        _number(request.GET.get("stage", "")),
        _number(request.GET.get("reached", "")),
        state if state in (*State.values, reads.WAITING) else "",
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


@member_page("hiring.see")
@require_GET
def funnel(request: MemberRequest, opening_id: int) -> HttpResponse:
    """Counts and conversion at each stage; each number opens its people (MISSION H1)."""
    opening = opening_of(request.actor, opening_id)
    shown = {"opening": opening, "steps": reads.funnel(opening), "counts": reads.counts(opening_id)}
    return render(request, "hiring/candidates/funnel.html", shown)


@member_page("hiring.see")
@require_GET
def application(request: MemberRequest, application_id: int) -> HttpResponse:
    """One application with everything that is known of it."""
    return _page(request, services.application_of(request.actor, application_id))


def _page(request: MemberRequest, found: Application, problem: str = "", status: int = 200) -> HttpResponse:
    may_act = request.actor.may("hiring.act", ("opening", found.opening_id))
    documents = [(one, services.link_to(request.actor, one)) for one in found.documents.order_by("-id")]
    shown = {
        "application": found,
        "opening": found.opening,
        "contact": services.contact_of(found),
        "documents": documents,
        "stages": stages_of(found.opening_id),
        "ends": [(state, words) for state, words in ENDS if state != found.state],
        "past": reads.past(found),
        "panels": panels.rendered(request, found),
        "may_act": may_act,
        "may_see_person": request.actor.may("people.see"),
        "problem": problem,
    }
    return render(request, "hiring/candidates/application.html", shown, status=status)


@member_page("hiring.act")
@require_POST
def move(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """Move an application to another stage or state; whoever comes second sees what the first one did."""
    version = _number(request.POST.get("version", "")) or 0
    why, wanted = request.POST.get("why", ""), request.POST.get("do", "move")
    try:
        if wanted == "move":
            stage_id = _number(request.POST.get("stage", "")) or 0
            services.move(request.actor, application_id, version, stage_id, why)
        elif wanted == State.ACTIVE:
            services.resume(request.actor, application_id, version, why)
        else:
            services.finish(request.actor, application_id, version, wanted, why)
    except (ConflictError, FieldError) as error:
        words = error.words
        found = services.application_of(request.actor, application_id)
        return _page(request, found, words, 409 if isinstance(error, ConflictError) else 422)
    messages.success(request, _("Moved."))
    return redirect("hiring:application", application_id)


@member_page("hiring.act")
@require_http_methods(["GET", "POST"])
def contact(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """How a candidate is reached, to be changed."""
    found = services.application_of(request.actor, application_id, "hiring.act")
    if found.person_id is None:
        return redirect("hiring:application", application_id)
    names = ("name", "email", "phone", "city", "zone", "language")
    form = ContactForm(
        request.POST or None, initial={name: getattr(found, name) for name in names} | {"forget_old": True}
    )
    done: list[services.Changed] = []
    if form.is_valid() and form.saved(
        lambda: done.append(services.change_contact(request.actor, application_id, form.values()))
    ):
        messages.success(request, _("Saved."))
        if done[0].of_others:
            messages.warning(
                request, _("Somebody else has it, too, and keeps it: look under People whether they are one.")
            )
        return redirect("hiring:application", application_id)
    shown = {"application": found, "opening": found.opening, "form": form}
    return render(request, "hiring/candidates/contact.html", shown, status=422 if form.errors else 200)


@member_page("hiring.act")
@require_POST
def merits(request: MemberRequest, application_id: int) -> HttpResponseBase:
    """Note what speaks for a candidate."""
    services.note_merits(request.actor, application_id, request.POST.get("merits", ""))
    messages.success(request, _("Noted."))
    return redirect("hiring:application", application_id)


@member_page("hiring.see")
@require_GET
def document(request: MemberRequest, link: str) -> HttpResponse:
    """A document, to be saved: what strangers sent is never shown as a page of ours."""
    found = services.document_of(request.actor, link)
    response = HttpResponse(services.content_of(found), content_type=found.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
