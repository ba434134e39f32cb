"""What sign-up asks beyond e-mail and password (allauth builds its own form on top of this one)."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context as allauth_context
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.accounts import services
from ringback.base.accounts.adapter import INVITATION_KEY, invited_as, strangers_may_sign_up
from ringback.base.accounts.models import User


class SignUpForm(forms.Form):
    """Asks for a name. Somebody invited signs up with the address that was invited, and is a member at once."""

    field_order = ("name", "email", "password1")
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer = invited_as(allauth_context.request)
        self.invited_email = offer.email if offer else ""
        if offer:
            self.initial.setdefault("email", offer.email)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        email = str(cleaned.get("email", "")).lower()
        if email and email != self.invited_email and not strangers_may_sign_up():
            self.add_error("email", _("The invitation is for another address. Use the one it was sent to."))
        return cleaned

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called once the user is saved: keep the name, and take up the invitation."""
        user.name = " ".join(self.cleaned_data["name"].split())
        user.save(update_fields=["name"])
        if self.invited_email and self.invited_email == user.email.lower():
            services.accept_invitation(user, request.session.pop(INVITATION_KEY))
            get_adapter().stash_verified_email(request, user.email)  # the link came to that mailbox
