"""The form of a webhook. What a value may be is decided in services, whose FieldErrors land on the fields here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.channels.messages.webhooks.events import every_event
from ringback.channels.messages.webhooks.services import EndpointValues


class WebhookForm(SavedForm):
    """An address, and what it hears of."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For yourselves, as “Our CRM”."))
    url = forms.CharField(
        label=_("Address"),
        max_length=1000,
        help_text=_("Events are posted there as JSON. It has to begin with https."),
        widget=forms.URLInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    events = forms.MultipleChoiceField(
        label=_("Events"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    )
    with_personal = forms.BooleanField(
        label=_("Send names and whole numbers"),
        required=False,
        help_text=_("Otherwise numbers are masked and names left out. Say so in your privacy policy."),
    )

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        events = self.fields["events"]
        assert isinstance(events, forms.MultipleChoiceField)
        events.choices = [(event.slug, event.title) for event in every_event()]

    def values(self) -> EndpointValues:
        """What the service takes."""
        return EndpointValues(**self.cleaned_data)
