"""Many promises at once: which are shown, and what a member may say of those that were chosen."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.accounts import services as accounts
from ringback.core.promises import services as promises
from ringback.core.promises.reads import PromiseFilters
from ringback.desk import cards

ANY, MINE, NOBODYS = "", "mine", "nobody"
_BY = {
    "hour": (gettext_lazy("By an hour"), timedelta(hours=1)),
    "hours": (gettext_lazy("By four hours"), timedelta(hours=4)),
    "day": (gettext_lazy("By a day"), timedelta(days=1)),
    "days": (gettext_lazy("By three days"), timedelta(days=3)),
    "week": (gettext_lazy("By a week"), timedelta(weeks=1)),
}
TO = "other"


class OpenForm(forms.Form):
    """Which open promises to show."""

    owner = forms.ChoiceField(label=gettext_lazy("Whose"), required=False)
    door = forms.ChoiceField(label=gettext_lazy("What about"), required=False)
    late = forms.BooleanField(label=gettext_lazy("Only overdue ones"), required=False)

    def __init__(self, data: Any, actor: accounts.Actor) -> None:
        super().__init__(data, auto_id="filter_%s")
        self._actor = actor
        names = accounts.member_names(actor.organisation_id)
        owners = [(str(member_id), name) for member_id, name in names.items() if member_id != actor.member_id]
        whose = [(ANY, _("Anybody's")), (MINE, _("Mine")), (NOBODYS, _("Nobody's in particular")), *owners]
        for name, choices in (("owner", whose), ("door", [(ANY, _("Anything")), *cards.door_titles()])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def filters(self) -> PromiseFilters:
        """What was asked for; everything where it cannot be read."""
        if not self.is_valid():
            return PromiseFilters()
        said = self.cleaned_data
        owner = said["owner"]
        owner_id = self._actor.member_id if owner == MINE else int(owner) if owner.isdecimal() else None
        return PromiseFilters(door=said["door"], owner_id=owner_id, unowned=owner == NOBODYS, overdue=said["late"])


class MoveForm(forms.Form):
    """Later, by how much or to when."""

    until = forms.ChoiceField(
        label=gettext_lazy("How far"),
        choices=[*((name, label) for name, (label, _by) in _BY.items()), (TO, gettext_lazy("All to one time"))],
        initial="day",
    )
    at = forms.DateTimeField(
        label=gettext_lazy("Date and time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    why = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, help_text=gettext_lazy("It stays on each promise's record.")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("until") == TO and not given.get("at") and "at" not in self.errors:
            self.add_error("at", _("Choose a time that is still to come."))
        return given

    def shift(self) -> promises.Shift:
        """What moves each promise. For a form that is valid."""
        until, at = self.cleaned_data["until"], self.cleaned_data["at"]
        if until == TO:
            assert isinstance(at, datetime)
            return promises.shifted(None, at)
        return promises.shifted(_BY[until][1], None)

    def words(self) -> str:
        """The same in words."""
        until = self.cleaned_data["until"]
        return "" if until == TO else str(_BY[until][0])


class GiveForm(forms.Form):
    """To whom, and why."""

    to = forms.ChoiceField(label=gettext_lazy("To whom"))
    why = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)

    def __init__(self, data: Any, actor: accounts.Actor) -> None:
        super().__init__(data)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = parts = promises.taker_choices(actor.organisation_id)
        self._names = {value: f"{name} ({label})" for label, pairs in parts for value, name in pairs}

    def words(self) -> str:
        """Who was chosen, by name."""
        return self._names[self.cleaned_data["to"]]


class CancelForm(forms.Form):
    """Why they are not to be kept any more."""

    why = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
