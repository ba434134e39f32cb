"""Forms of employers, contacts and candidacies. What a value may be is decided in services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import country_choices, zone_choices
from ringback.base.edge.forms import SavedForm
from ringback.doors.jobsearch.employers.models import Level, Rank, Stage
from ringback.doors.jobsearch.employers.services import CandidacyValues, ContactValues
from ringback.doors.jobsearch.employers.shown import ShownEmployer
from ringback.doors.jobsearch.employers.words import CandidacyWords, ContactWords, EmployerWords

NEW = "new"


def _line(label: Any, most: int = 120, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **more)


def _text(label: Any, rows: int, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=8000, required=False, widget=widget, **more)


class EmployerForm(SavedForm):
    """A place of work."""

    name = _line(_("Name"))
    city = _line(_("City"))
    country = forms.ChoiceField(label=_("Country"), required=False)
    zone = forms.ChoiceField(label=_("Time zone"), required=False)
    language = forms.ChoiceField(label=_("Language they write in"), required=False)
    phone = _line(_("Switchboard"), 40)
    email = _line(_("E-mail"), 254)
    website = _line(_("Web site"), 300)
    opens = _line(_("Opens"), 8, help_text=_("As 09:00; calls are best right before and after."))
    closes = _line(_("Closes"), 8)
    notes = _text(_("What you know about them"), 4)

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        own = ("", _("as yours"))
        choices = {"country": country_choices(), "zone": zone_choices(), "language": LANGUAGES}
        for name, values in choices.items():
            chosen: Any = self.fields[name]
            chosen.choices = [own, *values]

    def words(self) -> EmployerWords:
        """What the service takes."""
        return EmployerWords(**self.cleaned_data)


class ContactForm(SavedForm):
    """Somebody at an employer's."""

    name = _line(_("Name"))
    title = _line(_("Post"))
    employer = forms.ChoiceField(label=_("Employer"), required=False)
    rank = forms.ChoiceField(label=_("Whom you have before you"), choices=Rank.choices)
    salutation = _line(_("How you write to them"), help_text=_("As “Dear Ms Berg”."))
    phone = _line(_("Phone"), 40)
    email = _line(_("E-mail"), 254)
    left = forms.BooleanField(label=_("No longer there"), required=False)
    notes = _text(_("What you know about them"), 3)

    def __init__(self, *arguments: Any, employers: list[ShownEmployer], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        chosen: Any = self.fields["employer"]
        chosen.choices = [("", _("nobody knows where")), *((str(one.id), one.name) for one in employers)]

    def values(self, position: int = 0) -> ContactValues:
        """What the service takes."""
        given = dict(self.cleaned_data)
        employer, rank, left = given.pop("employer"), given.pop("rank"), given.pop("left")
        return ContactValues(ContactWords(**given), int(employer) if employer else None, rank, position, left)


class CandidacyForm(SavedForm):
    """A post one goes for; with a new employer's name where it is none of the known."""

    employer = forms.ChoiceField(label=_("Employer"))
    employer_name = _line(_("Name of the new employer"))
    position = _line(_("Post"))
    level = forms.ChoiceField(
        label=_("Level"), choices=Level.choices, help_text=_("How long a decision usually takes goes by it.")
    )
    stage = forms.ChoiceField(label=_("How far you are"), choices=Stage.choices, required=False)
    pay = _line(_("Pay"))
    advert = _text(_("The advert, or its address"), 3)
    question = _line(_("Your open question"), 300, help_text=_("One, kept for a later call."))
    good_feeling = _text(_("What feels good about it"), 2)
    notes = _text(_("Notes"), 3)

    def __init__(self, *arguments: Any, employers: list[ShownEmployer], is_new: bool, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        chosen: Any = self.fields["employer"]
        chosen.choices = [*((str(one.id), one.name) for one in employers), (NEW, _("a new one"))]
        if not is_new:
            del self.fields["stage"]

    def new_employer(self) -> EmployerWords | None:
        """The employer to make first; None where a known one was chosen."""
        return EmployerWords(name=self.cleaned_data["employer_name"]) if self.cleaned_data["employer"] == NEW else None

    def values(self, employer_id: int) -> CandidacyValues:
        """What the service takes."""
        given = self.cleaned_data
        words = CandidacyWords(**{name: given[name] for name in CandidacyWords.__struct_fields__})
        return CandidacyValues(employer_id, words, given["level"], given.get("stage") or Stage.FOUND)


LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("ru", "Русский"),
    ("es", "Español"),
    ("zh", "中文"),
    ("ar", "العربية"),
]
