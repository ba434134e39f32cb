"""The Sites pages: the list, one site with its snippet, preview, settings and requests."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import country_name, organisation_of
from ringback.base.kit.errors import NotAllowedError
from ringback.doors.website import reads, rules, script, services
from ringback.doors.website.built import built
from ringback.doors.website.forms import SiteForm, initial_of
from ringback.doors.website.installing.views import snippet
from ringback.doors.website.models import Site
from ringback.doors.website.services import SiteFacts

CARD_ROWS = 5


@member_page("setup.edit")
@require_GET
def sites(request: MemberRequest) -> HttpResponse:
    """All sites; the list alone for htmx."""
    part = request.headers.get("HX-Target") == "sites"
    shown = {"rows": reads.sites(request.actor), "may_add": request.actor.may("setup.edit")}
    return render(request, "website/_sites.html" if part else "website/sites.html", shown)


@member_page("setup.edit")
def site(request: MemberRequest, site_id: int | None = None) -> HttpResponseBase:
    """One site with everything about it, or a new one."""
    found = None if site_id is None else services.site_of(request.actor, site_id)
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        saved: list[Site] = []
        if form.saved(lambda: saved.append(services.save_site(request.actor, site_id, form.values()))):
            messages.success(request, _("“%(name)s” is saved.") % {"name": saved[0].name})
            return redirect("website:site", saved[0].pk)
    shown = {"site": found, "form": form, **(_around(request, found) if found else {})}
    return render(request, "website/site.html", shown, status=422 if form.errors else 200)


def _around(request: MemberRequest, site: Site) -> dict[str, Any]:
    return {
        "snippet": snippet(site),
        "requests": reads.recent(request.actor, site_id=site.pk),
        "called": _named(rules.countries_called(site.country, site.countries)),
        "countdown": rules.COUNTDOWN_SECONDS,
    }


def _named(countries: Iterable[str]) -> list[str]:
    language = (get_language() or "en").partition("-")[0]
    return sorted(country_name(country, language) for country in countries)


def _form(request: MemberRequest, site: Site | None) -> SiteForm:
    groups = services.group_choices(request.actor)
    if site is not None:
        initial = initial_of(site)
    else:
        own = organisation_of(request.actor)
        initial = {
            "country": own.country,
            "zone": own.zone,
            "language": own.language,
            "group": str(groups[0][0]) if groups else "",
            "consent_text": _("%(organisation)s may call me back at this number about my request.")
            % {"organisation": own.name},
        }
    return SiteForm(request.POST or None, groups=groups, initial=initial)


@member_page("setup.edit")
@require_POST
def pause(request: MemberRequest, site_id: int) -> HttpResponseBase:
    """Pause a site, or let it go on."""
    paused = request.POST.get("paused") == "yes"
    services.pause_site(request.actor, site_id, paused=paused)
    messages.success(request, _("The widget disappears from the pages.") if paused else _("The widget is back."))
    return redirect("website:site", site_id)


@member_page("setup.edit")
@require_POST
def delete(request: MemberRequest, site_id: int) -> HttpResponseBase:
    """Delete a site."""
    services.delete_site(request.actor, site_id)
    messages.success(request, _("The site is deleted."))
    return redirect("website:sites")


@member_page("calls.see")
@require_GET
def requests(request: MemberRequest, site_id: int | None = None) -> HttpResponse:
    """The newest requests alone, for htmx: of one site, or (on Today) of all."""
    if site_id is None:
        return HttpResponse(card(request))
    services.site_of(request.actor, site_id, "calls.see")
    shown = {"requests": reads.recent(request.actor, site_id=site_id), "site": {"pk": site_id}}
    return render(request, "website/_requests.html", shown)


def card(request: HttpRequest) -> str:
    """The card on Today: who asked last, and how long each waited (MISSION W20). "" when nobody ever did."""
    try:
        rows = reads.recent(request.actor, most=CARD_ROWS)  # type: ignore[attr-defined]
    except NotAllowedError:
        return ""
    return render_to_string("website/_card.html", {"requests": rows}, request) if rows else ""


def start_panel(request: HttpRequest) -> str:
    """What follows the wizard's test call: the site and its line."""
    found = services.sites_of(request.actor, "setup.edit")  # type: ignore[attr-defined]
    return render_to_string("website/_start_panel.html", {"site": found[0] if found else None}, request)


@member_page("setup.edit")
@xframe_options_sameorigin
def preview(request: MemberRequest, site_id: int | None = None) -> HttpResponse:
    """The widget on a page of nothing, as saved or as the form says now. It dials nobody: see static/website."""
    found = None if site_id is None else services.site_of(request.actor, site_id)
    form = _form(request, found)
    look = form.look() if request.method == "POST" else form.initial
    # Without an origin of its own: the dialog comes from wherever this page came from.
    shown = {"config": script.config(_previewed(request, look), "", built()), "look": look}
    return render(request, "website/preview.html", shown)


def _previewed(request: MemberRequest, look: Mapping[str, Any]) -> SiteFacts:
    """A site that is nowhere: what the preview shows before anything is saved."""
    consent = str(look.get("consent_text") or "…")
    blank = SiteFacts.blank(request.actor.organisation_id, organisation_of(request.actor).name)
    return replace(
        blank,
        language=str(look.get("language") or "en"),
        country=str(look.get("country") or "DE"),
        appearance={name: look.get(name, "") for name in ("title", "text", "button", "colour", "position", "phone")}
        | {"name_field": bool(look.get("name_field"))},
        consent_texts={"preview": consent},
        privacy_url=str(look.get("privacy_url") or ""),
    )
