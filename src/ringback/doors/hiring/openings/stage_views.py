"""The stages of an opening on one page: named, ordered, and with who decides in each (MISSION H13)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import member_names
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.hiring.openings import rules, services
from ringback.doors.hiring.openings.models import Stage
from ringback.doors.hiring.openings.services import StageValues

BLANK = 2


class StageForm(forms.Form):
    """One stage; without a name it is none."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    place = forms.IntegerField(label=gettext_lazy("Place"), required=False, min_value=1, max_value=99)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Stage.Kind.choices)
    decides = forms.ChoiceField(label=gettext_lazy("Decided by"), choices=Stage.Decides.choices)
    decider = forms.ChoiceField(label=gettext_lazy("Who that is"), required=False)
    days = forms.IntegerField(label=gettext_lazy("Days"), required=False, min_value=1, max_value=365)

    def __init__(self, *arguments: Any, members: dict[int, str], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        decider: Any = self.fields["decider"]
        decider.choices = [("", "–"), *((str(number), name) for number, name in members.items())]

    def values(self) -> StageValues:
        """What the service takes."""
        given = self.cleaned_data
        decider = int(given["decider"]) if given["decider"] else None
        return StageValues(given["name"], given["kind"], given["decides"], decider, given["days"], given["id"])


Stages = formset_factory(StageForm, extra=BLANK, max_num=rules.MOST_STAGES, absolute_max=rules.MOST_STAGES + BLANK)


@member_page("hiring.edit")
def stages(request: MemberRequest, opening_id: int) -> HttpResponseBase:
    """All stages of an opening; a name that is emptied takes its stage away."""
    opening = services.opening_of(request.actor, opening_id, "hiring.edit")
    there = services.stages_of(opening_id)
    initial = [
        {"id": one.pk, "place": number, "name": one.name, "kind": one.kind, "decides": one.decides}
        | {"decider": str(one.decider_id or ""), "days": one.days}
        for number, one in enumerate(there, 1)
    ]
    names = member_names(request.actor.organisation_id, gone_too=True)
    forms = Stages(request.POST or None, initial=initial, form_kwargs={"members": names})
    problem = ""
    if request.method == "POST" and forms.is_valid():
        try:
            services.save_stages(request.actor, opening_id, _values(forms))
        except (FieldError, ConflictError) as error:
            problem = error.words
        else:
            messages.success(request, _("The stages are saved."))
            return redirect("hiring:stages", opening_id)
    shown = {"opening": opening, "forms": forms, "problem": problem}
    status = 422 if problem or (request.method == "POST") else 200
    return render(request, "hiring/openings/stages.html", shown, status=status)


def _values(given: "BaseFormSet[StageForm]") -> list[StageValues]:
    named = [form for form in given if form.cleaned_data.get("name", "").strip()]
    return [form.values() for form in sorted(named, key=lambda form: form.cleaned_data["place"] or 99)]
