"""The form of an offer to many. What a value may be is decided in services, whose FieldErrors land on the fields."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.channels.messages.narrowing import narrowings
from ringback.channels.messages.offers.audience import Wanted
from ringback.channels.messages.offers.rules import MOST_RATE_HOUR, By
from ringback.channels.messages.offers.services import OfferValues
from ringback.channels.messages.offers.wording import OfferWords
from ringback.channels.messages.services.ways import carries
from ringback.channels.messages.texts import languages
from ringback.channels.messages.texts import words as words_of

EVERYBODY = ("", _("Everybody"))
WAYS = (
    (By.MAIL, _("E-mail")),
    (By.SMS, _("Text message")),
    (By.EITHER, _("E-mail, and a text message to whom no mail can go")),
)
_DAY = {"type": "date"}
# What is written in each language.
_PARTS = ("subject", "body", "sms", "link")


class AudienceForm(SavedForm):
    """Whom an offer is for, and how it goes to them."""

    by = forms.ChoiceField(
        label=_("Goes out by"),
        required=False,
        help_text=_("Text messages go to those who agreed to offers by text message, and when they may be called."),
    )
    contacted_since = forms.DateField(
        label=_("Last contact on or after"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    contacted_before = forms.DateField(
        label=_("No contact since"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )

    def __init__(self, data: Mapping[str, Any] | None, organisation_id: int, initial: dict[str, Any] | None = None):
        super().__init__(data, initial=initial)
        by = self.fields["by"]
        assert isinstance(by, forms.ChoiceField)
        by.choices = WAYS if carries("sms") else WAYS[:1]
        for one in narrowings():
            choices = [EVERYBODY, *one.choices(organisation_id)]
            self.fields[one.slug] = forms.ChoiceField(label=str(one.title), required=False, choices=choices)

    def whom(self) -> list[forms.BoundField]:
        """The fields that narrow the audience down."""
        return [self[name] for name in (*(one.slug for one in narrowings()), "contacted_since", "contacted_before")]

    def channels(self) -> By:
        """How it goes out. For a form that is valid so far."""
        return By(self.cleaned_data["by"] or By.MAIL)

    def wanted(self) -> Wanted:
        """Whom was chosen. For a form that is valid so far."""
        said = self.cleaned_data
        chosen = {one.slug: said[one.slug] for one in narrowings() if said.get(one.slug)}
        return Wanted(chosen, said.get("contacted_since"), said.get("contacted_before"))


class OfferForm(AudienceForm):
    """Everything about an offer: a text a language, whom it is for, when and how fast it goes."""

    language = forms.ChoiceField(
        label=_("Language for everybody else"),
        help_text=_("For those whose own language is not written here. A person's language stands on their page."),
    )
    framed = forms.BooleanField(
        label=_("With the greeting and farewell of your text for offers"), required=False, initial=True
    )
    starts_at = forms.DateTimeField(
        label=_("Not before"),
        required=False,
        help_text=_("Left empty, at once."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    rate_hour = forms.IntegerField(
        label=_("At most so many an hour"),
        required=False,
        min_value=1,
        max_value=MOST_RATE_HOUR,
        help_text=_("Spreads what follows on it: calls, visits, answers. Left empty, as fast as they are taken."),
    )

    def __init__(self, data: Mapping[str, Any] | None, organisation_id: int, initial: dict[str, Any] | None = None):
        super().__init__(data, organisation_id, initial)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, words_of(code)["language"]) for code in languages()]
        for code in languages():
            self._add_language(code)

    def texts(self) -> list[dict[str, Any]]:
        """The fields of each language, what is written first; `open` where there is something, or something wrong."""
        first = self.data.get("language") or self.initial.get("language", "")
        rows = []
        for code in sorted(languages(), key=lambda one: (one != first, one)):
            bound = {part: self[f"{part}_{code}"] for part in _PARTS}
            is_open = code == first or any(one.value() or one.errors for one in bound.values())
            rows.append({"code": code, "name": words_of(code)["language"], "open": is_open, **bound})
        return rows

    def values(self) -> OfferValues:
        """What was said. For a form that is valid so far."""
        said = self.cleaned_data
        return OfferValues(
            language=said["language"],
            words=[OfferWords(code, **{part: said[f"{part}_{code}"] for part in _PARTS}) for code in languages()],
            by=self.channels(),
            framed=said["framed"],
            wanted=self.wanted(),
            starts_at=said["starts_at"],
            rate_hour=said["rate_hour"] or 0,
        )

    def _add_language(self, code: str) -> None:
        attributes = {"dir": "auto", "lang": code, "autocomplete": "off"}
        self.fields[f"subject_{code}"] = forms.CharField(
            label=_("Subject"), required=False, max_length=250, widget=forms.TextInput(attrs=attributes)
        )
        self.fields[f"body_{code}"] = forms.CharField(
            label=_("Text"),
            required=False,
            max_length=10_000,
            strip=False,
            widget=forms.Textarea(attrs={**attributes, "rows": 8, "spellcheck": "true"}),
        )
        self.fields[f"sms_{code}"] = forms.CharField(
            label=_("Text message"),
            required=False,
            max_length=1000,
            help_text=_(
                "Short: each part is paid for. Your name is put before it, the page and how to leave after it."
            ),
            widget=forms.Textarea(attrs={**attributes, "rows": 3, "spellcheck": "true"}),
        )
        self.fields[f"link_{code}"] = forms.CharField(
            label=_("Page that it leads to"),
            required=False,
            max_length=1000,
            widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
        )


def initial(values: OfferValues) -> dict[str, Any]:
    """An offer's values as the form shows them."""
    shown: dict[str, Any] = {
        "language": values.language,
        "by": values.by,
        "framed": values.framed,
        "starts_at": values.starts_at,
        "rate_hour": values.rate_hour or None,
        "contacted_since": values.wanted.contacted_since,
        "contacted_before": values.wanted.contacted_before,
        **values.wanted.narrowed,
    }
    for one in values.words:
        shown |= {f"{part}_{one.language}": getattr(one, part) for part in _PARTS}
    return shown
