"""Employers and the contact book: who is where, and where they were before (MISSION S14, S27)."""

import msgspec
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.lines import one_line
from ringback.doors.jobsearch.employers import services
from ringback.doors.jobsearch.employers.forms import ContactForm, EmployerForm
from ringback.doors.jobsearch.employers.models import Contact, ContactMove, Employer
from ringback.doors.jobsearch.employers.shown import ShownContact


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: MemberRequest) -> HttpResponse:
    """All employers and all people, by name; `q` finds in every word of theirs.

    It is posted: an address is written to the logs of whatever stands before the web role, and names are secrets here.
    """
    query = one_line(request.POST.get("q"), 100)
    found = services.find(request.actor, query)
    shown = {"here": "book", "query": query, "found": found, "any": bool(query or found.employers or found.contacts)}
    return render(request, "jobsearch/employers/book.html", shown)


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def employer(request: MemberRequest, employer_id: int | None = None) -> HttpResponseBase:
    """One employer: what is known of it, its people, one's applications there; or a new one."""
    found = None if employer_id is None else services.employer_of(request.actor, employer_id)
    initial = msgspec.structs.asdict(found.words) if found else {}
    form = EmployerForm(request.POST or None, initial=initial)
    saved: list[Employer] = []
    if form.is_valid() and form.saved(
        lambda: saved.append(services.save_employer(request.actor, employer_id, form.words()))
    ):
        messages.success(request, _("Saved."))
        return redirect("jobsearch:employer", saved[0].pk)
    shown: dict[str, object] = {"employer": found, "form": form}
    if found:
        shown |= {
            "people": services.book_of(request.actor, found.id),
            "candidacies": services.candidacies_of(request.actor, employer_id=found.id),
        }
    return render(request, "jobsearch/employers/employer.html", shown, status=422 if form.errors else 200)


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: MemberRequest, contact_id: int | None = None) -> HttpResponseBase:
    """One contact, with where they were before; or a new one, at `employer` where the address names one."""
    found = None if contact_id is None else services.contact_of(request.actor, contact_id)
    employers = services.employers_of(request.actor)
    initial: dict[str, object] = {"employer": request.GET.get("employer", "")}
    if found:
        words = msgspec.structs.asdict(found.words)
        row = found.row
        initial = words | {"employer": str(row.employer_id or ""), "rank": row.rank, "left": row.left_at is not None}
    form = ContactForm(request.POST or None, employers=employers, initial=initial)
    position = found.row.position if found else 0
    saved: list[Contact] = []
    if form.is_valid() and form.saved(
        lambda: saved.append(services.save_contact(request.actor, contact_id, form.values(position)))
    ):
        messages.success(request, _("Saved."))
        return redirect("jobsearch:contact", saved[0].pk)
    names: dict[int | None, str] = {one.id: one.name for one in employers}
    past = [(one, names.get(one.from_employer_id), names.get(one.to_employer_id)) for one in _moves(found)]
    shown = {"contact": found, "form": form, "past": past}
    return render(request, "jobsearch/employers/contact.html", shown, status=422 if form.errors else 200)


def _moves(found: ShownContact | None) -> list[ContactMove]:
    return services.moves_of(found) if found else []
