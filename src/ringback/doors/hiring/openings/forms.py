"""The form of an opening. What a value may be is decided in services."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import country_choices, zone_choices
from ringback.base.edge.forms import SavedForm
from ringback.base.kit import money
from ringback.base.kit.errors import FieldError
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import OpeningValues
from ringback.doors.hiring.openings.spoken import SPOKEN

_PLAIN = (
    *("title", "level", "currency", "pay_period", "duties", "benefits", "promotion", "superior", "place", "country"),
    *("remote", "zone", "interview_address", "route", "contact_name", "contact_phone", "contact_email", "company"),
    *("website", "language", "consent_text"),
)
_END_OF_DAY = time(23, 59)


def _lines(label: Any, rows: int, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=8000, required=False, widget=widget, **more)


def _line(label: Any, most: int = 120, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **more)


class MoneyField(forms.CharField):
    """An amount as people type it; None for nothing."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        try:
            return money.amount(super().clean(value))
        except FieldError as error:
            raise forms.ValidationError(error.words) from error


class OpeningForm(SavedForm):
    """Everything that is said of an opening."""

    title = forms.CharField(label=_("Title"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"}))
    level = forms.ChoiceField(label=_("Level"), choices=Opening.Level.choices)
    owner = forms.ChoiceField(label=_("Recruiter"), required=False, help_text=_("Who answers for this opening."))
    closing_at = forms.DateField(
        label=_("Applications until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Its page is gone after that day."),
    )
    duties = _lines(_("Duties"), 6, help_text=_("What is done on an ordinary day, so that somebody can picture it."))
    requirements = _lines(_("Requirements"), 5, help_text=_("One a line, each something a résumé can show or lack."))
    pay_from = MoneyField(label=_("Pay from"), required=False)
    pay_to = MoneyField(label=_("Pay to"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in money.CURRENCIES])
    pay_period = forms.ChoiceField(label=_("Paid"), choices=Opening.PayPeriod.choices)
    benefits = _lines(_("Benefits"), 3)
    promotion = _lines(_("What can become of it"), 2)
    superior = _lines(
        _("How the superior leads"), 2, help_text=_("For the card before a call; not on the public page.")
    )
    place = _line(_("Place of work"), help_text=_("As “Hamburg”."))
    country = forms.ChoiceField(
        label=_("Country of the work"), required=False, help_text=_("How long applications are kept goes by its law.")
    )
    remote = forms.ChoiceField(label=_("Where the work is done"), choices=Opening.Remote.choices)
    zone = forms.ChoiceField(label=_("Time zone"))
    company = _line(_("Company"))
    website = _line(_("Web site"), 200)
    contact_name = _line(_("Contact person"))
    contact_phone = _line(_("Their phone"), 40)
    contact_email = _line(_("Their e-mail address"), 200)
    interview_address = _lines(_("Where interviews are"), 2, help_text=_("Street, floor, whom to ask for."))
    route = _lines(_("How to get there"), 2, help_text=_("Trains, parking, the entrance."))
    language = forms.ChoiceField(label=_("Language of the page"), choices=SPOKEN)
    consent_text = _lines(_("What applicants agree to"), 3)

    def __init__(self, *arguments: Any, members: dict[int, str], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        own: Any = self.fields["owner"]
        own.choices = [("", _("Nobody yet")), *((str(number), name) for number, name in members.items())]
        countries: Any = self.fields["country"]
        countries.choices = [("", _("The organisation's own")), *country_choices()]
        zones: Any = self.fields["zone"]
        zones.choices = zone_choices()

    def values(self) -> OpeningValues:
        """What the service takes; the last day counts to its end, in the opening's zone."""
        given = self.cleaned_data
        day = given["closing_at"]
        return OpeningValues(
            **{name: given[name] for name in _PLAIN},
            owner_id=int(given["owner"]) if given["owner"] else None,
            pay_from=given["pay_from"],
            pay_to=given["pay_to"],
            requirements=given["requirements"].splitlines(),
            closing_at=datetime.combine(day, _END_OF_DAY, ZoneInfo(given["zone"])) if day else None,
        )


def initial_of(opening: Opening) -> dict[str, Any]:
    """An opening's values as the form shows them."""
    day = opening.closing_at.astimezone(ZoneInfo(opening.zone)).date() if opening.closing_at else None
    return {name: getattr(opening, name) for name in _PLAIN} | {
        "owner": str(opening.owner_id or ""),
        "pay_from": _shown(opening.pay_from),
        "pay_to": _shown(opening.pay_to),
        "requirements": "\n".join(opening.requirements),
        "closing_at": day,
    }


def _shown(amount: Any) -> str:
    return "" if amount is None else f"{amount:f}".removesuffix(".00")
