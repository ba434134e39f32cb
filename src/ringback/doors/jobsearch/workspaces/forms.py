"""Forms of a workspace. What a value may be is decided in services."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import country_choices, zone_choices
from ringback.base.edge.forms import SavedForm
from ringback.doors.jobsearch.workspaces.services import WorkspaceValues
from ringback.doors.jobsearch.workspaces.words import SeekerWords


def _text(label: Any, rows: int, most: int, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, required=False, max_length=most, widget=widget, help_text=help_text)


class OpenForm(SavedForm):
    """What is asked before a job search begins."""

    name = forms.CharField(label=_("Your name"), max_length=120, help_text=_("As you sign letters."))
    country = forms.ChoiceField(
        label=_("Country"),
        choices=country_choices,
        help_text=_("Phone numbers without a country code are read as of this country."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def values(self) -> WorkspaceValues:
        """What the service takes."""
        return WorkspaceValues(**self.cleaned_data)


class SeekerForm(SavedForm):
    """What one says of oneself: it goes into letters, and stands on the card before a call."""

    name = forms.CharField(label=_("Your name"), max_length=120, required=False)
    phone = forms.CharField(label=_("Your phone"), max_length=40, required=False)
    profession = forms.CharField(label=_("Profession"), max_length=120, required=False)
    strengths = _text(_("Your strengths"), 3, 1000, _("What you do well, in the words you would say aloud."))
    benefit = _text(_("What an employer gains by you"), 3, 1000)
    signature = _text(_("Under your letters"), 3, 600)

    def words(self) -> SeekerWords:
        """What the service takes."""
        return SeekerWords(**self.cleaned_data)


class DeleteForm(forms.Form):
    """Deleting is confirmed by a tick."""

    sure = forms.BooleanField(label=_("Delete everything in my job search, for good"))
