"""Inviting people, and taking up an invitation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ringback.base.accounts import services
from ringback.base.accounts.access import MemberRequest, choose_organisation, member_page, problem_page
from ringback.base.accounts.adapter import INVITATION_KEY
from ringback.base.accounts.forms import InvitationForm
from ringback.base.accounts.models import User
from ringback.base.accounts.views.outcomes import Refused, show_refusal
from ringback.base.accounts.views.team import role_words
from ringback.base.kit.errors import ConflictError, NotFoundError


@require_http_methods(["GET", "HEAD", "POST"])
@member_page("team.edit")
def invite(request: MemberRequest) -> HttpResponseBase:
    """A form to invite somebody; then the link, to pass on if the mail does not come."""
    form = InvitationForm(request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation, link = services.invite(request.actor, form.cleaned_data["email"], form.grant())
        except Refused as error:
            show_refusal(form, error)
        else:
            values = {"tab": "team", "invitation": invitation, "link": link}
            return render(request, "accounts/invited.html", values)
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/invite.html", {"tab": "team", "form": form, "roles": role_words()}, status=status)


@require_POST
@member_page("team.edit")
def withdraw(request: MemberRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    services.withdraw_invitation(request.actor, invitation_id)
    messages.success(request, _("The invitation was taken back. Its link no longer works."))
    return redirect("accounts:team")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponseBase:
    """What an invitation's link opens. Opening it changes nothing; the button does."""
    try:
        offer = services.read_invitation(token)
        if request.method == "POST" and isinstance(request.user, User):
            member = services.accept_invitation(request.user, token)
            choose_organisation(request, member.organisation_id)
            messages.success(request, _("Welcome to %(name)s.") % {"name": offer.organisation})
            return redirect("/")
    except (NotFoundError, ConflictError) as error:
        return problem_page(request, error)
    request.session[INVITATION_KEY] = token
    here = reverse("accounts:accept", args=[token])
    own = isinstance(request.user, User) and request.user.email.lower() == offer.email
    return render(request, "accounts/accept.html", {"offer": offer, "here": here, "is_for_you": own})
