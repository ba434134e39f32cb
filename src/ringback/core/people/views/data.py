"""What is done with somebody's data: merged, handed out, erased, and the receipts of it."""

import asyncio
from collections.abc import AsyncIterator

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.errors import FieldError
from ringback.core.people import reads, services
from ringback.core.people.forms import EraseForm, SearchForm
from ringback.core.people.rules import folded

ERASE = "erase"


@member_page("people.edit")
def merge(request: MemberRequest, person_id: int) -> HttpResponseBase:
    """Find the other row of one person, and make one of two."""
    found = reads.person(request.actor, person_id)
    if request.method == "POST":
        other = request.POST.get("person", "")
        if not other.isdecimal():
            raise FieldError("person", _("This is no person."), _("Choose one of the list."))
        services.merge(request.actor, found.id, int(other))
        messages.success(request, _("The two are one person now. It can be undone on this page."))
        return redirect("people:person", found.id)
    form = SearchForm(request.GET)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    rows = reads.persons(request.actor, words).rows if words else reads.doubles(request.actor, found.id)
    others = [row for row in rows if row.id != found.id]
    return render(request, "people/merge.html", {"person": found, "form": form, "words": words, "others": others})


@member_page("people.edit")
@require_POST
def undo_merge(request: MemberRequest, merge_id: int) -> HttpResponseBase:
    """Make two of one again."""
    undone = services.undo_merge(request.actor, merge_id)
    messages.success(request, _("They are two persons again."))
    return redirect("people:person", undone.kept_id)


@member_page("people.export")
@require_POST
def export(request: MemberRequest, person_id: int) -> HttpResponseBase:
    """All that is held about a person, as a zip that is read while it is sent."""
    made = services.export(request.actor, person_id)
    response = StreamingHttpResponse(_pieces(made), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="person-{made.number[-12:]}.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


async def _pieces(made: services.Export) -> AsyncIterator[bytes]:
    """The zip, made beside the event loop."""
    pieces = made.stream()
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


@member_page("people.erase")
def erase(request: MemberRequest, person_id: int) -> HttpResponseBase:
    """Erase a person, once their name has been typed."""
    found = reads.person(request.actor, person_id)
    word = found.name or ERASE
    form = EraseForm(request.POST or None)
    form.fields["confirmed"].label = _("Type “%(word)s” to confirm") % {"word": word}
    if request.method == "POST" and form.is_valid():
        if folded(form.cleaned_data["confirmed"]) != folded(word):
            form.add_error("confirmed", _("This is not what is asked for."))
        else:
            receipt = services.erase(request.actor, person_id, form.cleaned_data["why"])
            messages.success(request, _("Erased. The receipt is %(number)s.") % {"number": receipt.number})
            return redirect("people:receipts")
    shown = {"person": found, "form": form, "kept": services.kept_of(request.actor, person_id)}
    return render(request, "people/erase.html", shown, status=422 if form.errors else 200)


@member_page("people.erase")
@require_GET
def receipts(request: MemberRequest) -> HttpResponse:
    """Whose data was handed out or erased, by pseudonym."""
    return render(request, "people/receipts.html", {"tab": "receipts", "receipts": reads.receipts(request.actor)})
