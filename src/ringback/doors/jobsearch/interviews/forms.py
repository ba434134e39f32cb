"""The short form after an interview. What a value may be is decided in services."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.doors.jobsearch.employers.words import ContactWords
from ringback.doors.jobsearch.interviews.models import Agreed, PlannedInterview
from ringback.doors.jobsearch.interviews.services import NO_ANSWER, AfterValues, Agreement, AnswerValues
from ringback.doors.jobsearch.touches.dates import EVENING


class _Boxes(forms.CheckboxSelectMultiple):
    """Boxes as the desk shows them."""

    def __init__(self) -> None:
        super().__init__(attrs={"class": "form-check-input"})


def _line(label: Any, most: int = 120, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **more)


def _hour(label: Any, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, **more)


class AfterForm(SavedForm):
    """When, who, how, phone, e-mail (MISSION S2); the signs, and one open question to keep."""

    ended_at = forms.DateTimeField(
        label=_("It ended"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Thanks are due 24 hours later, to the minute."),
    )
    met = forms.TypedMultipleChoiceField(label=_("Who led it"), coerce=int, required=False, widget=_Boxes())
    new_name = _line(_("Somebody new: name"))
    new_title = _line(_("Their post"))
    new_email = _line(_("Their e-mail"), 254)
    agreed = forms.ChoiceField(label=_("What was agreed"), choices=Agreed.choices, initial=Agreed.NOTHING)
    agreed_on = forms.DateField(
        label=_("When"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty: what is usual for the post counts."),
    )
    agreed_hour = _hour(_("At what hour"), help_text=_("Left empty: by the evening."))
    who = forms.ChoiceField(label=_("Who"), required=False)
    phone = _line(_("On which phone"), 40)
    email = _line(_("At which e-mail"), 254)
    own_hour = _hour(
        _("If they do not: I call the next working day at"),
        help_text=_("The hour you agreed on. Left empty: the usual one, and not if you wrote the day before."),
    )
    agreed_words = _line(_("In their words"), 500)
    signs = forms.MultipleChoiceField(label=_("Signs"), required=False, widget=_Boxes())
    question = _line(_("One open question to keep for a call"), 300)
    notes = forms.CharField(
        label=_("What else"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )

    def __init__(self, *arguments: Any, names: Mapping[int, str], signs: Mapping[str, str], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        people = list(names.items())
        fields: Any = self.fields
        fields["met"].choices = people
        fields["who"].choices = [("", _("whoever led it")), *((str(key), name) for key, name in people)]
        fields["signs"].choices = list(signs.items())

    def clean(self) -> dict[str, Any]:
        """A day that was named is the evening's, or the hour's that was named with it."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("agreed_hour") and not said.get("agreed_on"):
            self.add_error("agreed_on", _("Say the day of this hour, too."))
        return said

    def values(self) -> AfterValues:
        """What the service takes."""
        said = self.cleaned_data
        who_id = int(said["who"]) if said["who"] else None
        return AfterValues(
            ended_at=said["ended_at"],
            met_ids=said["met"],
            new=ContactWords(name=said["new_name"], title=said["new_title"], email=said["new_email"]),
            agreement=Agreement(said["agreed"], self._agreed_at(), who_id, said["own_hour"]),
            phone=said["phone"],
            email=said["email"],
            signs=said["signs"],
            question=said["question"],
            agreed=said["agreed_words"],
            notes=said["notes"],
        )

    def _agreed_at(self) -> datetime | None:
        day, hour = self.cleaned_data["agreed_on"], self.cleaned_data["agreed_hour"]
        return datetime.combine(day, hour or EVENING, timezone.get_current_timezone()) if day else None


class PlannedForm(SavedForm):
    """What they answered to the proposal to meet, or how the interview to come has changed. By the employer's clock."""

    what = forms.ChoiceField(label=_("How you talk now"), widget=forms.RadioSelect)
    at = forms.DateTimeField(
        label=_("When it is"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    place = _line(_("Where you meet"), 200)

    def __init__(self, *arguments: Any, turnable: bool, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        what: Any = self.fields["what"]
        what.choices = [
            (PlannedInterview.Way.MEETING.value, _("We meet")),
            (PlannedInterview.Way.PHONE.value, _("It stays by phone") if turnable else _("By phone")),
            *([(NO_ANSWER, _("I have asked, and there is no answer yet"))] if turnable else []),
        ]

    def values(self) -> AnswerValues:
        """What the service takes."""
        said = self.cleaned_data
        return AnswerValues(said["what"], said["at"], said["place"])
