"""The form of a policy. What a policy may say is decided in rules, whose FieldErrors land on the fields here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.edge.forms import show_refusal
from ringback.base.kit.errors import FieldError
from ringback.core.promises import durations
from ringback.core.promises.rules import (
    DAY_SECONDS,
    RETRIED,
    WEEK_SECONDS,
    Cap,
    Policy,
    Quiet,
    Step,
    Target,
    To,
    When,
    check_policy,
)

LEAST_STEPS, MOST_STEPS = 3, 6
_MIDNIGHT = time()
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
_CLOCK = {"type": "time"}


class PolicyForm(forms.Form):
    """Everything a person says of a policy. Stretches of time are typed as "5 min, 1 h"."""

    within_hours = forms.BooleanField(label=gettext_lazy("Only at hours that suit both sides"), required=False)
    first_at_once = forms.BooleanField(
        label=gettext_lazy("Whoever asks to be called now is called now"),
        required=False,
        help_text=gettext_lazy("Hours and limits hold once they were reached, or an hour has passed."),
    )
    quiet_begins = forms.TimeField(
        label=gettext_lazy("Quiet from"), required=False, widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M")
    )
    quiet_ends = forms.TimeField(
        label=gettext_lazy("until"), required=False, widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M")
    )
    quiet_days = forms.MultipleChoiceField(
        label=gettext_lazy("Quiet all day on"),
        required=False,
        choices=[(str(day), name) for day, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    cap_day = forms.IntegerField(label=gettext_lazy("Contacts with one person a day"), required=False, min_value=1)
    cap_week = forms.IntegerField(label=gettext_lazy("Contacts with one person a week"), required=False, min_value=1)
    most_tries = forms.IntegerField(label=gettext_lazy("Tries in all"), required=False, min_value=1)

    def __init__(
        self, data: Mapping[str, Any] | None, *, stored: Policy, names: Mapping[Target, str], **keywords: Any
    ) -> None:
        super().__init__(data, initial=_initial(stored), **keywords)
        self._stored = stored
        for outcome, label in _TRIES.items():
            self.fields[f"retries_{outcome}"] = forms.CharField(label=label, required=False, max_length=120)
        for name, label in _LENGTHS.items():
            self.fields[name] = forms.CharField(label=label, required=False, max_length=60)
        who = _who_choices(names)
        for number in range(1, self.step_count + 1):
            self._add_step(number, who)

    @property
    def step_count(self) -> int:
        """How many steps the form has room for."""
        return max(LEAST_STEPS, min(MOST_STEPS, len(self._stored.steps) + 1))

    def retries(self) -> list[forms.BoundField]:
        """The fields of when an outcome is tried again."""
        return [self[f"retries_{outcome}"] for outcome in _TRIES]

    def steps(self) -> list[list[forms.BoundField]]:
        """The fields of each step."""
        parts = ("to", "wait", "at", "when")
        return [[self[f"step{number}_{part}"] for part in parts] for number in range(1, self.step_count + 1)]

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
            show_refusal(self, error, {error.field: _field_of(error.field)})
            return False
        return True

    def _policy(self) -> Policy:
        given = self.cleaned_data
        retries = {name: durations.read(given[f"retries_{name}"], f"retries.{name}") for name in _TRIES}
        policy = replace(
            self._stored,
            retries={name: gaps for name, gaps in retries.items() if gaps},
            steps=tuple(step for number in range(1, self.step_count + 1) if (step := self._step(number))),
            caps=self._caps(),
            quiet=self._quiet(),
            expires_after_seconds=durations.read_one(given["expires_after_seconds"], "expires_after_seconds"),
            escalate_after_seconds=durations.read_one(given["escalate_after_seconds"], "escalate_after_seconds"),
            remind_before_seconds=durations.read(given["remind_before_seconds"], "remind_before_seconds"),
            **{name: given[name] for name in ("within_hours", "first_at_once", "most_tries")},
        )
        check_policy(policy)
        return policy

    def _step(self, number: int) -> Step | None:
        given = self.cleaned_data
        to, _colon, row_id = given[f"step{number}_to"].partition(":")
        if not to:
            return None
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

    def _caps(self) -> tuple[Cap, ...]:
        """Those a form can show, and any other that the policy had."""
        given = ((self.cleaned_data["cap_day"], DAY_SECONDS), (self.cleaned_data["cap_week"], WEEK_SECONDS))
        others = tuple(cap for cap in self._stored.caps if cap.seconds not in (DAY_SECONDS, WEEK_SECONDS))
        return tuple(Cap(most, seconds) for most, seconds in given if most) + others

    def _quiet(self) -> tuple[Quiet, ...]:
        begins, ends = self.cleaned_data["quiet_begins"], self.cleaned_data["quiet_ends"]
        if (begins is None) != (ends is None):
            missing = "quiet_begins" if begins is None else "quiet_ends"
            raise FieldError(missing, _("Half of the quiet time is missing."), _("Say both, or neither."))
        if begins is not None and begins == ends:
            raise FieldError("quiet_ends", _("This would be the whole day."), _("Leave some hours free."))
        hours = (Quiet(begins, ends),) if begins is not None else ()
        days = tuple(sorted(int(day) for day in self.cleaned_data["quiet_days"]))
        others = tuple(one for one in self._stored.quiet if one.days and not _is_day(one))
        return hours + ((Quiet(_MIDNIGHT, _MIDNIGHT, days),) if days else ()) + others

    def _add_step(self, number: int, who: list[Any]) -> None:
        prefix = f"step{number}_"
        self.fields[prefix + "to"] = forms.ChoiceField(label=_("Then"), required=False, choices=who)
        self.fields[prefix + "wait"] = forms.CharField(label=_("after"), required=False, max_length=30)
        self.fields[prefix + "at"] = forms.TimeField(
            label=_("at"), required=False, widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M")
        )
        self.fields[prefix + "when"] = forms.ChoiceField(label=_("if"), choices=_WHEN)


_WHEN = [
    (When.ANY.value, gettext_lazy("in any case")),
    (When.OURS.value, gettext_lazy("it was our side")),
    (When.THEIRS.value, gettext_lazy("they were not reached")),
]


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


def _initial(policy: Policy) -> dict[str, Any]:
    """The policy as the form shows it."""
    every = next((one for one in policy.quiet if not one.days), None)
    days = next((one.days for one in policy.quiet if _is_day(one)), ())
    caps = {cap.seconds: cap.most for cap in policy.caps}
    shown: dict[str, Any] = {
        "within_hours": policy.within_hours,
        "first_at_once": policy.first_at_once,
        "most_tries": policy.most_tries,
        "cap_day": caps.get(DAY_SECONDS),
        "cap_week": caps.get(WEEK_SECONDS),
        "quiet_begins": every.begins if every else None,
        "quiet_ends": every.ends if every else None,
        "quiet_days": [str(day) for day in days],
        "remind_before_seconds": durations.shown_all(policy.remind_before_seconds),
    }
    for name in ("expires_after_seconds", "escalate_after_seconds"):
        seconds = getattr(policy, name)
        shown[name] = "" if seconds is None else durations.shown(seconds)
    shown |= {f"retries_{outcome}": durations.shown_all(policy.retries.get(outcome, ())) for outcome in RETRIED}
    for number, step in enumerate(policy.steps, 1):
        wait = step.days * DAY_SECONDS + step.after_seconds
        shown |= {
            f"step{number}_to": f"{step.target.to}:{step.target.id}" if step.target.id else step.target.to.value,
            f"step{number}_wait": durations.shown(wait) if wait else "",
            f"step{number}_at": step.at,
            f"step{number}_when": step.when.value,
        }
    return shown


def _is_day(quiet: Quiet) -> bool:
    return bool(quiet.days) and quiet.begins == quiet.ends == _MIDNIGHT


def _field_of(named: str) -> str:
    """The form's name of a field that the rules name as `Policy` does."""
    first, _dot, rest = named.partition(".")
    if first == "steps":
        return f"step{rest or 1}_to"
    if first == "retries":
        return f"retries_{rest}"
    return {"caps": "cap_day", "quiet": "quiet_begins"}.get(named, named)


class HandOverForm(forms.Form):
    """To whom promises are handed, and why."""

    to = forms.ChoiceField(label=gettext_lazy("To whom"))
    why = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=200)

    def __init__(self, data: Mapping[str, Any] | None, *, names: Mapping[Target, str], besides: int) -> None:
        super().__init__(data)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        members = [
            (f"member:{one.id}", name) for one, name in names.items() if one.to is To.MEMBER and one.id != besides
        ]
        groups = [(f"group:{one.id}", name) for one, name in names.items() if one.to is To.GROUP]
        parts = ((_("One member"), members), (_("In turn to everybody of a hunt group"), groups))
        field.choices = [(label, rows) for label, rows in parts if rows]

    def target(self) -> Target:
        """Whom was chosen."""
        to, _colon, row_id = self.cleaned_data["to"].partition(":")
        return Target(To(to), int(row_id))
