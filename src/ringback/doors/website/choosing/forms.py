"""The form of what a site offers of times to choose. What a value may be is decided in services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.doors.website.slots.rules import LENGTHS, MOST_DAYS, Terms


class TermsForm(SavedForm):
    """When visitors may be called at a time of their choice."""

    offered = forms.BooleanField(
        label=_("Let visitors choose a time"),
        required=False,
        help_text=_("Within your hours and theirs, and never more calls than your agents on duty can make."),
    )
    minutes = forms.TypedChoiceField(
        label=_("One call every"),
        coerce=int,
        choices=[(number, _("{number} minutes").format(number=number)) for number in LENGTHS],
    )
    share_percent = forms.IntegerField(
        label=_("Share of your agents that may be promised, in per cent"),
        min_value=1,
        max_value=100,
        help_text=_("The others stay free for calls now. While anybody is there, at least one call fits."),
    )
    notice_minutes = forms.IntegerField(label=_("No sooner than, in minutes"), min_value=0)
    days = forms.IntegerField(label=_("No later than, in days"), min_value=1, max_value=MOST_DAYS)
    after_hours = forms.ChoiceField(
        label=_("While nobody is there"),
        choices=[
            ("times", _("Offer a time instead of a call now")),
            ("message", _("Offer a written message instead of a call now")),
            ("call", _("Take requests for a call now all the same")),
        ],
    )

    def values(self) -> Terms:
        """What the service takes."""
        return Terms(**self.cleaned_data)
