"""Forms of the inbox. What a value may be is decided in services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm


class AnswerForm(SavedForm):
    """An answer to a mail; greeting and signature are the template's."""

    text = forms.CharField(
        label=_("Your answer"),
        strip=True,
        max_length=10_000,
        help_text=_("The greeting and the organisation's name are put around it."),
        widget=forms.Textarea(attrs={"rows": 7, "dir": "auto", "spellcheck": "true"}),
    )
