"""The form of an interview to be. What a value may be is decided in services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ringback.base.edge.forms import SavedForm
from ringback.doors.hiring.interviews import rules
from ringback.doors.hiring.interviews.models import Room
from ringback.doors.hiring.interviews.services import InterviewValues


class PlanForm(SavedForm):
    """Who, where and how long; then a time, or times for the candidate to choose from."""

    interviewers = forms.MultipleChoiceField(label=_("Who leads it"), widget=forms.CheckboxSelectMultiple)
    minutes = forms.TypedChoiceField(
        label=_("How long"),
        coerce=int,
        choices=[(number, _("{number} minutes").format(number=number)) for number in rules.LENGTHS],
        initial=rules.USUAL_MINUTES,
    )
    room = forms.TypedChoiceField(label=_("Room"), required=False, coerce=int, empty_value=None)
    online_url = forms.CharField(
        label=_("Link, if it is online"),
        max_length=500,
        required=False,
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
        help_text=_("Takes the place of the address."),
    )
    address = forms.CharField(
        label=_("Another address"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("Empty: the opening's."),
    )
    route = forms.CharField(
        label=_("The way there"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("Empty: the opening's."),
    )
    days = forms.TypedChoiceField(
        label=_("Days ahead to choose from"),
        coerce=int,
        choices=[(number, ngettext_lazy("%d day", "%d days", number) % number) for number in rules.DAYS],
        initial=14,
    )

    def __init__(self, *arguments: Any, members: dict[int, str], rooms: list[Room], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        own: Any = self.fields["interviewers"]
        own.choices = [(str(number), name) for number, name in members.items()]
        listed: Any = self.fields["room"]
        listed.choices = [("", _("None")), *((room.pk, room.name) for room in rooms)]

    def values(self) -> InterviewValues:
        """What the service takes."""
        given = self.cleaned_data
        return InterviewValues(
            interviewer_ids=[int(number) for number in given["interviewers"]],
            room_id=given["room"],
            minutes=given["minutes"],
            online_url=given["online_url"],
            address=given["address"],
            route=given["route"],
            days=given["days"],
        )
