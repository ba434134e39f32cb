"""The form by which a candidate's name, address, number, place and language are changed."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import zone_choices
from ringback.base.edge.forms import SavedForm
from ringback.doors.hiring.candidates.services import ContactValues


class ContactForm(SavedForm):
    """How a candidate is reached. What a value may be is decided in services."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.CharField(
        label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput(attrs={"dir": "ltr"})
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr"})
    )
    city = forms.CharField(label=_("Lives in"), max_length=110, required=False)
    zone = forms.ChoiceField(label=_("Time zone"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    forget_old = forms.BooleanField(
        label=_("A number or address that is replaced was wrong: take it from the person, too"),
        required=False,
    )

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        zone, language = self.fields["zone"], self.fields["language"]
        assert isinstance(zone, forms.ChoiceField)
        assert isinstance(language, forms.ChoiceField)
        zone.choices = [("", _("The opening's")), *zone_choices()]
        language.choices = [("", _("The opening's")), *settings.LANGUAGES]

    def values(self) -> ContactValues:
        """What was typed."""
        return ContactValues(**self.cleaned_data)
