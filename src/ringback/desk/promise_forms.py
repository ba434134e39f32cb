"""What a member may say of one promise: each form a deed of its own."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

MORNING = time(9, 0)
OTHER = "other"

_SNOOZES = [
    ("hour", _("In an hour")),
    ("afternoon", _("In four hours")),
    ("tomorrow", _("Tomorrow at 9:00")),
    ("monday", _("Next Monday at 9:00")),
    (OTHER, _("Another time")),
]


class SnoozeForm(forms.Form):
    """Later, and why."""

    until = forms.ChoiceField(label=_("Until"), choices=_SNOOZES)
    at = forms.DateTimeField(
        label=_("Date and time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    why = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It stays on the promise's record."))
    by_person = forms.BooleanField(
        label=_("They asked for it"), required=False, help_text=_("Then it counts as on time from the new time on.")
    )

    def due_at(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """The new time, by the clock of `zone`; None with an error on the form when it is none."""
        until = self.cleaned_data["until"]
        at = self.cleaned_data["at"] if until == OTHER else snoozed(until, now, zone)
        if at is None or at <= now:
            self.add_error("at", _("Choose a time that is still to come."))
            return None
        return at if isinstance(at, datetime) else None


def snoozed(until: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant that "hour", "afternoon", "tomorrow" or "monday" means now, by the clock of `zone`."""
    match until:
        case "hour":
            return now + timedelta(hours=1)
        case "afternoon":
            return now + timedelta(hours=4)
    today = now.astimezone(zone).date()
    days = 1 if until == "tomorrow" else 7 - today.weekday()
    return datetime.combine(today + timedelta(days=days), MORNING, zone)


class HandOverForm(forms.Form):
    """To whom, and why."""

    to = forms.TypedChoiceField(label=_("To"), coerce=int)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, data: Mapping[str, str] | None, names: Mapping[int, str]) -> None:
        super().__init__(data)
        field = self.fields["to"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(member_id, name) for name, member_id in sorted((name, key) for key, name in names.items())]


class KeptForm(forms.Form):
    """How it was kept."""

    how = forms.CharField(
        label=_("How it was kept"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Your name and these words are the evidence: “met her at the fair, she has the offer”."),
    )


class LetterForm(forms.Form):
    """An e-mail to the one who waits."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Message"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}))
    keeps = forms.BooleanField(label=_("This keeps the promise"), required=False)


class TakeBackForm(forms.Form):
    """Why it is not to be kept any more."""

    because = forms.CharField(label=_("Reason"), max_length=200)
