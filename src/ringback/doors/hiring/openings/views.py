"""The list of openings, and one opening: what it says, publishing and closing it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import member_names, organisation_of
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.hiring.openings import reads, services
from ringback.doors.hiring.openings.forms import OpeningForm, initial_of
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.words import words_of


@member_page("hiring.see")
@require_GET
def openings(request: MemberRequest) -> HttpResponse:
    """All openings within reach."""
    shown = {"rows": reads.rows(request.actor), "may_add": request.actor.may("hiring.edit")}
    return render(request, "hiring/openings/openings.html", shown)


@member_page("hiring.edit")
def opening(request: MemberRequest, opening_id: int | None = None) -> HttpResponseBase:
    """What one opening says, or a new one."""
    found = None if opening_id is None else services.opening_of(request.actor, opening_id, "hiring.edit")
    initial = initial_of(found) if found else _beginning(request)
    names = member_names(request.actor.organisation_id)
    form = OpeningForm(request.POST or None, members=names, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved: list[Opening] = []
        if form.saved(lambda: saved.append(services.save_opening(request.actor, opening_id, form.values()))):
            messages.success(request, _("“%(title)s” is saved.") % {"title": saved[0].title})
            return redirect("hiring:opening", saved[0].pk)
    shown = {"opening": found, "form": form, **(_around(found) if found else {})}
    return render(request, "hiring/openings/opening.html", shown, status=422 if form.errors else 200)


@member_page("hiring.edit")
@require_POST
def publish(request: MemberRequest, opening_id: int) -> HttpResponseBase:
    """Publish an opening."""
    try:
        services.open_opening(request.actor, opening_id)
    except (FieldError, ConflictError) as error:
        messages.error(request, error.words)
    else:
        messages.success(request, _("It is open: candidates can apply on its page."))
    return redirect("hiring:opening", opening_id)


@member_page("hiring.edit")
@require_POST
def close(request: MemberRequest, opening_id: int) -> HttpResponseBase:
    """Close an opening, unless somebody is still without an answer."""
    try:
        services.close_opening(request.actor, opening_id)
    except ConflictError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is closed, and its page is gone."))
    return redirect("hiring:opening", opening_id)


def _around(found: Opening) -> dict[str, Any]:
    return {
        "complaints": [words_of(one) for one in services.complaints_of(found)],
        "holds": services.what_holds(found) if found.state == Opening.State.OPEN else [],
        "public": settings.PUBLIC_URL + reverse("jobs:job", args=[found.token]),
    }


def _beginning(request: MemberRequest) -> dict[str, Any]:
    own = organisation_of(request.actor)
    return {
        "zone": own.zone,
        "language": own.language,
        "currency": own.currency,
        "company": own.name,
        "owner": str(request.actor.member_id or ""),
        "consent_text": _(
            "%(organisation)s may keep and use what I send here to decide about this post. It is deleted half a year "
            "after the decision, and at any time when I ask for it."
        )
        % {"organisation": own.name},
    }
