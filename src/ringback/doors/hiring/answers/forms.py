"""The form of a decision. What may be decided is for services."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.doors.hiring.answers.models import Answer
from ringback.doors.hiring.answers.services import Plan
from ringback.doors.hiring.candidates.models import Application

_DELAYS = ((0, _("at once")), (1800, _("in 30 minutes")), (7200, _("in 2 hours")), (86_400, _("in a day")))
USUAL = [(kind.value, kind.label) for kind in Answer.Kind if kind != Answer.Kind.RUNNER_UP]


class DecisionForm(SavedForm):
    """Who is hired, who steps in, and what the others are told."""

    hired = forms.ChoiceField(label=_("Hired"), required=False)
    runner_up = forms.ChoiceField(
        label=_("Runner-up"),
        required=False,
        help_text=_("Kept in reserve, and called first if the chosen one leaves within two months."),
    )
    merits = forms.CharField(
        label=_("What was better"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("All others read it: “five years with DATEV”. Nothing that tells who it is."),
    )
    usual = forms.ChoiceField(label=_("The others are told"), choices=USUAL)
    delay = forms.TypedChoiceField(label=_("It goes out"), coerce=int, choices=_DELAYS)

    def __init__(self, *arguments: Any, found: Iterable[Application], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        people = [(str(row.pk), f"{row.name} · {row.stage.name}") for row in found]
        for name, nobody in (("hired", _("Nobody")), ("runner_up", _("Nobody"))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", nobody), *people]

    def plan(self, sent: Mapping[str, Any]) -> Plan:
        """What was said; `sent` also has what single candidates are told, as "kind-17"."""
        said = self.cleaned_data
        kinds = {
            int(name[5:]): str(value)
            for name, value in sent.items()
            if name.startswith("kind-") and name[5:].isdecimal() and len(name) < 24 and value != said["usual"]
        }
        return Plan(
            hired_id=int(said["hired"]) if said["hired"] else None,
            runner_up_id=int(said["runner_up"]) if said["runner_up"] else None,
            merits=said["merits"],
            usual=said["usual"],
            kinds=kinds,
            delay_seconds=said["delay"],
        )
