"""The organisation's settings, opening and switching organisations, one's own name."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ringback.base.accounts import services
from ringback.base.accounts.access import MemberRequest, choose_organisation, member_page, problem_page
from ringback.base.accounts.beginnings import beginnings
from ringback.base.accounts.forms import OrganisationForm, ProfileForm
from ringback.base.accounts.models import User
from ringback.base.accounts.views.outcomes import Refused, show_refusal
from ringback.base.kit.errors import NotFoundError


@require_http_methods(["GET", "HEAD", "POST"])
@member_page("team.edit")
def organisation(request: MemberRequest) -> HttpResponseBase:
    """Name, country, time zone and language."""
    own = services.organisation_of(request.actor)
    initial = {name: getattr(own, name) for name in OrganisationForm.base_fields}
    form = OrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_organisation(request.actor, **form.cleaned_data)
        except Refused as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:organisation")
    status = 422 if form.errors else 200
    return render(request, "accounts/organisation.html", {"tab": "organisation", "form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_organisation(request: HttpRequest) -> HttpResponseBase:
    """Where somebody without an organisation begins."""
    assert isinstance(request.user, User)
    others = beginnings()
    if not services.may_open_organisation(request.user):
        return render(request, "accounts/no_organisation.html", {"beginnings": others}, status=200 if others else 403)
    form = OrganisationForm(request.POST or None, initial={"country": "DE", "zone": "Europe/Berlin", "language": "en"})
    if request.method == "POST" and form.is_valid():
        try:
            opened = services.open_organisation(request.user, **form.cleaned_data)
        except Refused as error:
            show_refusal(form, error)
        else:
            choose_organisation(request, opened.pk)
            return redirect("/")
    return render(
        request, "accounts/open.html", {"form": form, "beginnings": others}, status=422 if form.errors else 200
    )


@login_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Go on in another of one's organisations."""
    chosen = request.POST.get("organisation", "")
    try:
        choose_organisation(request, int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0)
    except NotFoundError as error:
        return problem_page(request, error)
    return redirect("/")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def profile(request: MemberRequest) -> HttpResponseBase:
    """One's own name, and the organisations one belongs to."""
    form = ProfileForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        services.rename_user(request.user, form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    values = {
        "form": form,
        "organisations": services.organisations_of(request.user),
        "current": request.actor.organisation_id,
        "beginnings": beginnings(),
    }
    return render(request, "accounts/profile.html", values, status=422 if form.errors else 200)
