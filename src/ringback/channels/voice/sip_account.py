"""The fields of an account with a carrier: of a trunk, of the first one, of a line of somebody's own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm


class SipAccountForm(SavedForm):
    """Where calls go through, and with which name. A stored password is never shown again: left empty, it stays."""

    host = forms.CharField(
        label=_("Carrier's server"),
        max_length=253,
        help_text=_("Your carrier calls it SIP server, registrar or proxy."),
    )
    port = forms.IntegerField(label=_("Port"), initial=5060, min_value=1, max_value=65535)
    username = forms.CharField(
        label=_("User name"), max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    secret = forms.CharField(
        label=_("Password"),
        max_length=200,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    caller_id = forms.CharField(
        label=_("Number shown to those we call"),
        max_length=20,
        required=False,
        help_text=_("With + and country code. It has to be a number that is yours."),
    )
