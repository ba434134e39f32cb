"""The page of a site that leads its line onto the site's pages, and says whether it got there."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.doors.website.installing import plugin, services, words
from ringback.doors.website.installing.forms import LookForm
from ringback.doors.website.models import Site
from ringback.doors.website.services import site_of


@member_page("setup.edit")
def install(request: MemberRequest, site_id: int) -> HttpResponse:
    """The ways to install; posted, a look at a page: its answer alone for htmx."""
    site = site_of(request.actor, site_id)
    looks: list[services.Look] = []
    form = LookForm(request.POST or None, initial={"url": _front_page(site)})
    if request.method == "POST" and form.is_valid():
        form.saved(lambda: looks.append(services.look(request.actor, site_id, form.cleaned_data["url"])))
    shown = {
        "site": site,
        "form": form,
        "look": looks[0] if looks else None,
        "told": [one for look in looks for one in words.told(look)],
        "snippet": snippet(site),
        "server": settings.PUBLIC_URL,
        "folder": plugin.FOLDER,
    }
    part = request.headers.get("HX-Target") == "look"
    status = 422 if form.errors and not part else 200
    return render(
        request, "website/installing/_look.html" if part else "website/installing/install.html", shown, status=status
    )


@member_page("setup.edit")
@require_GET
def wordpress(request: MemberRequest, site_id: int) -> HttpResponse:
    """The WordPress plugin of this site as a zip."""
    packed = services.plugin_of(request.actor, site_id)
    name = f"{plugin.FOLDER}.zip"
    return HttpResponse(packed, "application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def snippet(site: Site) -> str:
    """The line that goes into a site's pages."""
    return f'<script src="{settings.PUBLIC_URL}/w/{site.key}.js" async></script>'


def _front_page(site: Site) -> str:
    return f"{site.origins[0]}/" if site.origins else ""
