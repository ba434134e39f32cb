"""The form that asks which page to look at."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm


class LookForm(SavedForm):
    """One page's address."""

    url = forms.URLField(label=_("Page to look at"), max_length=1000, assume_scheme="https")
