"""Forms of the messages pages. What a value may be is decided in services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.channels.messages import kinds
from ringback.channels.messages.models import State

ANY = ("", _("Any"))


class OutboxFilterForm(forms.Form):
    """Which messages to list."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *State.choices])
    channel = forms.ChoiceField(
        label=_("Sent by"), required=False, choices=[ANY, ("mail", _("E-mail")), ("sms", _("Text message"))]
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    words = forms.CharField(label=_("Address or subject contains"), required=False, max_length=80)

    offer = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *((kind.slug, str(kind.title)) for kind in kinds.every())]


class TextsForm(SavedForm):
    """An organisation's own texts for one kind of message in one language."""

    subject = forms.CharField(
        label=_("Subject"), max_length=400, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    )
    text = forms.CharField(
        label=_("Text"), strip=False, widget=forms.Textarea(attrs={"rows": 12, "dir": "auto", "spellcheck": "true"})
    )
    html = forms.CharField(
        label=_("HTML"),
        required=False,
        strip=False,
        help_text=_("Left empty, it is made from the text."),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "ltr", "class": "form-control message-code"}),
    )
    sms = forms.CharField(
        label=_("As a text message"),
        required=False,
        strip=False,
        help_text=_("Left empty, the shorter text that ships, or the text above where none does."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "spellcheck": "true"}),
    )


class SenderForm(SavedForm):
    """Whom the organisation's mail comes from."""

    name = forms.CharField(
        label=_("Name of the sender"),
        max_length=120,
        required=False,
        help_text=_("Left empty, the organisation's name."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    reply_to = forms.EmailField(
        label=_("Answers go to"), required=False, help_text=_("Left empty, to the installation's own address.")
    )
    most_offers_month = forms.IntegerField(
        label=_("Offers a person gets in thirty days, at most"), min_value=0, max_value=30
    )
