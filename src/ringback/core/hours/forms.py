"""Forms of the hours pages. What a value may be is decided in services, whose FieldErrors land on the fields here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import zone_choices
from ringback.base.edge.forms import SavedForm
from ringback.core.hours import reads
from ringback.core.hours.public_holidays import region_choices
from ringback.core.hours.rules import Week
from ringback.core.hours.services import CalendarValues, TimeOffValues

NO_HOLIDAYS = ("", _("No holidays"))
WHOLE_COUNTRY = ("", _("The whole country's"))
_DAY = {"type": "date"}
_TIME = {"type": "time"}


class CalendarForm(SavedForm):
    """A calendar but for its week, which `week_form` reads."""

    reach = forms.ChoiceField(label=_("Whose hours"))
    zone = forms.ChoiceField(label=_("Time zone"), required=False)
    holiday_country = forms.ChoiceField(label=_("Public holidays of"), required=False)
    holiday_region = forms.ChoiceField(label=_("Region"), required=False)

    def __init__(self, *arguments: Any, choices: list[reads.Named], home_zone: str, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._choose("reach", [(one.reach, one.name) for one in choices])
        own = _("The organisation's: %(zone)s") % {"zone": home_zone.replace("_", " ")}
        self._choose("zone", [("", own), *zone_choices()])
        self._choose("holiday_country", [NO_HOLIDAYS, *reads.countries_with_holidays()])
        country = self.data.get("holiday_country", "") if self.is_bound else self.initial.get("holiday_country", "")
        self._choose("holiday_region", [WHOLE_COUNTRY, *region_choices(country)])

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def values(self, week: Week) -> CalendarValues:
        """What the service takes."""
        given = self.cleaned_data
        scope, _colon, number = given["reach"].partition(":")
        return CalendarValues(
            scope=scope,
            scope_id=int(number),
            week=week,
            zone=given["zone"],
            holiday_country=given["holiday_country"],
            holiday_region=given["holiday_region"],
        )


class ExceptionForm(SavedForm):
    """Days that are closed or have other hours; without hours they are closed."""

    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs=_DAY))
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs=_DAY),
        help_text=_("Left empty, it is the one day."),
    )
    opens = forms.TimeField(label=_("Opens"), required=False, widget=forms.TimeInput(attrs=_TIME))
    closes = forms.TimeField(
        label=_("Closes"),
        required=False,
        widget=forms.TimeInput(attrs=_TIME),
        help_text=_("Without times it is closed."),
    )
    note = forms.CharField(
        label=_("Note"), max_length=120, required=False, help_text=_("As “Stocktaking”; shown as the reason.")
    )

    def clean(self) -> dict[str, Any]:
        """Both times, or none."""
        given = super().clean() or {}
        if (given.get("opens") is None) != (given.get("closes") is None):
            self.add_error("closes" if given.get("closes") is None else "opens", _("Give both times, or none."))
        return given

    def spans(self) -> list[tuple[int, int]]:
        """The hours of these days."""
        opens, closes = self.cleaned_data["opens"], self.cleaned_data["closes"]
        if opens is None:
            return []
        start, end = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute
        return [(start, end if end > start else end + 24 * 60)]


class WindowForm(SavedForm):
    """The permitted window but for its week."""

    on_holidays = forms.BooleanField(
        label=_("Call on public holidays too"),
        required=False,
        help_text=_("The holidays of the called person's country, where it is known, else of yours."),
    )
    source = forms.CharField(
        label=_("Where these hours come from"),
        max_length=300,
        required=False,
        help_text=_("A law, a contract, your own decision: so that whoever reads it later knows."),
    )


class TryForm(forms.Form):
    """A number to see when it may be called."""

    phone = forms.CharField(
        label=_("Try a number"), max_length=40, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    )


class TimeOffForm(SavedForm):
    """When somebody is away: whole days, or from a time to a time."""

    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs=_DAY))
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs=_DAY),
        help_text=_("Left empty, it is the one day."),
    )
    from_time = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput(attrs=_TIME))
    until_time = forms.TimeField(
        label=_("Until"),
        required=False,
        widget=forms.TimeInput(attrs=_TIME),
        help_text=_("Without times it is whole days."),
    )
    note = forms.CharField(label=_("Note"), max_length=120, required=False)

    def values(self) -> TimeOffValues:
        """What the service takes."""
        given = dict(self.cleaned_data)
        return TimeOffValues(**{**given, "last_day": given["last_day"] or given["first_day"]})


class CalendarAccountForm(SavedForm):
    """The way to a member's calendar elsewhere. The password is never shown again."""

    url = forms.CharField(
        label=_("Address of the calendar server"),
        max_length=1000,
        help_text=_("The CalDAV address, or only the server's name, as calendar.example.org."),
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    login = forms.CharField(
        label=_("User"), max_length=200, widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        required=False,
        help_text=_("Many servers want one that is made for programs. It is encrypted, and shown to nobody."),
        widget=forms.PasswordInput(attrs={"dir": "ltr", "autocomplete": "new-password"}),
    )
