"""The form of a day's limit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.channels.voice.spending.rules import Limit


class LimitForm(SavedForm):
    """The most of a day; what is left empty is not limited."""

    minutes = forms.IntegerField(
        label=_("Minutes a day"),
        required=False,
        min_value=1,
        help_text=_("As carriers bill: each begun minute of each phone that is reached through a trunk."),
    )
    dials = forms.IntegerField(
        label=_("Dials a day"),
        required=False,
        min_value=1,
        help_text=_("Every phone number that is rung, answered or not."),
    )

    def limit(self) -> Limit:
        return Limit(self.cleaned_data["minutes"], self.cleaned_data["dials"])
