"""The form of one question: its kind, choices, points, and when it is shown."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.edge.forms import SavedForm
from ringback.doors.allocation.campaigns.fields import PointsField, line, points_of, shown_number
from ringback.doors.allocation.campaigns.models import Question
from ringback.doors.allocation.campaigns.rules import Asked, Condition
from ringback.doors.allocation.campaigns.services import QuestionValues
from ringback.doors.allocation.campaigns.services.questions import CONDITIONAL_ON, KINDS_WITH_CHOICES

_POINTS = ("yes", "no", "each", "most", "given")


class QuestionForm(SavedForm):
    """One question. `choices` is one a line, with its points: "two or more = 5"."""

    text = line(gettext_lazy("Question"), 300)
    help = line(gettext_lazy("A line of help"), 600, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Question.Kind.choices)
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)
    choices = forms.CharField(
        label=gettext_lazy("Choices, one a line"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=gettext_lazy("With points after an equals sign: “two or more = 5”."),
    )
    yes = PointsField(label=gettext_lazy("Points for yes"))
    no = PointsField(label=gettext_lazy("Points for no"))
    each = PointsField(label=gettext_lazy("Points for each"))
    most = PointsField(label=gettext_lazy("At most so many points"))
    given = PointsField(label=gettext_lazy("Points for an answer"))
    shown_if = forms.MultipleChoiceField(
        label=gettext_lazy("Shown only to who answered"),
        required=False,
        help_text=gettext_lazy("Nothing chosen: to everybody. Several answers of one question: any of them."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    def __init__(self, data: Any, before: Sequence[Asked], own: Asked | None) -> None:
        super().__init__(data, initial=_initial(own) if own else {"kind": Question.Kind.YES_NO})
        self.own = own
        answers: Any = self.fields["shown_if"]
        answers.choices = [(one.text, _answers(one)) for one in before if one.kind in CONDITIONAL_ON]
        if not answers.choices:
            del self.fields["shown_if"]

    def clean_shown_if(self) -> Condition | None:
        """The condition that was chosen: answers of one question."""
        pairs = [one.split(":", 1) for one in self.cleaned_data["shown_if"]]
        asked = {question for question, _answer in pairs}
        if len(asked) > 1:
            raise ValidationError(_("Choose answers of one question only."))
        return Condition(asked.pop(), tuple(answer for _question, answer in pairs)) if pairs else None

    def clean(self) -> dict[str, Any]:
        """Read the choices with their points."""
        given = super().clean() or self.cleaned_data
        given["pairs"], given["points"] = [], {}
        if given.get("kind") in KINDS_WITH_CHOICES:
            self._read_choices(given)
        return given

    def values(self) -> QuestionValues:
        """What the service takes."""
        given = self.cleaned_data
        points: dict[str, Decimal] = {name: given[name] for name in _POINTS if given[name] is not None}
        return QuestionValues(
            text=given["text"],
            kind=given["kind"],
            help=given["help"],
            required=given["required"],
            choices=given["pairs"],
            weights=points | given["points"],
            shown_if=given.get("shown_if"),
            key=self.own.key if self.own else "",
        )

    def _read_choices(self, given: dict[str, Any]) -> None:
        """As many choices as before keep their keys by place, so that a text may change; else by text."""
        lines = [one.strip() for one in given.get("choices", "").splitlines() if one.strip()]
        old = list(self.own.choices) if self.own else []
        by_text = {text.casefold(): key for key, text in old}
        for number, one in enumerate(lines):
            text, equals, points = one.rpartition("=")
            try:
                worth = points_of(points.strip()) if equals else None
            except ValidationError:
                text, worth = one, None
            text = text.strip() if worth is not None else one
            key = old[number][0] if len(old) == len(lines) else by_text.get(text.casefold(), "")
            given["pairs"].append((key, text))
            if worth:
                given["points"][key or text] = worth


def _answers(one: Asked) -> list[tuple[str, str]]:
    known = [("yes", _("Yes")), ("no", _("No"))] if one.kind == Question.Kind.YES_NO else one.choices
    return [(f"{one.key}:{key}", text) for key, text in known]


def _initial(own: Asked) -> dict[str, Any]:
    lines = [
        f"{text} = {shown_number(own.weights[key])}" if own.weights.get(key) else text for key, text in own.choices
    ]
    condition = own.shown_if
    return {
        **{name: getattr(own, name) for name in ("text", "help", "kind", "required")},
        **{name: shown_number(own.weights.get(name)) for name in _POINTS},
        "choices": "\n".join(lines),
        "shown_if": [f"{condition.question}:{answer}" for answer in condition.answers] if condition else [],
    }
