"""The wizard's forms: the least that a first call needs. Everything else has a sensible beginning."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.channels.voice.sip_account import SipAccountForm


class PhoneForm(forms.Form):
    """Who takes the first calls, and on which phone."""

    name = forms.CharField(label=_("Your name"), max_length=80)
    address = forms.CharField(
        label=_("Your phone"),
        max_length=253,
        help_text=_("A mobile or landline number, or the SIP address of a desk phone (as anna@192.0.2.10)."),
    )


class LineForm(SipAccountForm):
    """The account with a carrier, at the usual port."""

    port = None  # type: ignore[assignment]  # so Django takes an inherited field away


class RungForm(forms.Form):
    """A first hunt group, with everybody who is there."""

    name = forms.CharField(label=_("Name of the group"), max_length=80)


class TestForm(forms.Form):
    """Which number plays the visitor."""

    __test__ = False  # no test, whatever its name says to pytest

    number = forms.CharField(
        label=_("A second phone that plays the visitor"),
        max_length=40,
        help_text=_("With + and country code. Not the phone that plays the agent."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
