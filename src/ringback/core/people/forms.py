"""Forms of the people pages. What a value may be is decided in services, whose FieldErrors land on the fields here."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import zone_choices
from ringback.base.edge.forms import SavedForm
from ringback.core.people.models import Channel
from ringback.core.people.services import Period

NOT_KNOWN = ("", _("Not known"))


class SearchForm(forms.Form):
    """Whom to look for."""

    words = forms.CharField(
        label=_("Name, number or e-mail"),
        required=False,
        max_length=120,
        widget=forms.SearchInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )


class EntryForm(SearchForm):
    """Which entry of the list to look for: its hash is, so nothing but a whole address finds it."""

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="search_%s")
        self.fields["words"].label = _("Number or e-mail address")


class PersonForm(SavedForm):
    """What is known of a person beside numbers and addresses."""

    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *values: Any, **more: Any) -> None:
        super().__init__(*values, **more)
        self.fields["language"].choices = [NOT_KNOWN, *settings.LANGUAGES]  # type: ignore[attr-defined]
        self.fields["zone"].choices = [NOT_KNOWN, *zone_choices()]  # type: ignore[attr-defined]


class PhoneForm(SavedForm):
    """Another number of a person."""

    phone = forms.CharField(label=_("Another number"), max_length=40, widget=forms.TextInput(attrs={"type": "tel"}))


class EmailForm(SavedForm):
    """Another e-mail address of a person."""

    email = forms.CharField(label=_("Another e-mail address"), max_length=254, widget=forms.EmailInput())


OFFERS = (("offers", _("News and offers by e-mail")), ("offers_sms", _("News and offers by text message")))


class ConsentForm(SavedForm):
    """What a person said that they agree to, put down by a member."""

    purpose = forms.ChoiceField(label=_("They agree to"), choices=OFFERS)
    text = forms.CharField(
        label=_("In which words they were asked"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    how = forms.CharField(
        label=_("When and how they said so"),
        max_length=200,
        help_text=_("“On the phone on Monday”, “signed on paper at the fair”. Your name is put beside it."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class CloseForm(SavedForm):
    """Whom not to contact any more, on which channel, and why."""

    address = forms.CharField(
        label=_("Number or e-mail address"), max_length=254, help_text=_("A number with + and country code.")
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    why = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))


class ListForm(SavedForm):
    """A list of numbers and addresses from elsewhere."""

    list = forms.FileField(
        label=_("List"), help_text=_("Text or CSV, a number or an e-mail address at the start of each line.")
    )
    why = forms.CharField(label=_("Where it comes from"), max_length=200)


class EraseForm(SavedForm):
    """The reason of an erasure, and the word that confirms it."""

    why = forms.CharField(
        label=_("Reason, without naming anybody"), max_length=200, help_text=_("It stays on the receipt.")
    )
    confirmed = forms.CharField(
        label=_("Type the name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})
    )


class RetentionForm(SavedForm):
    """How many days each kind of data is kept."""

    def __init__(self, data: Any, periods: list[Period]) -> None:
        super().__init__(data, initial={period.slug: period.days for period in periods})
        for period in periods:
            self.fields[period.slug] = forms.IntegerField(
                label=str(period.title), help_text=str(period.hint), min_value=0, max_value=36500
            )

    def days(self) -> dict[str, int]:
        return dict(self.cleaned_data)
