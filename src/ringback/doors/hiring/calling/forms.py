"""The forms of the card and of how an opening's candidates are called."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.doors.hiring.calling import rules
from ringback.doors.hiring.calling.models import CandidateCall, WayChoice
from ringback.doors.hiring.calling.services import OutcomeValues, PlanValues


class OutcomeForm(SavedForm):
    """What came of a call. Answers to our questions come as `answer_0` and so on, theirs as `theirs`."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=CandidateCall.Outcome.choices, widget=forms.RadioSelect, required=False
    )
    again_at = forms.DateTimeField(
        label=_("Call again at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("By your clock. It becomes a promise, and stands on Today."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )

    def values(self, questions: list[str]) -> OutcomeValues:
        """What was said; `questions` are those that stood on the card, in order."""
        said = self.cleaned_data
        answers = {text: self.data.get(f"answer_{number}", "") for number, text in enumerate(questions)}
        theirs = [self.data.get(f"theirs_{number}", "") for number in range(rules.MOST_ASKED)]
        return OutcomeValues(said["outcome"], said["again_at"], said["note"], answers, theirs)


class PlanForm(SavedForm):
    """How an opening's candidates are called, and what they are asked."""

    way = forms.ChoiceField(
        label=_("Which call"),
        required=False,
        choices=[("", _("As level and number of résumés ask for")), *WayChoice.choices],
    )
    questions = forms.CharField(
        label=_("Questions to candidates, a line each"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("After a bar the words that answer it in a résumé: “May you drive a lorry? | driving licence C”."),
    )

    def values(self) -> PlanValues:
        """What was said."""
        return PlanValues(self.cleaned_data["way"], self.cleaned_data["questions"].splitlines())
