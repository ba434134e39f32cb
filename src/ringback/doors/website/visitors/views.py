"""The Visitors pages: who is on the sites, one visit, what a site wishes; and the card of a request's visit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.errors import NotAllowedError
from ringback.doors.website.services import site_of, sites_of
from ringback.doors.website.visitors import reads, services
from ringback.doors.website.visitors.forms import WishesForm


@member_page("calls.see")
@require_GET
def visitors(request: MemberRequest) -> HttpResponse:
    """Today's visits, newest first; the list alone for htmx."""
    sites = sites_of(request.actor)
    asked = request.GET.get("site", "")
    chosen = next((site for site in sites if str(site.pk) == asked), None)
    shown = {
        "today": reads.today(request.actor, chosen.pk if chosen else None),
        "sites": sites,
        "chosen": chosen,
        "may_edit": request.actor.may("setup.edit"),
    }
    part = request.headers.get("HX-Target") == "visits"
    return render(request, "website/visitors/_visits.html" if part else "website/visitors/visitors.html", shown)


@member_page("calls.see")
@require_GET
def visit(request: MemberRequest, visit_id: int) -> HttpResponse:
    """One visit with its pages, and the visitor's earlier ones."""
    row, earlier = reads.visit(request.actor, visit_id)
    return render(request, "website/visitors/visit.html", {"row": row, "earlier": earlier})


@member_page("setup.edit")
def wishes(request: MemberRequest, site_id: int) -> HttpResponseBase:
    """What a site wishes about visitors who are known."""
    site = site_of(request.actor, site_id)
    kept = services.wishes_of(site_id)
    initial = {name: getattr(kept, name) for name in WishesForm.base_fields}
    form = WishesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if form.saved(lambda: services.save_wishes(request.actor, site_id, **values)):
            messages.success(request, _("“%(name)s” is saved.") % {"name": site.name})
            return redirect("visitors:visitors")
    shown = {"form": form, "site": site}
    return render(request, "website/visitors/wishes.html", shown, status=422 if form.errors else 200)


def card(request: HttpRequest, promise_id: int) -> str:
    """The way somebody took through the site before they asked to be called (MISSION W10); "" where it is not known."""
    try:
        row = reads.visit_behind(request.actor, promise_id)  # type: ignore[attr-defined]
    except NotAllowedError:
        return ""
    return render_to_string("website/visitors/_card.html", {"row": row}, request) if row is not None else ""
