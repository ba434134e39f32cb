"""The form on an opening's public page, in the opening's language."""

from typing import Any

from django import forms

from ringback.base.kit import money
from ringback.base.kit.errors import FieldError
from ringback.doors.hiring.candidates.retention import keep_words
from ringback.doors.hiring.candidates.saying import VOCABULARY
from ringback.doors.hiring.candidates.services import Upload, read_upload
from ringback.doors.hiring.candidates.services.applying import ApplyValues
from ringback.doors.hiring.openings.models import Opening

_ACCEPT = ".pdf,.docx,.odt,.txt"


class ApplyForm(forms.Form):
    """Who applies, how to answer them, and their résumé. `homepage` is a trap: people do not see it."""

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}))
    email = forms.CharField(
        max_length=254, required=False, widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})
    )
    phone = forms.CharField(
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
    )
    city = forms.CharField(max_length=110, required=False, widget=forms.TextInput(attrs={"autocomplete": "on"}))
    wanted_pay = forms.CharField(max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    resume = forms.FileField(required=False, widget=forms.FileInput(attrs={"accept": _ACCEPT}))
    message = forms.CharField(max_length=6000, required=False, widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}))
    consent = forms.BooleanField()
    keep = forms.BooleanField(required=False)
    homepage = forms.CharField(
        max_length=200, required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, opening: Opening, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._opening = opening
        self._words = VOCABULARY.words(opening.language)
        for name, field in self.fields.items():
            field.label = self._words.get(name, name)
            wrong = self._words.get(f"wrong_{name}", self._words["wrong"])
            field.error_messages = dict.fromkeys(field.error_messages, wrong)
        self.fields["consent"].label = opening.consent_text
        self._keep = keep_words(opening, self._words)
        self.fields["keep"].label = self._keep

    @property
    def is_trap_sprung(self) -> bool:
        """Whether something filled in what nobody sees."""
        return bool(self.data.get("homepage", "").strip())

    def clean_wanted_pay(self) -> Any:
        """What they wish to be paid, or None."""
        try:
            return money.amount(self.cleaned_data["wanted_pay"])
        except FieldError:
            raise forms.ValidationError(self._words["wrong_wanted_pay"]) from None

    def clean_resume(self) -> Upload | None:
        """The file, read and found to be what we take."""
        sent = self.cleaned_data["resume"]
        if not sent:
            return None
        try:
            return read_upload(sent.file, sent.name, sent.size)
        except FieldError:
            raise forms.ValidationError(self._words["wrong_resume"]) from None

    def refuse(self, field: str) -> None:
        """Show that the service did not take a field."""
        name = field if field in self.fields else None
        self.add_error(name, self._words.get(f"wrong_{field}", self._words["wrong"]))

    def source(self) -> str:
        """Where they say, or their link says, that they come from: `?source=` of the page."""
        return str(self.data.get("source", ""))

    def values(self) -> ApplyValues:
        """What the service takes."""
        given = self.cleaned_data
        plain = {name: given[name] for name in ("name", "email", "phone", "city", "wanted_pay", "message")}
        return ApplyValues(
            **plain,
            language=self._opening.language,
            consent_version=str(self.data.get("consent_version", ""))[:40],
            keep=self._keep if given["keep"] else "",
            uploads=[given["resume"]] if given["resume"] else [],
        )
