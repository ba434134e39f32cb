"""The forms of touches and norms. What a value may be is decided in services."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.doors.jobsearch.touches.models import Heading, Way


class TouchForm(SavedForm):
    """One time of contact, noted by hand."""

    way = forms.ChoiceField(label=_("How"), choices=Way.choices)
    direction = forms.ChoiceField(label=_("Who"), choices=Heading.choices)
    contact = forms.ChoiceField(label=_("With whom"), required=False)
    at = forms.DateTimeField(
        label=_("When"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Left empty: now."),
    )
    reached = forms.BooleanField(
        label=_("Something was sent or spoken"),
        required=False,
        initial=True,
        help_text=_("A call that reached nobody counts nothing."),
    )
    note = forms.CharField(label=_("In a few words"), max_length=500, required=False)

    def __init__(self, *arguments: Any, names: Mapping[int, str], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        contact: Any = self.fields["contact"]
        contact.choices = [("", _("nobody in particular")), *((str(key), name) for key, name in names.items())]
