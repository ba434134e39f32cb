"""The forms of clients and of what they promised. What a value may be is decided in services."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.doors.hiring.clients.services import ClientValues


class ClientForm(SavedForm):
    """A client and whom to ask there."""

    company = forms.CharField(label=_("Company"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"}))
    contact_name = forms.CharField(
        label=_("Contact person"), max_length=120, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    email = forms.CharField(
        label=_("E-mail"), max_length=254, required=False, help_text=_("They are asked here for what they promised.")
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language they are written to in"), choices=settings.LANGUAGES)

    def values(self) -> ClientValues:
        """What the service takes."""
        return ClientValues(**self.cleaned_data)


class AssignForm(SavedForm):
    """Whose an opening is."""

    client = forms.ChoiceField(label=_("Client"), required=False)

    def __init__(self, *arguments: Any, clients: dict[int, str], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        field: Any = self.fields["client"]
        field.choices = [("", _("None: it is your own")), *((str(key), name) for key, name in clients.items())]


class PromisedForm(SavedForm):
    """By when a client promised to decide."""

    due_at = forms.DateTimeField(
        label=_("They promised to decide by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
