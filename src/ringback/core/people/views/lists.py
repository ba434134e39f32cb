"""Who must not be contacted, and how long data is kept."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.core.people import reads, services
from ringback.core.people.forms import CloseForm, EntryForm, ListForm, RetentionForm

MOST_BYTES = 2_000_000


@member_page("people.edit")
def closed(request: MemberRequest) -> HttpResponseBase:
    """The list of no contact; a number or an address to put on it."""
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if form.saved(lambda: services.close_typed(request.actor, **values)):
            messages.success(request, _("It is on the list: nobody is contacted there any more."))
            return redirect("people:closed")
    return _closed(request, form, ListForm(auto_id="list_%s"))


@member_page("people.edit")
@require_POST
def import_list(request: MemberRequest) -> HttpResponseBase:
    """A list from elsewhere."""
    form = ListForm(request.POST, request.FILES, auto_id="list_%s")
    if not form.is_valid():
        return _closed(request, CloseForm(), form)
    done: list[services.Imported] = []
    sent = form.cleaned_data["list"]
    if sent.size > MOST_BYTES:
        form.add_error("list", _("This file is too large. Split it."))
        return _closed(request, CloseForm(), form)
    text = sent.read().decode("utf-8", errors="replace")
    if not form.saved(lambda: done.append(services.import_list(request.actor, text, form.cleaned_data["why"]))):
        return _closed(request, CloseForm(), form)
    _tell(request, done[0])
    return redirect("people:closed")


def _tell(request: MemberRequest, done: services.Imported) -> None:
    added = ngettext("%(count)d entry was added", "%(count)d entries were added", done.added) % {"count": done.added}
    said = _("%(added)s, %(known)d were there already.") % {"added": added, "known": done.known}
    messages.success(request, said)
    if done.unread:
        lines = ", ".join(str(number) for number in done.unread[:20])
        messages.warning(request, _("These lines are neither a number nor an address: %(lines)s") % {"lines": lines})


def _closed(request: MemberRequest, form: CloseForm, list_form: ListForm) -> HttpResponse:
    search = EntryForm(request.GET)
    words = search.cleaned_data["words"] if search.is_valid() else ""
    after = request.GET.get("after", "")
    shown = {
        "tab": "closed",
        "page": reads.closed_list(request.actor, services.as_address(request.actor, words), after),
        "after": after,
        "search": search,
        "words": words,
        "form": form,
        "list_form": list_form,
        "may_export": request.actor.may("people.export"),
    }
    return render(request, "people/closed.html", shown, status=422 if form.errors or list_form.errors else 200)


@member_page("people.edit")
@require_POST
def lift(request: MemberRequest, closed_id: int) -> HttpResponseBase:
    """Take an entry off the list."""
    services.lift(request.actor, closed_id)
    messages.success(request, _("They may be contacted again."))
    back = request.POST.get("back", "")
    return redirect("people:person", int(back)) if back.isdecimal() else redirect("people:closed")


@member_page("people.export")
@require_GET
def export_list(request: MemberRequest) -> HttpResponse:
    """The list as a file."""
    response = HttpResponse("".join(services.export_list(request.actor)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="no-contact.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@member_page("setup.edit")
def retention(request: MemberRequest) -> HttpResponseBase:
    """How many days each kind of data is kept."""
    periods = services.retention(request.actor.organisation_id)
    form = RetentionForm(request.POST or None, periods)
    sent = request.method == "POST" and form.is_valid()
    if sent and form.saved(lambda: services.set_retention(request.actor, form.days())):
        messages.success(request, _("Saved. It applies from the next night on."))
        return redirect("people:retention")
    return render(
        request, "people/retention.html", {"tab": "retention", "form": form}, status=422 if form.errors else 200
    )
