"""The form for the code that an employer has given."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm


class CodeForm(SavedForm):
    """A code, as it stands on one's page at the employer's."""

    code = forms.CharField(
        label=_("Code from the employer"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "autocapitalize": "characters"}),
    )
