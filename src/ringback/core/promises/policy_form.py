"""The form of a policy. What a policy may say is decided in `checking`, whose FieldErrors land on the fields here.

Steps, caps and quiet times are rows. There is room for one more than there are; a button asks for another, which
sends the form and saves nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.edge.forms import show_refusal
from ringback.base.kit.errors import FieldError
from ringback.core.promises import durations
from ringback.core.promises.checking import MOST_CAPS, MOST_QUIETS, MOST_STEPS, check_policy
from ringback.core.promises.policy_shown import shown
from ringback.core.promises.rules import DAY_SECONDS, Cap, Policy, Quiet, Step, Target, To, When

_TRIES: Mapping[str, Any] = {
    "busy": gettext_lazy("Busy"),
    "no_answer": gettext_lazy("Nobody answers"),
    "voicemail": gettext_lazy("A voicemail answers"),
    "nobody": gettext_lazy("None of us is free"),
    "failed": gettext_lazy("It fails"),
    "interrupted": gettext_lazy("We are interrupted"),
}
_LENGTHS = {
    "expires_after_seconds": gettext_lazy("Dropped after"),
    "escalate_after_seconds": gettext_lazy("Tell a lead when overdue for"),
    "remind_before_seconds": gettext_lazy("Remind whoever has it, before it is due"),
}
_WHEN = [
    (When.ANY.value, gettext_lazy("in any case")),
    (When.OURS.value, gettext_lazy("it was our side")),
    (When.THEIRS.value, gettext_lazy("they were not reached")),
]
# Of each kind of row: the least shown, the most there may be, and the parts of one.
_ROWS: Mapping[str, tuple[int, int, tuple[str, ...]]] = {
    "step": (3, MOST_STEPS, ("to", "wait", "at", "when")),
    "cap": (2, MOST_CAPS, ("most", "within")),
    "quiet": (2, MOST_QUIETS, ("days", "first", "last", "begins", "ends")),
}


class PolicyForm(forms.Form):
    """Everything a person says of a policy. Stretches of time are typed as "5 min, 1 h"."""

    within_hours = forms.BooleanField(label=gettext_lazy("Only at hours that suit both sides"), required=False)
    first_at_once = forms.BooleanField(
        label=gettext_lazy("Whoever asks to be called now is called now"),
        required=False,
        help_text=gettext_lazy("Hours and limits hold once they were reached, or an hour has passed."),
    )
    most_tries = forms.IntegerField(label=gettext_lazy("Tries in all"), required=False, min_value=1)

    def __init__(
        self, data: QueryDict | None, *, stored: Policy, names: Mapping[Target, str], more: str = "", **keywords: Any
    ) -> None:
        """`more`: the kind of row of which one more is asked for; then nothing is checked or saved."""
        super().__init__(None if more else data, initial=_typed(data) if data and more else shown(stored), **keywords)
        self._stored = stored
        kept = {"step": len(stored.steps), "cap": len(stored.caps), "quiet": len(stored.quiet)}
        self.counts = {kind: _count(kind, kept[kind], data, more) for kind in _ROWS}
        for outcome, label in _TRIES.items():
            self.fields[f"retries_{outcome}"] = _stretch(label, 120)
        for name, label in _LENGTHS.items():
            self.fields[name] = _stretch(label, 60)
        who = _who_choices(names)
        for kind, count in self.counts.items():
            for number in range(1, count + 1):
                for part, field in _parts(kind, who).items():
                    self.fields[f"{kind}{number}_{part}"] = field

    def retries(self) -> list[forms.BoundField]:
        """The fields of when an outcome is tried again."""
        return [self[f"retries_{outcome}"] for outcome in _TRIES]

    def rows(self, kind: str) -> list[dict[str, forms.BoundField]]:
        """The fields of each row of a kind, by part."""
        parts = _ROWS[kind][2]
        return [{part: self[f"{kind}{number}_{part}"] for part in parts} for number in range(1, self.counts[kind] + 1)]

    def steps(self) -> list[dict[str, forms.BoundField]]:
        """Who goes on."""
        return self.rows("step")

    def caps(self) -> list[dict[str, forms.BoundField]]:
        """How often at most."""
        return self.rows("cap")

    def quiet(self) -> list[dict[str, forms.BoundField]]:
        """When not."""
        return self.rows("quiet")

    def room(self) -> dict[str, bool]:
        """Of which kinds one more row fits."""
        return {kind: count < _ROWS[kind][1] for kind, count in self.counts.items()}

    def policy(self) -> Policy | None:
        """The policy that is said here, or None with the errors beside their fields."""
        found: list[Policy] = []
        self.saved(lambda: found.append(self._policy()))
        return found[0] if found else None

    def saved(self, save: Callable[[], Any]) -> bool:
        """Run `save` on a form that is valid so far; a FieldError becomes the error of its field, and False."""
        if not self.is_valid():
            return False
        try:
            save()
        except FieldError as error:
            show_refusal(self, error, {error.field: self._field_of(error.field)})
            return False
        return True

    def _policy(self) -> Policy:
        given = self.cleaned_data
        retries = {name: durations.read(given[f"retries_{name}"], f"retries.{name}") for name in _TRIES}
        policy = replace(
            self._stored,
            retries={name: gaps for name, gaps in retries.items() if gaps},
            steps=tuple(step for number in self._said("step") if (step := self._step(number))),
            caps=tuple(self._cap(number) for number in self._said("cap")),
            quiet=tuple(self._quiet(number) for number in self._said("quiet")),
            expires_after_seconds=durations.read_one(given["expires_after_seconds"], "expires_after_seconds"),
            escalate_after_seconds=durations.read_one(given["escalate_after_seconds"], "escalate_after_seconds"),
            remind_before_seconds=durations.read(given["remind_before_seconds"], "remind_before_seconds"),
            **{name: given[name] for name in ("within_hours", "first_at_once", "most_tries")},
        )
        check_policy(policy)
        return policy

    def _said(self, kind: str) -> list[int]:
        """The numbers of the rows of a kind that say something. What `within` or `when` say alone says nothing."""
        telling = {"step": ("to",), "cap": ("most",), "quiet": _ROWS["quiet"][2]}[kind]
        every = range(1, self.counts[kind] + 1)
        return [
            number
            for number in every
            if any(self.cleaned_data.get(f"{kind}{number}_{part}") not in (None, "", []) for part in telling)
        ]

    def _step(self, number: int) -> Step | None:
        given = self.cleaned_data
        to, _colon, row_id = given[f"step{number}_to"].partition(":")
        wait, at = durations.read_one(given[f"step{number}_wait"], f"step{number}_wait") or 0, given[f"step{number}_at"]
        days, seconds = divmod(wait, DAY_SECONDS)
        if at is not None and seconds:
            raise FieldError(
                f"step{number}_wait",
                _("With a time of day this is whole days."),
                _("Write 1 d for tomorrow, or leave the time of day out."),
            )
        target = Target(To(to), int(row_id) if row_id else 0)
        return Step(target, days, at, seconds, When(given[f"step{number}_when"]))

    def _cap(self, number: int) -> Cap:
        field = f"cap{number}_within"
        seconds = durations.read_one(self.cleaned_data[field], field)
        if seconds is None:
            raise FieldError(field, _("Within how long is missing."), _("Write 1 d for a day, 7 d for a week."))
        return Cap(self.cleaned_data[f"cap{number}_most"], seconds)

    def _quiet(self, number: int) -> Quiet:
        given = {part: self.cleaned_data[f"quiet{number}_{part}"] for part in _ROWS["quiet"][2]}
        begins, ends, first, last = given["begins"], given["ends"], given["first"], given["last"]
        if (begins is None) != (ends is None):
            missing = "begins" if begins is None else "ends"
            raise FieldError(
                f"quiet{number}_{missing}", _("Half of the quiet time is missing."), _("Say both, or neither.")
            )
        if first is None and last is not None:
            raise FieldError(f"quiet{number}_first", _("The first day is missing."), _("Say it, or leave both out."))
        if begins is not None and begins == ends:
            raise FieldError(
                f"quiet{number}_ends", _("This would be the whole day."), _("Leave both times out for whole days.")
            )
        days = tuple(sorted(int(day) for day in given["days"]))
        hours = Quiet() if begins is None else Quiet(begins, ends)
        return replace(hours, days=days, first_day=first, last_day=last or first)

    def _field_of(self, named: str) -> str:
        """The form's name of a field that `checking` names as `Policy` does; the list's numbers skip empty rows."""
        first, _dot, rest = named.partition(".")
        if first == "retries":
            return f"retries_{rest}"
        kind = {"steps": "step", "caps": "cap", "quiet": "quiet"}.get(first)
        if kind is None:
            return named
        said = self._said(kind) or [1]
        number = said[int(rest) - 1] if rest else said[0]
        return f"{kind}{number}_{_ROWS[kind][2][0]}"


def _parts(kind: str, who: list[Any]) -> dict[str, forms.Field]:
    """The fields of one row."""
    if kind == "step":
        return {
            "to": forms.ChoiceField(label=_("Then"), required=False, choices=who),
            "wait": _stretch(_("after"), 30),
            "at": _time(_("at")),
            "when": forms.ChoiceField(label=_("if"), choices=_WHEN),
        }
    if kind == "cap":
        return {
            "most": forms.IntegerField(label=_("At most"), required=False, min_value=1),
            "within": _stretch(_("contacts with one person within"), 30),
        }
    boxes = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    weekdays = [(str(day), name) for day, name in WEEKDAYS_ABBR.items()]
    return {
        "days": forms.MultipleChoiceField(label=_("Not on"), required=False, choices=weekdays, widget=boxes),
        "first": _date(_("Only from")),
        "last": _date(_("to")),
        "begins": _time(_("Only between")),
        "ends": _time(_("and")),
    }


def _stretch(label: Any, most: int) -> forms.CharField:
    """Stretches of time, which begin with a number: the unit behind it says which way they are read."""
    typed = forms.TextInput(attrs={"dir": "auto"})
    return forms.CharField(label=label, required=False, max_length=most, widget=typed)


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def _date(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _who_choices(names: Mapping[Target, str]) -> list[Any]:
    plain = [
        ("", _("nothing more")),
        (To.SAME.value, _("once more")),
        (To.NEXT.value, _("the next manager")),
        (To.LEAD.value, _("a lead")),
    ]
    members = [(f"member:{target.id}", name) for target, name in names.items() if target.to is To.MEMBER]
    groups = [(f"group:{target.id}", name) for target, name in names.items() if target.to is To.GROUP]
    return [*plain, *((label, rows) for label, rows in ((_("Members"), members), (_("Hunt groups"), groups)) if rows)]


def _count(kind: str, kept: int, data: QueryDict | None, more: str) -> int:
    """How many rows there are: as the form was sent, or one more than are kept."""
    least, most, _parts_of = _ROWS[kind]
    sent = data.get(f"{kind}_rows", "") if data is not None else ""
    count = int(sent[:3]) if sent.isdecimal() else kept + 1
    return max(least, min(most, count + (more == kind)))


def _typed(data: QueryDict) -> dict[str, Any]:
    """What was typed, to be shown again as it is: boxes that were left out are not ticked."""
    typed: dict[str, Any] = {name: data.getlist(name) if name.endswith("_days") else data[name] for name in data}
    return {"within_hours": False, "first_at_once": False} | typed
