"""API tokens and the audit log."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ringback.base.accounts import reads, services
from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.forms import TokenForm
from ringback.base.accounts.views.outcomes import Refused, show_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def tokens(request: MemberRequest) -> HttpResponseBase:
    """The tokens, and a form for a new one, whose text is shown this once."""
    secret = ""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = services.make_token(
                request.actor, form.cleaned_data["name"], form.cleaned_data["life_days"] or None
            )
            form = TokenForm()
        except Refused as error:
            show_refusal(form, error)
    status = 422 if form.errors else 200
    values = {"tab": "tokens", "tokens": reads.living_tokens(request.actor), "form": form, "secret": secret}
    return render(request, "accounts/tokens.html", values, status=status)


@require_POST
@member_page()
def revoke(request: MemberRequest, token_id: int) -> HttpResponse:
    """End a token."""
    services.revoke_token(request.actor, token_id)
    messages.success(request, _("The token was ended. Programs that use it are shut out from now on."))
    return redirect("accounts:tokens")


@require_safe
@member_page("audit.see")
def audit(request: MemberRequest) -> HttpResponseBase:
    """The audit log, newest first."""
    number = request.GET.get("page", "1")
    entries = reads.audit_page(request.actor, int(number) if number.isdecimal() and len(number) < 9 else 1)
    return render(request, "accounts/audit.html", {"tab": "audit", "entries": entries})
