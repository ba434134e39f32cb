"""The form from which answers are prepared. What may be is for services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.doors.allocation.answers.models import Answer
from ringback.doors.allocation.answers.services import MOST_NOTE, Plan

_NOTES = {
    Answer.Kind.PLACE: _("To those with a place"),
    Answer.Kind.WAITING: _("To those who wait"),
    Answer.Kind.NONE: _("To all others"),
}


class PlanForm(SavedForm):
    """How many wait, and what is added to each kind of answer."""

    waiting_most = forms.IntegerField(
        label=_("So many are on the waiting list"),
        required=False,
        min_value=0,
        help_text=_("Left empty: everybody a region put forward and who got no place."),
    )

    def __init__(self, *arguments: object, **keywords: object) -> None:
        super().__init__(*arguments, **keywords)  # type: ignore[arg-type]
        for kind, label in _NOTES.items():
            self.fields[f"note_{kind}"] = forms.CharField(
                label=label,
                required=False,
                max_length=MOST_NOTE,
                widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            )

    def notes(self) -> list[forms.BoundField]:
        """The fields for what is added."""
        return [self[f"note_{kind}"] for kind in _NOTES]

    def plan(self) -> Plan:
        """What was said."""
        said = self.cleaned_data
        return Plan(said["waiting_most"], {str(kind): said[f"note_{kind}"] for kind in _NOTES})
